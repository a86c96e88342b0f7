"""nanoGPT's ckpt.pt that we write: read back by torch alone, computed by nanoGPT's forward said again here."""

from __future__ import annotations

import math
import pickle

import pytest
import torch
import torch.nn.functional as F
from exports import BPE
from tiny_models import NANOGPT, decoder, logits, nanogpt_values, random_ids

from gpt_studio.gpt import load_model, save_checkpoint
from gpt_studio.gpt.export import export_model
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.protocol.errors import StudioError

CHARACTERS = chars_of(["".join(chr(c) for c in range(32, 93))])
NO_BIASES = dict.fromkeys(("norm_bias", "qkv_bias", "out_bias", "mlp_bias"), False)


def nanogpt_forward(checkpoint, ids):
    """The logits of nanoGPT's model.py for a checkpoint of its train.py, in float64."""
    w = {name.removeprefix("transformer."): value.double() for name, value in checkpoint["model"].items()}
    a = checkpoint["model_args"]
    t, heads = ids.size(1), a["n_head"]

    def linear(x, name):
        return F.linear(x, w[f"{name}.weight"], w.get(f"{name}.bias"))

    def norm(x, name):
        return F.layer_norm(x, x.shape[-1:], w[f"{name}.weight"], w.get(f"{name}.bias"), 1e-5)

    x = w["wte.weight"][ids] + w["wpe.weight"][:t]
    for layer in range(a["n_layer"]):
        h = f"h.{layer}"
        q, k, v = linear(norm(x, f"{h}.ln_1"), f"{h}.attn.c_attn").split(a["n_embd"], 2)
        q, k, v = (part.unflatten(2, (heads, -1)).transpose(1, 2) for part in (q, k, v))
        weights = q @ k.transpose(2, 3) / math.sqrt(k.size(3))
        weights = weights.masked_fill(torch.ones(t, t).triu(1).bool(), -math.inf).softmax(3)
        x = x + linear((weights @ v).transpose(1, 2).flatten(2), f"{h}.attn.c_proj")
        x = x + linear(F.gelu(linear(norm(x, f"{h}.ln_2"), f"{h}.mlp.c_fc")), f"{h}.mlp.c_proj")
    return norm(x, "ln_f") @ w["lm_head.weight"].t()


@pytest.mark.parametrize("biases", [{}, NO_BIASES, {"qkv_bias": False, "norm_bias": False}])
def test_nanogpts_forward_gives_our_logits(biases, tmp_path):
    model = decoder(activation="gelu", **biases)
    save_checkpoint(tmp_path / "model", model, CHARACTERS)
    assert export_model(tmp_path / "model", tmp_path / "out", "nanogpt").lossless
    found = torch.load(tmp_path / "out" / "ckpt.pt", weights_only=True)
    assert list(found) == ["model", "optimizer", "model_args", "iter_num", "best_val_loss", "config"]
    assert found["config"]["dataset"] == "out"
    assert found["model"]["lm_head.weight"].data_ptr() == found["model"]["transformer.wte.weight"].data_ptr()
    ids = random_ids(2, 20)
    torch.testing.assert_close(nanogpt_forward(found, ids).float(), logits(model, ids), atol=1e-5, rtol=1e-5)
    loaded = load_model(tmp_path / "out")
    assert loaded.info.format == "nanogpt" and loaded.tokenizer.encode("TO BE") == CHARACTERS.encode("TO BE")
    torch.testing.assert_close(logits(loaded.model, ids), logits(model, ids), atol=1e-6, rtol=1e-6)


def test_a_run_could_go_on_from_the_optimiser_of_the_file(tmp_path):
    save_checkpoint(tmp_path / "model", decoder(activation="gelu"), CHARACTERS)
    export_model(tmp_path / "model", tmp_path / "out", "nanogpt")
    found = torch.load(tmp_path / "out" / "ckpt.pt", weights_only=True)
    weights = {value.data_ptr(): torch.nn.Parameter(value) for value in found["model"].values()}.values()
    groups = [[p for p in weights if p.dim() >= 2], [p for p in weights if p.dim() < 2]]
    optimiser = torch.optim.AdamW([{"params": group} for group in groups], lr=1e-3)
    optimiser.load_state_dict(found["optimizer"])
    assert [group["weight_decay"] for group in optimiser.param_groups] == [0.1, 0.0]


def test_meta_pkl_is_what_nanogpts_prepare_writes(tmp_path):
    save_checkpoint(tmp_path / "model", decoder(activation="gelu"), CHARACTERS)
    export_model(tmp_path / "model", tmp_path / "out", "nanogpt")
    meta = pickle.loads((tmp_path / "out" / "meta.pkl").read_bytes())
    assert meta["vocab_size"] == 61 and meta["stoi"][" "] == 0 and meta["itos"][33] == "A"


def test_nanogpts_own_checkpoint_comes_back_number_for_number(tmp_path):
    if not NANOGPT.is_dir():
        pytest.skip("../shared/data/nanogpt-shakespeare-char is not here")
    export_model(NANOGPT, tmp_path / "folder", "huggingface")
    assert export_model(tmp_path / "folder", tmp_path / "out", "nanogpt").lossless
    source = torch.load(NANOGPT / "ckpt.pt", weights_only=True)
    found = torch.load(tmp_path / "out" / "ckpt.pt", weights_only=True)
    theirs = {name.removeprefix("_orig_mod."): value for name, value in source["model"].items()}
    assert theirs.keys() == found["model"].keys()
    assert all(torch.equal(value, found["model"][name]) for name, value in theirs.items())
    assert {**source["model_args"], "dropout": 0} == {**found["model_args"], "dropout": 0}


def test_gpt2s_vocabulary_needs_no_file_and_another_one_is_a_loss(tmp_path):
    (tmp_path / "gpt2").mkdir()
    model = decoder(activation="gelu", vocab_size=50257, d_model=8)
    torch.save(nanogpt_values(model), tmp_path / "gpt2" / "ckpt.pt")
    assert export_model(tmp_path / "gpt2", tmp_path / "a", "nanogpt").lossless
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["ckpt.pt"]
    save_checkpoint(tmp_path / "bpe", decoder(activation="gelu", vocab_size=BPE.size), BPE)
    with pytest.raises(StudioError, match="characters or GPT-2's vocabulary"):
        export_model(tmp_path / "bpe", tmp_path / "b", "nanogpt")
    assert not export_model(tmp_path / "bpe", tmp_path / "b", "nanogpt", force=True).lossless
    assert load_model(tmp_path / "b").tokenizer.encode("to be") == BPE.encode("to be")


@pytest.mark.parametrize(
    ("switches", "reason"),
    [({"tie_embeddings": False}, "tie_embeddings"), ({"d_ff": 48}, "d_ff"), ({"norm_eps": 1e-3}, "norm_eps")],
)
def test_what_nanogpt_does_not_compute_is_refused(switches, reason, tmp_path):
    save_checkpoint(tmp_path / "model", decoder(activation="gelu", **switches), CHARACTERS)
    with pytest.raises(StudioError, match=f"nanoGPT does not compute this network.*{reason}"):
        export_model(tmp_path / "model", tmp_path / "out", "nanogpt", force=True)


def test_the_tanh_gelu_is_a_loss(tmp_path):
    save_checkpoint(tmp_path / "model", decoder(), CHARACTERS)
    with pytest.raises(StudioError, match=r"exact GELU.*tanh"):
        export_model(tmp_path / "model", tmp_path / "out", "nanogpt")
    assert not export_model(tmp_path / "model", tmp_path / "out", "nanogpt", force=True).lossless
