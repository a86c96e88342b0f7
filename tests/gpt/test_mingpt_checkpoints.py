"""minGPT's model.pt beside its config.json: transformers' GPT-2 with the same numbers as the oracle."""

from __future__ import annotations

import json

import pytest
import torch
from tiny_models import hugging_face, logits, random_ids

from gpt_studio.gpt import describe, load_model
from gpt_studio.protocol.errors import StudioError

TEXT = "".join(chr(c) for c in range(32, 93))
CONFIG = {
    "system": {"seed": 1337, "work_dir": "./out/chargpt"}, "data": {"block_size": 24},
    "model": {"model_type": "gpt-micro", "n_layer": None, "n_head": None, "n_embd": None, "vocab_size": None,
              "block_size": None, "embd_pdrop": 0.1, "resid_pdrop": 0.1, "attn_pdrop": 0.1},
    "trainer": {"learning_rate": 0.0005},
}  # fmt: skip
MATRICES = ("c_attn.weight", "c_proj.weight", "c_fc.weight")


def state_of(oracle):
    """transformers' GPT-2 as minGPT's state dict: matrices as nn.Linear keeps them, masks as buffers."""
    state = {k: v.t().contiguous() if k.endswith(MATRICES) else v for k, v in oracle.state_dict().items()}
    for layer in range(oracle.config.n_layer):
        size = oracle.config.n_positions
        state[f"transformer.h.{layer}.attn.bias"] = torch.ones(size, size).tril().view(1, 1, size, size)
    return state


@pytest.fixture
def oracle():
    return hugging_face(tie_word_embeddings=False)


@pytest.fixture
def folder(oracle, tmp_path):
    torch.save(state_of(oracle), tmp_path / "model.pt")
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "input.txt").write_text(TEXT * 3)
    return tmp_path


def test_a_work_folder_gives_transformers_logits(folder, oracle):
    loaded = load_model(folder)
    ids = random_ids(2, 24)
    torch.testing.assert_close(logits(loaded.model, ids), logits(oracle, ids), atol=1e-5, rtol=1e-5)
    assert loaded.info == describe(folder)


def test_its_card_says_what_it_is(folder):
    info = describe(folder)
    assert (info.format, info.family, info.layers, info.heads, info.width) == ("mingpt", "gpt2", 2, 4, 32)
    assert (info.context, info.vocab, info.tied_embeddings, info.tokenizer.kind) == (24, 61, False, "char")
    assert info.file_bytes == (folder / "model.pt").stat().st_size and info.warnings == ()


def test_its_characters_are_those_of_the_text_sorted(folder):
    tokenizer = load_model(folder).tokenizer
    assert tokenizer.encode(TEXT) == list(range(61))
    (folder / "input.txt").write_text("abc")
    with pytest.raises(StudioError, match=r"expected 61 different characters, found 3"):
        load_model(folder)


@pytest.mark.parametrize("config", [
    {"model": {"n_head": 4, "n_layer": 2, "n_embd": 32, "vocab_size": 61, "block_size": 24}}, {"n_head": 4},
    {"model": {"model_type": "gpt-micro"}},
])  # fmt: skip
def test_heads_are_read_wherever_they_stand(config, folder, oracle):
    (folder / "config.json").write_text(json.dumps(config))
    assert describe(folder).heads == 4


@pytest.mark.parametrize(("config", "word"), [
    (None, "how many heads"),
    ({"model": {"n_layer": 2}}, "neither n_head nor model_type"),
    ({"model": {"model_type": "gpt-mega"}}, "gpt-mega"),
    ({"model": {"n_head": 5}}, "does not divide"),
    ({"model": {"n_head": "4"}}, "n_head is broken"),
    ({"model": {"n_head": 4, "n_layer": 3}}, "n_layer does not fit"),
    ({"model": {"n_head": 4, "block_size": 99}}, "block_size does not fit"),
    ({"model": []}, "model is broken"),
])  # fmt: skip
def test_what_is_missing_or_does_not_fit_is_named(config, word, folder):
    (folder / "config.json").unlink()
    if config is not None:
        (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(StudioError) as caught:
        describe(folder / "model.pt")
    line = caught.value.one_line()
    assert word in line and str(folder) in line


@pytest.mark.parametrize(("change", "word"), [
    (lambda s: s.pop("transformer.h.1.mlp.c_fc.bias"), "missing"),
    (lambda s: s.update({"extra.weight": torch.zeros(2)}), "does not know"),
    (lambda s: s.update({"transformer.wpe.weight": torch.zeros(24)}), "wpe.weight is broken"),
    (lambda s: s.update({"transformer.h.1.mlp.c_fc.weight": torch.zeros(32, 128)}), "does not fit"),
])  # fmt: skip
def test_weights_that_do_not_fit_are_refused(change, word, folder, oracle):
    state = state_of(oracle)
    change(state)
    torch.save(state, folder / "model.pt")
    with pytest.raises(StudioError, match=word):
        describe(folder)
