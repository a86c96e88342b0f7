"""nanoGPT's ckpt.pt: the real one, and tiny ones in its format."""

from __future__ import annotations

import json
import pickle

import pytest
import torch
from tiny_models import NANOGPT, decoder, logits, nanogpt_values, random_ids

from gpt_studio.gpt import describe, load_model
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.gpt.tokenizers import save_tokenizer, train_bytes_bpe
from gpt_studio.protocol.errors import StudioError

NO_BIASES = {"norm_bias": False, "qkv_bias": False, "out_bias": False, "mlp_bias": False}
CHARACTERS = "".join(chr(c) for c in range(32, 93))


def write_meta(folder, characters=CHARACTERS, protocol=4):
    stoi = {c: i for i, c in enumerate(characters)}
    meta = {"vocab_size": len(stoi), "itos": {i: c for c, i in stoi.items()}, "stoi": stoi}
    (folder / "meta.pkl").write_bytes(pickle.dumps(meta, protocol))


@pytest.mark.skipif(not NANOGPT.exists(), reason="the shared nanoGPT checkpoint is not here")
def test_the_real_checkpoint_gives_nanogpts_first_logits():
    loaded = load_model(NANOGPT)
    golden = json.loads((NANOGPT / "golden.json").read_text())
    for case in golden["cases"]:
        ids = loaded.tokenizer.encode(case["prompt"])
        assert ids == case["prompt_ids"]
        last = logits(loaded.model, torch.tensor([ids]))[0, -1]
        torch.testing.assert_close(last, torch.tensor(case["first_logits"]), atol=1e-4, rtol=0)


@pytest.mark.skipif(not NANOGPT.exists(), reason="the shared nanoGPT checkpoint is not here")
def test_the_real_checkpoint_writes_nanogpts_greedy_text():
    loaded = load_model(NANOGPT / "ckpt.pt")
    golden = json.loads((NANOGPT / "golden.json").read_text())
    for case in golden["cases"]:
        ids = list(case["prompt_ids"])
        for _ in range(len(case["greedy_text"])):
            ids.append(int(logits(loaded.model, torch.tensor([ids[-64:]]))[0, -1].argmax()))
        assert loaded.tokenizer.decode(ids[len(case["prompt_ids"]) :]) == case["greedy_text"]


@pytest.mark.skipif(not NANOGPT.exists(), reason="the shared nanoGPT checkpoint is not here")
def test_the_real_checkpoint_is_described():
    info = describe(NANOGPT)
    assert (info.format, info.family, info.parameters) == ("nanogpt", "nanogpt", 804_096)
    assert (info.layers, info.heads, info.width, info.context, info.vocab) == (4, 4, 128, 64, 65)
    assert (info.tokenizer.kind, info.tokenizer.size, info.tied_embeddings) == ("char", 65, True)
    assert info.warnings == () and info.file_bytes == (NANOGPT / "ckpt.pt").stat().st_size


@pytest.mark.parametrize("biases", [{}, NO_BIASES])
@pytest.mark.parametrize("prefix", ["", "_orig_mod."])
def test_biases_and_the_prefix_of_a_compiled_model_are_read(biases, prefix, tmp_path):
    model = decoder(activation="gelu", **biases)
    torch.save(nanogpt_values(model, prefix), tmp_path / "ckpt.pt")
    write_meta(tmp_path)
    loaded = load_model(tmp_path)
    assert loaded.model.config == model.config and loaded.info.parameters == parameter_count(model.config)
    ids = random_ids(2, 24)
    torch.testing.assert_close(logits(loaded.model, ids), logits(model, ids), rtol=0, atol=0)


def test_a_checkpoint_with_its_optimizer_is_read(tmp_path):
    model = decoder(activation="gelu")
    optimizer = torch.optim.AdamW(model.parameters())
    model(random_ids(1, 8)).sum().backward()
    optimizer.step()
    torch.save(nanogpt_values(model) | {"optimizer": optimizer.state_dict()}, tmp_path / "ckpt.pt")
    write_meta(tmp_path)
    info = describe(tmp_path)
    assert info.memory_estimate_bytes.peak > info.memory_estimate_bytes.weights * 3
    assert torch.equal(load_model(tmp_path).model.wte.weight, model.wte.weight)


def test_mask_buffers_of_old_files_are_left_out(tmp_path):
    values = nanogpt_values(decoder(activation="gelu"))
    values["model"]["transformer.h.0.attn.bias"] = torch.ones(1, 1, 24, 24).tril()
    torch.save(values, tmp_path / "ckpt.pt")
    assert describe(tmp_path).parameters == parameter_count(decoder().config)


def test_a_head_of_its_own_is_kept(tmp_path):
    model = decoder(activation="gelu", tie_embeddings=False)
    torch.save(nanogpt_values(model), tmp_path / "ckpt.pt")
    write_meta(tmp_path)
    loaded = load_model(tmp_path)
    assert not loaded.info.tied_embeddings
    assert torch.equal(loaded.model.lm_head.weight, model.lm_head.weight)


@pytest.mark.parametrize("vocab", [50257, 50304])
def test_gpt2s_vocabulary_also_padded_uses_the_ranks_of_the_program(vocab, tmp_path):
    torch.save(nanogpt_values(decoder(activation="gelu", vocab_size=vocab)), tmp_path / "ckpt.pt")
    loaded = load_model(tmp_path)
    assert loaded.tokenizer.encode("Hello world!") == [15496, 995, 0]
    assert loaded.tokenizer.size == 50257 and loaded.info.vocab == vocab
    assert len(loaded.info.warnings) == (vocab > 50257)


def test_a_tokenizer_json_beside_the_checkpoint_is_its_tokenizer(tmp_path):
    torch.save(nanogpt_values(decoder(activation="gelu", vocab_size=300)), tmp_path / "ckpt.pt")
    tokenizer = train_bytes_bpe(["the fox " * 9], 260)
    save_tokenizer(tmp_path, tokenizer)
    assert load_model(tmp_path).tokenizer.encode("the fox") == tokenizer.encode("the fox")


def test_without_meta_pkl_it_says_what_is_missing(tmp_path):
    torch.save(nanogpt_values(decoder(activation="gelu")), tmp_path / "ckpt.pt")
    assert describe(tmp_path).tokenizer.kind == "none"
    with pytest.raises(StudioError, match=r"meta\.pkl beside the checkpoint"):
        load_model(tmp_path)


def test_a_meta_pkl_of_another_model_is_refused(tmp_path):
    torch.save(nanogpt_values(decoder(activation="gelu")), tmp_path / "ckpt.pt")
    write_meta(tmp_path, CHARACTERS + "é")
    with pytest.raises(StudioError, match="does not belong"):
        load_model(tmp_path)


@pytest.mark.parametrize(("change", "word"), [
    ({"n_layer": 3}, "tensors are missing"), ({"n_layer": 1}, "does not know"), ({"n_embd": 64}, "does not fit"),
    ({"n_head": 5}, "does not divide"), ({"vocab_size": 10**12}, "vocab_size"), ({"block_size": None}, "block_size"),
    ({"bias": 3}, "bias"), ({"dropout": "no"}, "dropout"), ({"bias": False}, "does not know"),
    ({"dim": 32}, "n_heads is broken"),
])  # fmt: skip
def test_model_args_that_do_not_fit_the_weights_are_refused(change, word, tmp_path):
    values = nanogpt_values(decoder(activation="gelu"))
    values["model_args"] |= change
    torch.save(values, tmp_path / "ckpt.pt")
    with pytest.raises(StudioError) as caught:
        describe(tmp_path)
    assert word in caught.value.one_line() and "ckpt.pt" in caught.value.one_line()


@pytest.mark.parametrize(("values", "word"), [
    ({"model": {}}, "something else"), ([1, 2], "something else"), (3, "something else"),
    ({"transformer.wte.weight": torch.zeros(2, 2)}, "a vocabulary of 2, width 2"),
    ({"model": {"tok_embeddings.weight": torch.zeros(2, 2)}}, "Meta"),
    ({"model": {"transformer.wte.weight": "x"}, "model_args": {}}, "state dict is broken"),
])  # fmt: skip
def test_other_checkpoints_are_refused_by_name(values, word, tmp_path):
    torch.save(values, tmp_path / "ckpt.pt")
    with pytest.raises(StudioError, match=word):
        describe(tmp_path / "ckpt.pt")


@pytest.mark.parametrize("protocol", [1, 2, 3, 4, 5])
def test_vocabularies_of_later_protocols_are_read(protocol, tmp_path):
    torch.save(nanogpt_values(decoder(activation="gelu")), tmp_path / "ckpt.pt")
    characters = "\n" + "中文🙂é" + CHARACTERS[5:]
    write_meta(tmp_path, characters, protocol)
    tokenizer = load_model(tmp_path).tokenizer
    assert tokenizer.encode("文🙂") == [2, 3] and tokenizer.decode(list(range(61))) == characters


def test_a_vocabulary_of_the_oldest_protocol_is_refused_with_a_message(tmp_path):
    torch.save(nanogpt_values(decoder(activation="gelu")), tmp_path / "ckpt.pt")
    write_meta(tmp_path, protocol=0)
    with pytest.raises(StudioError, match=r"meta\.pkl is refused"):
        load_model(tmp_path)
