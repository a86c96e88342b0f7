"""Presets hold only what differs, come back as they were, and refuse what they do not know."""

from __future__ import annotations

import json
import math

import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.sampling import HF_ORDER, LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.store.presets import BUILT_IN, delete_preset, load_preset, names, preset_to_json, save_preset


def test_a_preset_comes_back_with_its_order_and_its_biases(tmp_path):
    chosen = SamplingParams(
        temperature=0.7, xtc_probability=0.5, xtc_threshold=0.2, order=LLAMA_CPP_ORDER,
        logit_bias=((3, -math.inf), (8, 1.5), (9, math.inf)),
    )  # fmt: skip
    path = save_preset(tmp_path, "evening — 夜", chosen)
    assert load_preset(tmp_path, "evening — 夜") == chosen
    assert load_preset(tmp_path / "elsewhere", str(path)) == chosen
    assert json.loads(path.read_text()) == {
        "samplers": {"temperature": 0.7, "xtc_probability": 0.5, "xtc_threshold": 0.2},
        "order": list(LLAMA_CPP_ORDER),
        "logit_bias": {"3": "-inf", "8": 1.5, "9": "inf"},
    }


def test_a_neutral_preset_holds_nothing():
    assert preset_to_json(SamplingParams()) == {"samplers": {}}


def test_built_in_presets_are_valid_and_one_of_the_same_name_beats_them(tmp_path):
    for preset in BUILT_IN.values():
        preset.check()
    save_preset(tmp_path, "Greedy", SamplingParams(temperature=0.1))
    assert load_preset(tmp_path, "Greedy").temperature == 0.1
    assert names(tmp_path)[0] == "Greedy" and len(names(tmp_path)) == len(BUILT_IN)
    delete_preset(tmp_path, "Greedy")
    assert load_preset(tmp_path, "Greedy").temperature == 0.0


def test_an_order_of_an_earlier_version_is_completed(tmp_path):
    (tmp_path / "old.json").write_text('{"order": ["top_k", "temperature"]}')
    order = load_preset(tmp_path, "old").order
    assert sorted(order) == sorted(HF_ORDER)
    assert order.index("top_k") < order.index("temperature")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[]", "the preset"), ("{", "JSON"), ('{"sampler": {}}', "sampler"), ('{"samplers": {"heat": 1}}', "heat"),
        ('{"samplers": {"top_p": 2}}', "top_p"), ('{"samplers": {"top_p": "0.5"}}', "top_p"),
        ('{"samplers": {"top_k": 1e400}}', "top_k"), ('{"samplers": {"top_k": true}}', "top_k"),
        ('{"order": "hf"}', "order"), ('{"logit_bias": {"-1": 3}}', "logit_bias"),
        ('{"logit_bias": {"1": "nan"}}', "logit_bias"), ('{"samplers": {"top_p": NaN}}', "top_p"),
    ],
)  # fmt: skip
def test_a_preset_that_means_nothing_is_refused_by_name_and_left_alone(tmp_path, text, named):
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(StudioError) as caught:
        load_preset(tmp_path, "odd")
    assert named in caught.value.one_line()
    assert "odd.json" in caught.value.one_line()
    assert path.read_text() == text


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden", "x" * 200])
def test_a_name_that_is_no_file_name_is_refused(tmp_path, name):
    with pytest.raises(StudioError):
        save_preset(tmp_path, name, SamplingParams())
    with pytest.raises(StudioError):
        load_preset(tmp_path, name)
    assert list(tmp_path.iterdir()) == []
