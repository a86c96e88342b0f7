"""The sampling that a model's files suggest is shown in its card, by our own names; what is odd is left out."""

from __future__ import annotations

import json

import pytest
from gguf_files import F32, I32, LLAMA, llama_file
from tiny_models import hugging_face

from gpt_studio.gpt import describe


def suggested(tmp_path, *pairs):
    said = [(f"general.sampling.{name}", kind, value) for name, kind, value in pairs]
    return describe(llama_file(tmp_path / "m.gguf", pairs=[*LLAMA, *said])).sampling_defaults


def test_a_gguf_file_brings_its_sampling(tmp_path):
    found = suggested(
        tmp_path, ("temp", F32, 0.6), ("top_k", I32, 20), ("top_p", F32, 0.95), ("min_p", F32, 0.0),
        ("penalty_repeat", F32, 1.1), ("penalty_last_n", I32, 64),
    )  # fmt: skip
    assert found == {
        "temperature": 0.6, "top_k": 20, "top_p": 0.95, "repetition_penalty": 1.1, "repetition_window": 64,
    }  # fmt: skip


def test_a_file_that_suggests_nothing_has_no_suggestion(tmp_path):
    assert suggested(tmp_path) == {}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("temp", F32, float("nan")), ("top_p", F32, 7.0), ("top_k", I32, -5)], {}),
        ([("mirostat", I32, 2), ("mirostat_tau", F32, 5.0), ("mirostat_eta", F32, 0.2)],
         {"mirostat_tau": 5.0, "mirostat_eta": 0.2}),
        ([("mirostat", I32, 1), ("mirostat_tau", F32, 5.0)], {}),
        ([("penalty_repeat", F32, 1.5), ("penalty_last_n", I32, 0)], {}),
        ([("penalty_repeat", F32, 1.5), ("penalty_last_n", I32, -1)], {"repetition_penalty": 1.5}),
    ],
)  # fmt: skip
def test_values_that_no_sampler_can_have_are_left_out(pairs, expected, tmp_path):
    assert suggested(tmp_path, *pairs) == expected


@pytest.mark.parametrize(("samples", "expected"), [(True, {"temperature": 0.7, "top_k": 40}), (False, {})])
def test_a_folder_brings_the_sampling_of_generation_config(samples, expected, tmp_path):
    hugging_face().save_pretrained(tmp_path)
    said = {"do_sample": samples, "temperature": 0.7, "top_k": 40, "top_p": 1.0, "typical_p": "odd"}
    (tmp_path / "generation_config.json").write_text(json.dumps(said))
    assert describe(tmp_path).sampling_defaults == expected
