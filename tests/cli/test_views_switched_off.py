"""`attention --view` of a view that was saved with parts off: the attention of transformers without those weights."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from test_attention_command import TEXT, folder  # noqa: F401

from gpt_studio.protocol.switches import Switch, Switches
from gpt_studio.store.switch_json import switches_to_json

pytestmark = pytest.mark.usefixtures("qapp")
HEADS = (Switch(0, "head", 1), Switch(1, "kv_group", 2))
PARTS = tuple(sorted((*HEADS, Switch(0, "mlp"), Switch(1, "layer"))))


def attention(folder, ids, off, *, mean=False):  # noqa: F811
    """Attention [3, 4, T, T] by transformers, whose weights are edited; with the mean, what it adds goes into b_O."""
    from transformers import GPT2LMHeadModel

    model = GPT2LMHeadModel.from_pretrained(folder, attn_implementation="eager").eval()
    ids, seen = torch.tensor([ids]), {}
    for number, block in enumerate(model.transformer.h):
        block.attn.c_proj.register_forward_pre_hook(lambda _, read, at=number: seen.update({at: read[0][0].mean(0)}))
    with torch.no_grad():
        model(ids)
        for part in off:
            block = model.transformer.h[part.layer]
            if part.kind in ("mlp", "layer"):
                for weight in block.mlp.c_proj.parameters():
                    weight.zero_()
            rows = slice(8 * part.index, 8 * part.index + 8) if part.kind != "layer" else slice(None)
            if part.kind != "mlp":
                out = block.attn.c_proj
                out.bias += seen[part.layer][rows] @ out.weight[rows] if mean else 0
                out.weight[rows] = 0
                if part.kind == "layer":
                    out.bias.zero_()
        return torch.stack(model(ids, output_attentions=True).attentions)[:, 0].numpy()


@pytest.mark.parametrize(
    ("parts", "mode", "since"), [(PARTS, "zero", 0), (HEADS, "mean", 0), (PARTS, "zero", 4)], ids=str
)
def test_what_was_off_is_off_again(studio, folder, tmp_path, parts, mode, since):  # noqa: F811
    studio("attention", folder, "--text", TEXT, "--out", tmp_path / "a.npz")
    beside = tmp_path / "a.npz.json"
    saved = json.loads(beside.read_text())
    assert saved["switches"] == {}
    switches = switches_to_json(Switches(parts, mode, since))
    beside.write_text(json.dumps(saved | {"switches": switches}))
    ran = studio("attention", folder, "--view", beside, "--out", tmp_path / "b.npz", "--json").json
    assert json.loads((tmp_path / "b.npz.json").read_text())["switches"] == switches
    with np.load(tmp_path / "a.npz") as plain, np.load(tmp_path / "b.npz") as found:
        on, off = plain["attention"], found["attention"]
    expected = attention(folder, saved["ids"], parts, mean=mode == "mean")
    if since:
        np.testing.assert_array_equal(off[:, :, :since], on[:, :, :since])
        assert (np.abs(off - on)[1:, :, since:].max((0, 1, 3)) > 1e-4).all()
        return
    np.testing.assert_allclose(off, expected, atol=1e-5)
    assert np.abs(off - on)[1:].max() > 1e-2
    sink = {(one["layer"], one["head"]): one["sink"] for one in ran["statistics"]}
    assert sink[2, 3] == pytest.approx(expected[2, 3, 1:, 0].mean(), abs=1e-5)


def test_parts_of_another_model_are_refused(studio, folder, tmp_path):  # noqa: F811
    studio("attention", folder, "--text", TEXT, "--out", tmp_path / "a.csv")
    beside = tmp_path / "a.csv.json"
    beside.write_text(json.dumps(json.loads(beside.read_text()) | {"switches": {"off": [["head", 7, 0]]}}))
    ran = studio("attention", folder, "--view", beside, "--out", tmp_path / "b.csv", check=2)
    assert "layer 7 does not exist" in ran.err and not (tmp_path / "b.csv").exists()
