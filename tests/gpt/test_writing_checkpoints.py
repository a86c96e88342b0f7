"""Folders that we write: transformers loads them and gives our logits; we read back exactly what we had."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_models import decoder, logits, random_ids
from transformers import AutoModelForCausalLM, AutoTokenizer

from gpt_studio.gpt import load_model, save_checkpoint
from gpt_studio.gpt.checkpoints.configs import config_from_json, config_to_json
from gpt_studio.gpt.checkpoints.safetensors_file import write_safetensors
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.tokenizers import chars_of, train_bytes_bpe
from gpt_studio.protocol.errors import StudioError

BPE = train_bytes_bpe(["to be or not to be that is the question " * 5], 270)
CHARACTERS = chars_of(["".join(chr(c) for c in range(32, 93))])
NO_BIASES = {"norm_bias": False, "qkv_bias": False, "out_bias": False, "mlp_bias": False}
GPT2_KINDS = {
    "gpt2": {},
    "nanogpt": NO_BIASES | {"activation": "gelu"},
    "untied": {"tie_embeddings": False, "d_ff": 48, "norm_eps": 1e-3},
    "some biases": {"qkv_bias": False, "norm_bias": False},
}
OWN_KINDS = {
    "attention only": {"mlp": "none"},
    "no positions": {"position": "none"} | NO_BIASES,
    "grouped": {"n_kv_head": 2, "head_dim": 16},
}


@pytest.mark.parametrize("kind", GPT2_KINDS)
def test_transformers_loads_what_we_write_and_gives_our_logits(kind, tmp_path):
    model = decoder(vocab_size=270, **GPT2_KINDS[kind])
    save_checkpoint(tmp_path, model, BPE)
    theirs, report = AutoModelForCausalLM.from_pretrained(tmp_path, output_loading_info=True)
    assert not any(report.values())
    ids = random_ids(2, 24, 270)
    torch.testing.assert_close(logits(theirs.eval(), ids), logits(model, ids), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", GPT2_KINDS | OWN_KINDS)
def test_what_we_write_is_read_back_bit_for_bit(kind, tmp_path):
    model = decoder(**(GPT2_KINDS | OWN_KINDS)[kind])
    save_checkpoint(tmp_path, model, CHARACTERS)
    loaded = load_model(tmp_path)
    assert loaded.model.config == model.config
    assert {n: p.shape for n, p in loaded.model.named_parameters()} == {n: p.shape for n, p in model.named_parameters()}
    for (_, ours), (_, back) in zip(model.named_parameters(), loaded.model.named_parameters(), strict=True):
        assert torch.equal(ours, back)
    assert loaded.info.family == ("gpt_studio" if kind in OWN_KINDS else "gpt2")
    assert loaded.info.parameters == sum(p.numel() for p in model.parameters())


def test_transformers_reads_our_tokenizers(tmp_path):
    for tokenizer, text in ((BPE, "to be<|endoftext|>, 你好"), (CHARACTERS, "TO BE, 2B")):
        save_checkpoint(tmp_path / tokenizer.kind, decoder(vocab_size=270), tokenizer)
        theirs = AutoTokenizer.from_pretrained(tmp_path / tokenizer.kind)
        ids = theirs.encode(text)
        assert ids == tokenizer.encode(text, raw_special=True)
        assert theirs.decode(ids) == text
    assert AutoTokenizer.from_pretrained(tmp_path / "bpe").eos_token == "<|endoftext|>"


def test_greedy_text_of_transformers_is_ours(tmp_path):
    model = decoder(vocab_size=270, **GPT2_KINDS["nanogpt"])
    save_checkpoint(tmp_path, model, BPE)
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path).eval()
    ids = random_ids(1, 4, 270)
    wanted = theirs.generate(ids, do_sample=False, max_new_tokens=20, eos_token_id=None, pad_token_id=0)
    for _ in range(20):
        ids = torch.cat([ids, logits(model, ids)[:, -1:].argmax(-1)], 1)
    assert torch.equal(ids, wanted)


def test_equal_models_are_equal_files(tmp_path):
    for name in ("a", "b"):
        save_checkpoint(tmp_path / name, decoder(), CHARACTERS)
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert files == ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_model_in_bfloat16_is_written_so(tmp_path):
    model = decoder().to(torch.bfloat16)
    save_checkpoint(tmp_path, model, CHARACTERS)
    loaded = load_model(tmp_path, dtype="bfloat16")
    assert loaded.info.dtype == "bfloat16"
    assert torch.equal(loaded.model.wte.weight, model.wte.weight)


def test_the_tied_head_is_not_in_the_file(tmp_path):
    save_checkpoint(tmp_path, decoder(), CHARACTERS)
    assert "lm_head.weight" not in load_file(tmp_path / "model.safetensors", backend="pread")


def test_biases_that_others_trained_into_a_network_without_are_not_dropped_silently(tmp_path):
    save_checkpoint(tmp_path, decoder(**NO_BIASES), CHARACTERS)
    path = tmp_path / "model.safetensors"
    tensors = load_file(path, backend="pread")
    tensors["transformer.ln_f.bias"] += 1
    save_file(tensors, path)
    with pytest.raises(StudioError, match=r"transformer\.ln_f\.bias is not zero"):
        load_model(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    del config["gpt_studio"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert bool((load_model(tmp_path).model.ln_f.bias == 1).all())


def test_safetensors_files_are_what_the_library_reads(tmp_path):
    tensors = {
        "scalar": torch.tensor(3.5),
        "transposed": torch.arange(12.0).reshape(3, 4).t(),
        "halves": torch.randn(5).to(torch.bfloat16),
        "whole": torch.arange(4),
        "empty": torch.zeros(0, 3),
        "名": torch.tensor([True, False]),
    }
    with (tmp_path / "x.safetensors").open("wb") as f:
        write_safetensors(f, tensors)
    back = load_file(tmp_path / "x.safetensors", backend="pread")
    assert back.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert back[name].dtype == tensor.dtype and torch.equal(back[name], tensor)


@pytest.mark.parametrize("kind", GPT2_KINDS | OWN_KINDS)
def test_a_configuration_survives_its_json(kind):
    config = decoder(**(GPT2_KINDS | OWN_KINDS)[kind]).config
    found = json.loads(json.dumps(config_to_json(config, "float32", None)))
    assert config_from_json(found) == config


def test_a_config_json_for_a_new_network_may_leave_out_what_gpt2_has(tmp_path):
    path = tmp_path / "config.json"
    path.write_text('{"model_type": "gpt2", "n_layer": 2}')
    assert config_from_json(path) == DecoderConfig(
        vocab_size=50257, n_layer=2, n_head=12, d_model=768, max_len=1024, dropout=0.1
    )


@pytest.mark.parametrize(
    "change",
    [
        {"mlp": "mixture"},
        {"mlp": 3},
        {"n_layer": None},
        {"norm_bias": 1},
        {"norm_eps": "x"},
        {"windows": [1.5, 2]},
        {"rope": 3},
    ],
)
def test_broken_switches_of_our_own_are_refused(change):
    found = config_to_json(decoder(mlp="none").config, "float32", None)
    with pytest.raises(StudioError, match=next(iter(change))):
        config_from_json(found | change)
