"""Hugging Face GPT-2 folders that transformers and torch wrote, read by us: the same logits."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_models import hugging_face, logits, random_ids

from gpt_studio.gpt import describe, load_model
from gpt_studio.gpt.tokenizers import save_tokenizer, train_bytes_bpe
from gpt_studio.protocol.errors import StudioError

VOCAB = 300
TOKENIZER = train_bytes_bpe(["to be or not to be that is the question " * 5], 270)
KINDS = {
    "plain": {},
    "erf": {"activation_function": "gelu"},
    "tanh": {"activation_function": "gelu_pytorch_tanh", "n_inner": 40, "layer_norm_epsilon": 1e-3},
    "untied": {"tie_word_embeddings": False},
}


def saved(folder, oracle, **options):
    oracle.save_pretrained(folder, **options)
    save_tokenizer(folder, TOKENIZER)
    return folder


def check(folder, oracle):
    """Logits to 1e-5, a description that agrees, greedy text that agrees."""
    loaded = load_model(folder)
    ids = random_ids(2, 24, VOCAB)
    torch.testing.assert_close(logits(loaded.model, ids), logits(oracle, ids), atol=1e-5, rtol=1e-5)
    assert loaded.info == describe(folder)
    assert loaded.info.parameters == sum(p.numel() for p in oracle.parameters())
    assert loaded.info.vocab == VOCAB and loaded.info.tokenizer.size == loaded.tokenizer.size == TOKENIZER.size
    return loaded


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_with_one_safetensors_file_gives_transformers_logits(kind, tmp_path):
    oracle = hugging_face(vocab_size=VOCAB, **KINDS[kind])
    loaded = check(saved(tmp_path, oracle), oracle)
    assert (loaded.info.format, loaded.info.family) == ("huggingface", "gpt2")
    assert loaded.info.tied_embeddings == (kind != "untied")


def test_a_folder_of_shards_gives_transformers_logits(tmp_path):
    oracle = hugging_face(vocab_size=VOCAB)
    saved(tmp_path, oracle, max_shard_size="20KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 2
    loaded = check(tmp_path, oracle)
    assert loaded.info.file_bytes == sum(p.stat().st_size for p in tmp_path.glob("*.safetensors"))


@pytest.mark.parametrize("kind", ["plain", "untied"])
def test_a_pytorch_model_bin_gives_transformers_logits(kind, tmp_path):
    oracle = hugging_face(vocab_size=VOCAB, **KINDS[kind])
    saved(tmp_path, oracle)
    (tmp_path / "model.safetensors").unlink()
    torch.save(oracle.state_dict(), tmp_path / "pytorch_model.bin")
    check(tmp_path, oracle)


def test_pickled_shards_with_an_index_give_transformers_logits(tmp_path):
    oracle = hugging_face(vocab_size=VOCAB)
    saved(tmp_path, oracle)
    (tmp_path / "model.safetensors").unlink()
    state = {k: v for k, v in oracle.state_dict().items() if k != "lm_head.weight"}
    names = sorted(state)
    files = {"pytorch_model-00001-of-00002.bin": names[:9], "pytorch_model-00002-of-00002.bin": names[9:]}
    for file, held in files.items():
        torch.save({name: state[name].clone() for name in held}, tmp_path / file)
    index = {"metadata": {}, "weight_map": {name: file for file, held in files.items() for name in held}}
    (tmp_path / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    check(tmp_path, oracle)


def test_names_without_prefix_and_with_mask_buffers_are_read_as_old_files_have_them(tmp_path):
    oracle = hugging_face(vocab_size=VOCAB)
    saved(tmp_path, oracle)
    path = tmp_path / "model.safetensors"
    tensors = {name.removeprefix("transformer."): t for name, t in load_file(path, backend="pread").items()}
    for layer in range(2):
        tensors[f"h.{layer}.attn.bias"] = torch.ones(1, 1, 24, 24).tril()
        tensors[f"h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    save_file(tensors, path)
    check(tmp_path, oracle)


def test_a_head_that_is_kept_twice_counts_once(tmp_path):
    oracle = hugging_face(vocab_size=VOCAB)
    saved(tmp_path, oracle)
    path = tmp_path / "model.safetensors"
    tensors = load_file(path, backend="pread")
    save_file(tensors | {"lm_head.weight": tensors["transformer.wte.weight"].clone()}, path)
    check(tmp_path, oracle)


def test_half_precision_files_are_widened_exactly(tmp_path):
    oracle = hugging_face(vocab_size=VOCAB).to(torch.bfloat16)
    saved(tmp_path, oracle)
    loaded = load_model(tmp_path)
    assert loaded.info.dtype == "bfloat16" and loaded.model.wte.weight.dtype == torch.float32
    ids = random_ids(2, 24, VOCAB)
    torch.testing.assert_close(logits(loaded.model, ids), logits(oracle.float(), ids), atol=1e-5, rtol=1e-5)


def test_a_file_may_be_named_instead_of_its_folder(tmp_path):
    saved(tmp_path, hugging_face(vocab_size=VOCAB))
    assert describe(tmp_path / "model.safetensors").format == "safetensors"
    assert describe(tmp_path / "config.json").format == "huggingface"
    assert describe(tmp_path / "model.safetensors").parameters == describe(tmp_path).parameters


def test_a_hugging_face_cache_of_links_is_read(tmp_path):
    oracle = hugging_face(vocab_size=VOCAB)
    real = saved(tmp_path / "real", oracle)
    snapshot = tmp_path / "models--someone--tiny" / "snapshots" / "abc123"
    blobs = tmp_path / "models--someone--tiny" / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for i, path in enumerate(sorted(real.iterdir())):
        shutil.copy(path, blobs / str(i))
        (snapshot / path.name).symlink_to(f"../../blobs/{i}")
    check(snapshot, oracle)
    cache = tmp_path / "models--someone--tiny"
    check(cache, oracle)
    (cache / "snapshots" / "other").mkdir()
    with pytest.raises(StudioError, match="no model"):
        describe(cache)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text("abc123")
    check(cache, oracle)
    (cache / "refs" / "main").write_text("../../..")
    with pytest.raises(StudioError, match="no model"):
        describe(cache)


def test_memory_is_estimated_from_the_header(tmp_path):
    saved(tmp_path, hugging_face(vocab_size=VOCAB))
    info = describe(tmp_path, context=10)
    memory = info.memory_estimate_bytes
    assert memory.weights == info.parameters * 4
    assert memory.kv_cache == 2 * 2 * 10 * 32 * 4  # keys and values, layers, tokens, width, float32
    assert memory.peak >= memory.weights + memory.kv_cache


@pytest.mark.parametrize(("change", "word"), [
    ({"scale_attn_by_inverse_layer_idx": True}, "scale_attn_by_inverse_layer_idx"),
    ({"scale_attn_weights": False}, "scale_attn_weights"),
    ({"reorder_and_upcast_attn": True}, "reorder_and_upcast_attn"),
    ({"add_cross_attention": True}, "add_cross_attention"),
    ({"quantization_config": {"bits": 4}}, "quantization_config"),
    ({"activation_function": "relu"}, "activation_function"),
    ({"model_type": "mixtral"}, "mixture of experts"),
    ({"model_type": "nanochat"}, "nanochat"),
    ({"model_type": None}, "model_type"),
    ({"n_head": 5}, "does not divide"),
    ({"n_head": "4"}, "n_head"),
    ({"n_layer": 3}, "tensors are missing"),
    ({"n_layer": 1}, "does not know"),
    ({"n_embd": 64}, "does not fit"),
    ({"n_positions": 25}, "wpe.weight does not fit"),
    ({"tie_word_embeddings": False}, "lm_head.weight"),
    ({"vocab_size": 10**12}, "vocab_size"),
    ({"n_layer": 10**9}, "n_layer"),
    ({"n_embd": float("nan")}, "n_embd"),
    ({"layer_norm_epsilon": float("inf")}, "layer_norm_epsilon"),
    ({"n_inner": -4}, "n_inner"),
    ({"n_positions": True}, "n_positions"),
    ({"activation_function": ["gelu"]}, "activation_function"),
    ({"tie_word_embeddings": "yes"}, "tie_word_embeddings"),
])  # fmt: skip
def test_what_cannot_be_run_exactly_is_refused_by_name(change, word, tmp_path):
    saved(tmp_path, hugging_face(vocab_size=VOCAB))
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | change))
    with pytest.raises(StudioError) as caught:
        describe(tmp_path)
    assert word in caught.value.one_line() and str(tmp_path) in caught.value.one_line()


def test_a_missing_tensor_is_named(tmp_path):
    saved(tmp_path, hugging_face(vocab_size=VOCAB))
    path = tmp_path / "model.safetensors"
    tensors = load_file(path, backend="pread")
    del tensors["transformer.h.1.mlp.c_fc.bias"]
    save_file(tensors, path)
    with pytest.raises(StudioError, match=r"no transformer\.h\.1\.mlp\.c_fc\.bias"):
        load_model(tmp_path)


def test_an_unexpected_tensor_is_named(tmp_path):
    saved(tmp_path, hugging_face(vocab_size=VOCAB))
    path = tmp_path / "model.safetensors"
    save_file(load_file(path, backend="pread") | {"score.weight": torch.zeros(2, 32)}, path)
    with pytest.raises(StudioError, match=r"score\.weight"):
        load_model(tmp_path)


def test_whole_numbers_are_no_weights(tmp_path):
    saved(tmp_path, hugging_face(vocab_size=VOCAB))
    path = tmp_path / "model.safetensors"
    tensors = load_file(path, backend="pread")
    tensors["transformer.ln_f.bias"] = torch.zeros(32, dtype=torch.int32)
    save_file(tensors, path)
    with pytest.raises(StudioError, match="I32"):
        describe(tmp_path)


def test_numbers_that_are_not_finite_are_told(tmp_path):
    oracle = hugging_face(vocab_size=VOCAB)
    with torch.no_grad():
        oracle.transformer.ln_f.bias[3] = float("nan")
    saved(tmp_path, oracle)
    assert any("ln_f.bias" in warning for warning in load_model(tmp_path).info.warnings)


def test_rows_beyond_the_tokenizer_are_told(tmp_path):
    saved(tmp_path, hugging_face(vocab_size=VOCAB))
    (warning,) = describe(tmp_path).warnings
    assert f"{VOCAB - TOKENIZER.size} of {VOCAB}" in warning


def test_without_a_tokenizer_a_folder_is_described_but_not_loaded(tmp_path):
    hugging_face(vocab_size=VOCAB).save_pretrained(tmp_path)
    info = describe(tmp_path)
    assert info.tokenizer.kind == "none" and "tokenizer" in info.warnings[0]
    with pytest.raises(StudioError, match="holds no tokenizer"):
        load_model(tmp_path)
