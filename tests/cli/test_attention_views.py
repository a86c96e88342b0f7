"""A view that was saved in the window is made again by `attention --view`: against eager attention and numpy."""

from __future__ import annotations

import json

import numpy as np
import pytest
from test_attention_command import TEXT, eager, folder  # noqa: F401

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("ending", [".npz", ".csv", ".png", ".svg"])
def test_averages_words_and_what_is_left_out_come_back(studio, folder, eager, tmp_path, ending):  # noqa: F811
    studio("attention", folder, "--text", TEXT, "--layers", "1", "--heads", "2", "--query", "sat", "--out",
           tmp_path / "a.csv")  # fmt: skip
    beside = tmp_path / "a.csv.json"
    saved = json.loads(beside.read_text())
    saved["viewing"] |= {"grain": "words", "left_out": "first", "renormalised": True, "average": [0, 2, 3]}
    saved["seed"] = 11
    beside.write_text(json.dumps(saved))
    ran = studio("attention", folder, "--view", beside, "--out", tmp_path / f"b{ending}", "--json").json
    again = json.loads((tmp_path / f"b{ending}.json").read_text())
    assert again["viewing"] | {"numbers": ""} == saved["viewing"] | {"numbers": ""}
    assert again["seed"] == 11 and again["shown"]["query"] == saved["shown"]["query"]
    assert "mean over heads, rows divided by what is not left out, regrouped into words" in again["viewing"]["numbers"]
    assert [one["head"] for one in ran["statistics"]] == [0, 2, 3]  # of what the network weighed
    if ending != ".npz":
        return
    mean = eager(saved["ids"])[1, [0, 2, 3]].astype(np.float64).mean(0)
    mean[:, 0] = 0
    rows = mean / np.maximum(mean.sum(1, keepdims=True), 1e-30)
    words, ends = [], np.cumsum([len(token) for token in saved["tokens"]])
    for at, end in enumerate(ends):
        start = end - len(saved["tokens"][at])
        if not words or TEXT[start] == " " or not TEXT[start - 1].isalpha():
            words.append([])
        words[-1].append(at)
    expected = [[np.mean([rows[i, key].sum() for i in query]) for key in words] for query in words]
    with np.load(tmp_path / "b.npz") as found:
        assert np.abs(found["attention"][0, 0] - expected).max() < 1e-6
        assert found["units"].tolist() == ["The", "␣cat", "␣sat", "␣on", "␣the", "␣mat"]
        assert found["average"].tolist() == [0, 2, 3]


def test_value_weights_are_those_of_the_values_and_the_output_projection(studio, folder, eager, tmp_path):  # noqa: F811
    import torch
    from transformers import GPT2LMHeadModel

    studio("attention", folder, "--text", TEXT, "--layers", "2", "--heads", "1", "--out", tmp_path / "a.csv")
    beside = tmp_path / "a.csv.json"
    saved = json.loads(beside.read_text())
    saved["viewing"]["value_weighted"] = True
    beside.write_text(json.dumps(saved))
    studio("attention", folder, "--view", beside, "--out", tmp_path / "b.npz")
    model = GPT2LMHeadModel.from_pretrained(folder, attn_implementation="eager").eval()
    with torch.no_grad():
        hidden = model(torch.tensor([saved["ids"]]), output_hidden_states=True).hidden_states[2]
        block = model.transformer.h[2]
        v = block.attn.c_attn(block.ln_1(hidden))[0, :, 64:][:, 8:16]  # head 1 of width 8
        norms = (v @ block.attn.c_proj.weight[8:16]).norm(dim=-1).numpy()
    with np.load(tmp_path / "b.npz") as found:
        assert np.abs(found["attention"][0, 0] - eager(saved["ids"])[2, 1] * norms).max() < 1e-5
