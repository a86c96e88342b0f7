"""The samplers' options of `generate`: several values in one, biases, presets, who beats whom."""

from __future__ import annotations

import pytest

from gpt_studio.protocol.sampling import HF_ORDER, SamplingParams
from gpt_studio.store.presets import save_preset

ASK = ("generate", "bundled", "--prompt", "ROMEO:", "--max-tokens", 4, "--seed", 5)


def test_several_values_stand_in_one_option(studio):
    document = studio(
        *ASK, "--dynamic-temperature", "0.5,1.5,1", "--mirostat", "4,0.2", "--typical-p", 0.9, "--xtc-probability", 0.3,
        "--top-n-sigma", 1.5, "--dry-multiplier", 0.8, "--json",
    ).json  # fmt: skip
    params = document["params"]
    assert [params[f"dynamic_temperature_{part}"] for part in ("low", "high", "exponent")] == [0.5, 1.5, 1.0]
    assert (params["mirostat_tau"], params["mirostat_eta"]) == (4.0, 0.2)
    assert document["order"] == list(HF_ORDER)
    assert len(document["completions"][0]["ids"]) == 4


def test_a_banned_token_is_never_drawn_and_a_forced_one_always(studio):
    first = studio(*ASK, "--temperature", 0, "--json").json["completions"][0]["ids"][0]
    without = studio(*ASK, "--temperature", 0, "--logit-bias", f"{first}=-inf", "--json").json
    assert first not in without["completions"][0]["ids"]
    assert without["params"]["logit_bias"] == {str(first): "-inf"}
    forced = studio(*ASK, "--logit-bias", "7=inf", "--json").json["completions"][0]
    assert forced["ids"] == [7] * 4
    assert all(token["probability"] == 1.0 and token["margin"] is None for token in forced["tokens"])


def test_the_command_line_beats_the_preset_and_the_preset_beats_neutral(studio, tmp_path):
    save_preset(tmp_path / "presets", "mine", SamplingParams(temperature=0.5, top_k=7))
    params = studio(*ASK, "--data-dir", tmp_path, "--preset", "mine", "--temperature", 0.9, "--json").json["params"]
    assert (params["temperature"], params["top_k"], params["top_p"]) == (0.9, 7, 1.0)
    neutral = studio(*ASK, "--data-dir", tmp_path, "--preset", "mine", "--top-k", 0, "--json").json["params"]
    assert neutral["top_k"] == 0


@pytest.mark.parametrize(
    ("options", "code", "named"),
    [
        (("--mirostat", "5"), 2, "--mirostat"), (("--dynamic-temperature", "a,b,c"), 2, "--dynamic-temperature"),
        (("--logit-bias", "the=3"), 2, "--logit-bias"), (("--logit-bias", "-4=3"), 2, "logit_bias"),
        (("--preset", "never saved"), 3, "never saved"), (("--order", "cold"), 2, "--order"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_in_one_line(studio, options, code, named):
    answer = studio(*ASK, *options, "--json", check=code)
    assert answer.out == ""
    assert named in answer.err and len(answer.err.strip().splitlines()) == 1
