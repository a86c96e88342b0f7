"""Tensors without a configuration: the message says what is missing; other projects' checkpoints are named."""

from __future__ import annotations

import json

import pytest
import torch
from family_models import oracle
from safetensors.torch import save_file
from tiny_models import hugging_face, logits, random_ids

from gpt_studio.gpt import describe, load_model
from gpt_studio.gpt.tokenizers import chars_of, save_tokenizer
from gpt_studio.protocol.errors import StudioError

CHARACTERS = chars_of(["".join(chr(c) for c in range(32, 93))])


def refusal(path) -> str:
    with pytest.raises(StudioError) as caught:
        describe(path)
    assert str(path) in caught.value.one_line()
    return caught.value.one_line()


def written(state, path):
    state = {name: tensor.clone() for name, tensor in state.items()}
    if path.suffix == ".safetensors":
        save_file(state, path)
    else:
        torch.save(state, path)
    return path


@pytest.mark.parametrize("name", ["weights.pt", "weights.pth", "weights.bin", "weights.safetensors"])
@pytest.mark.parametrize(("kind", "said", "unsaid"), [
    ("gpt2", "a vocabulary of 61, width 32, 2 layers, 24 positions", "heads"),
    ("llama", "a vocabulary of 61, width 32, 2 layers", "rotary base"),
    ("gpt_neox", "a vocabulary of 61, width 32, 2 layers", "rotary base"),
])  # fmt: skip
def test_bare_tensors_say_what_shapes_say_and_what_is_missing(kind, said, unsaid, name, tmp_path):
    model = hugging_face() if kind == "gpt2" else oracle(kind)
    line = refusal(written(model.state_dict(), tmp_path / name))
    assert said in line and unsaid in line and "config.json beside it" in line and "model_type" in line


@pytest.mark.parametrize("name", ["weights.pt", "weights.pth", "weights.bin", "weights.safetensors"])
def test_beside_its_configuration_the_same_file_opens(name, tmp_path):
    model = hugging_face()
    state = {k: v for k, v in model.state_dict().items() if k != "lm_head.weight"}
    written(state, tmp_path / name)
    (tmp_path / "config.json").write_text(json.dumps(model.config.to_dict()))
    save_tokenizer(tmp_path, CHARACTERS)
    loaded = load_model(tmp_path / name)
    ids = random_ids(1, 20)
    torch.testing.assert_close(logits(loaded.model, ids), logits(model, ids), atol=1e-5, rtol=1e-5)
    assert loaded.info.format == ("safetensors" if name.endswith(".safetensors") else "huggingface")


@pytest.mark.parametrize("wrapper", ["state_dict", "model_state_dict", "model"])
def test_a_wrapped_state_dict_is_looked_into(wrapper, tmp_path):
    torch.save({wrapper: oracle("llama").state_dict(), "epoch": 3}, tmp_path / "last.pt")
    assert "a vocabulary of 61, width 32, 2 layers" in refusal(tmp_path / "last.pt")


@pytest.mark.parametrize(("names", "word"), [
    (["transformer.h.0.attn.qkv.weight", "lm_head.weight"], "litgpt"),
    (["transformer.h.0.norm_1.weight", "transformer.h.0.attn.attn.weight"], "litgpt"),
    (["tok_embeddings.weight", "layers.0.attention.wq.weight"], "Meta"),
    (["transformer.h.0.attn.c_q.weight", "transformer.wte.weight"], "nanochat"),
    (["blocks.0.attn.key.weight", "tok_emb.weight"], "early minGPT"),
    (["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"], "PEFT"),
])  # fmt: skip
@pytest.mark.parametrize("wrapped", [False, True])
def test_other_projects_are_refused_by_name(names, word, wrapped, tmp_path):
    state = {name: torch.zeros(4, 4) for name in names}
    torch.save({"model": state} if wrapped else state, tmp_path / "model.pt")
    assert word in refusal(tmp_path / "model.pt")


@pytest.mark.parametrize(("files", "word"), [
    (["lit_model.pth", "model_config.yaml"], "litgpt"), (["consolidated.00.pth", "params.json"], "Meta"),
    (["checkpoint", "hparams.json", "model.ckpt.index", "encoder.json"], "TensorFlow"),
    (["model_000123.pt", "meta_000123.json", "token_bytes.pt"], "nanochat"),
])  # fmt: skip
def test_folders_of_other_projects_are_refused_by_name(files, word, tmp_path):
    for name in files:
        (tmp_path / name).write_bytes(b"{}")
    assert word in refusal(tmp_path)
