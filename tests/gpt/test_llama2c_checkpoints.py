"""llama2.c's .pt: its published forward in float64, and transformers' Llama, as oracles."""

from __future__ import annotations

import json
import struct

import pytest
import torch
import transformers
from tiny_models import random_ids

from gpt_studio.gpt import describe, load_model, save_checkpoint
from gpt_studio.protocol.errors import StudioError

ARGUMENTS = {
    "dim": 32, "n_layers": 2, "n_heads": 4, "n_kv_heads": 2, "vocab_size": 61, "multiple_of": 12, "max_seq_len": 24,
    "dropout": 0.0,
}  # fmt: skip
HIDDEN = 96  # 2/3 of 128 is 85, the next multiple of 12


def random_state(arguments, hidden=HIDDEN, *, tied=True):
    generator = torch.Generator().manual_seed(4)

    def some(*shape):
        return torch.randn(shape, generator=generator) * 0.2

    dim, key_rows = arguments["dim"], arguments["dim"] // arguments["n_heads"] * (arguments["n_kv_heads"] or 4)
    state = {"tok_embeddings.weight": some(arguments["vocab_size"], dim), "norm.weight": some(dim)}
    for layer in range(arguments["n_layers"]):
        at = f"layers.{layer}"
        state |= {
            f"{at}.attention.wq.weight": some(dim, dim), f"{at}.attention.wk.weight": some(key_rows, dim),
            f"{at}.attention.wv.weight": some(key_rows, dim), f"{at}.attention.wo.weight": some(dim, dim),
            f"{at}.feed_forward.w1.weight": some(hidden, dim), f"{at}.feed_forward.w2.weight": some(dim, hidden),
            f"{at}.feed_forward.w3.weight": some(hidden, dim),
            f"{at}.attention_norm.weight": some(dim), f"{at}.ffn_norm.weight": some(dim),
        }  # fmt: skip
    return state | {"output.weight": state["tok_embeddings.weight"] if tied else some(arguments["vocab_size"], dim)}


def write(folder, state, arguments=ARGUMENTS, prefix=""):
    values = {
        "model": {prefix + name: tensor for name, tensor in state.items()}, "optimizer": {}, "model_args": arguments,
        "iter_num": 1, "best_val_loss": torch.tensor(1.0), "config": {"dataset": "tinystories"},
    }  # fmt: skip
    torch.save(values, folder / "ckpt.pt")
    write_tokenizer(folder, arguments["vocab_size"])
    return folder


def write_tokenizer(folder, size):
    """tokenizer.bin as llama2.c writes it; the better pieces come first, as sentencepiece has them."""
    pieces = ["<unk>", "\n<s>\n", "\n</s>\n"] + [" "] + [chr(97 + i) for i in range(26)]
    pieces += ["th", "the", " the", "in", "an", "and"]
    pieces += [chr(65 + i) for i in range(size - len(pieces))]
    data = struct.pack("<I", 6)
    for i, piece in enumerate(pieces):
        raw = piece.encode()
        data += struct.pack("<fi", -float(i), len(raw)) + raw
    (folder / "tokenizer.bin").write_bytes(data)


def published_forward(state, a, ids):
    """llama2.c's model.py in float64, position by position and head by head."""
    w = {name: tensor.double() for name, tensor in state.items()}
    heads, groups = a["n_heads"], a["n_kv_heads"] or a["n_heads"]
    size = a["dim"] // heads

    def rms(x, gain):
        return x / (x.pow(2).mean(-1, keepdim=True) + a.get("norm_eps", 1e-5)).sqrt() * gain

    def turned(x):  # (T, size): neighbours are a pair
        out = x.clone()
        for t in range(x.size(0)):
            for i in range(0, size, 2):
                angle = torch.tensor(t * 10000.0 ** (-i / size), dtype=torch.float64)
                c, s = angle.cos(), angle.sin()
                out[t, i], out[t, i + 1] = x[t, i] * c - x[t, i + 1] * s, x[t, i] * s + x[t, i + 1] * c
        return out

    x = w["tok_embeddings.weight"][ids]
    mask = torch.full((len(ids), len(ids)), -torch.inf, dtype=torch.float64).triu(1)
    for layer in range(a["n_layers"]):
        at = f"layers.{layer}"
        h = rms(x, w[f"{at}.attention_norm.weight"])
        q, k, v = (h @ w[f"{at}.attention.w{which}.weight"].T for which in "qkv")
        out = []
        for head in range(heads):
            group = head // (heads // groups)
            qh = turned(q[:, head * size : (head + 1) * size])
            kh = turned(k[:, group * size : (group + 1) * size])
            scores = (qh @ kh.T / size**0.5 + mask).softmax(-1)
            out.append(scores @ v[:, group * size : (group + 1) * size])
        x = x + torch.cat(out, 1) @ w[f"{at}.attention.wo.weight"].T
        h = rms(x, w[f"{at}.ffn_norm.weight"])
        gate = torch.nn.functional.silu(h @ w[f"{at}.feed_forward.w1.weight"].T)
        x = x + (gate * (h @ w[f"{at}.feed_forward.w3.weight"].T)) @ w[f"{at}.feed_forward.w2.weight"].T
    return rms(x, w["norm.weight"]) @ w["output.weight"].T


@pytest.mark.parametrize(("changes", "hidden", "tied", "prefix"), [
    ({}, HIDDEN, True, ""), ({"n_kv_heads": None}, HIDDEN, False, "_orig_mod."),
    ({"hidden_dim": 40, "norm_eps": 1e-3}, 40, True, ""),
])  # fmt: skip
def test_logits_are_those_of_the_published_forward(changes, hidden, tied, prefix, tmp_path):
    arguments = ARGUMENTS | changes
    state = random_state(arguments, hidden, tied=tied)
    loaded = load_model(write(tmp_path, state, arguments, prefix))
    ids = random_ids(1, 24)
    with torch.inference_mode():
        ours = loaded.model(ids)[0].double()
    assert (ours - published_forward(state, arguments, ids[0])).abs().max() <= 1e-5
    assert loaded.info.tied_embeddings == tied


def test_written_as_a_folder_it_is_transformers_llama(tmp_path):
    state = random_state(ARGUMENTS)
    loaded = load_model(write(tmp_path, state))
    save_checkpoint(tmp_path / "out", loaded.model, loaded.tokenizer)
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "out", attn_implementation="eager").eval()
    ids = random_ids(1, 24)
    with torch.inference_mode():
        assert (loaded.model(ids) - theirs(ids).logits).abs().max() <= 1e-5
    found = json.loads((tmp_path / "out" / "config.json").read_text())
    assert (found["model_type"], found["intermediate_size"]) == ("llama", HIDDEN)


def test_its_card_says_what_it_is(tmp_path):
    info = describe(write(tmp_path, random_state(ARGUMENTS)))
    assert (info.format, info.family, info.layers, info.heads, info.kv_heads) == ("llama2c", "llama", 2, 4, 2)
    assert (info.context, info.vocab, info.width, info.tokenizer.size) == (24, 61, 32, 61)
    assert info.warnings == ()


def test_its_vocabulary_begins_a_text_and_joins_the_best_pieces_first(tmp_path):
    tokenizer = load_model(write(tmp_path, random_state(ARGUMENTS))).tokenizer
    assert list(tokenizer.prefix()) == [1] and tokenizer.eos_ids == {1, 2}
    pieces = [tokenizer.token_bytes(i).decode() for i in tokenizer.encode("the andin")]
    assert "".join(pieces).lstrip() == "the andin" and " the" in pieces and "and" in pieces and "in" in pieces
    assert tokenizer.decode(tokenizer.encode("the hat and")) == "the hat and"


@pytest.mark.parametrize(("data", "word"), [
    (b"", "vocabulary"), (b"\1\0\0\0" + b"\0" * 5, "vocabulary"), (struct.pack("<Ifi", 3, 0.0, 1 << 30), "vocabulary"),
    (struct.pack("<Ifi", 3, 0.0, -1), "vocabulary"), (struct.pack("<I", 1) + struct.pack("<fi", 0, 1) * 9, "whole"),
    (struct.pack("<I", 1) + (struct.pack("<fi", 0, 1) + b"a") * 80, "3 to 61 pieces"),
])  # fmt: skip
def test_a_broken_vocabulary_is_one_refusal(data, word, tmp_path):
    write(tmp_path, random_state(ARGUMENTS))
    (tmp_path / "tokenizer.bin").write_bytes(data)
    with pytest.raises(StudioError) as caught:
        load_model(tmp_path)
    assert "tokenizer.bin" in caught.value.one_line()
    assert word in caught.value.one_line() or "pieces" in caught.value.one_line()


def test_without_a_vocabulary_it_says_which_file_it_needs(tmp_path):
    write(tmp_path, random_state(ARGUMENTS))
    (tmp_path / "tokenizer.bin").unlink()
    assert describe(tmp_path).tokenizer.kind == "none"
    with pytest.raises(StudioError, match=r"tokenizer\.model or tokenizer\.bin"):
        load_model(tmp_path)


@pytest.mark.parametrize(("changes", "word"), [
    ({"n_layers": 3}, "missing"), ({"n_layers": 1}, "does not know"), ({"dim": 64}, "does not fit"),
    ({"n_heads": 5}, "divide"), ({"n_heads": 8}, "does not fit"), ({"multiple_of": 64}, "feed_forward.w"),
    ({"multiple_of": None}, "multiple_of"), ({"max_seq_len": 0}, "max_seq_len"), ({"dropout": "x"}, "dropout"),
    ({"vocab_size": 10**13}, "vocab_size"), ({"n_kv_heads": 3}, "key/value heads"), ({"norm_eps": -1}, "norm_eps"),
])  # fmt: skip
def test_arguments_that_do_not_fit_the_weights_are_refused(changes, word, tmp_path):
    write(tmp_path, random_state(ARGUMENTS), ARGUMENTS | changes if "vocab_size" not in changes else ARGUMENTS)
    if "vocab_size" in changes:
        values = torch.load(tmp_path / "ckpt.pt", weights_only=True)
        torch.save(values | {"model_args": ARGUMENTS | changes}, tmp_path / "ckpt.pt")
    with pytest.raises(StudioError) as caught:
        describe(tmp_path)
    assert word in caught.value.one_line() and "ckpt.pt" in caught.value.one_line()
