"""Byte-level BPE on tiktoken against Hugging Face's tokenizers, on text of all kinds."""

from __future__ import annotations

import json
import random

import pytest
from tokenizers import Tokenizer as Oracle
from tokenizers import decoders, models, pre_tokenizers, trainers

from gpt_studio.gpt.tokenizers import (
    BytesBPE,
    LibraryTokenizer,
    describe_tokenizer,
    gpt2,
    load_tokenizer,
    save_tokenizer,
    train_bytes_bpe,
)
from gpt_studio.gpt.tokenizers.cutting import cut
from gpt_studio.protocol.errors import StudioError

BITS = [
    *"aBzéßøЖ中文字한국🙂👩‍👩‍👧 \n\t'.!?#_-–„“…½Ⅷ٣0123456789", "  ", "\r\n", "'s", "'ll", "'LL", "the", "ing", " and",
    "\u200d", "\u0301", "\x00", "\x04", "\u3000", "\xa0", "\x1f", "\U000f0000", "<|endoftext|",
    "def f(x):\n    return x",
]  # fmt: skip
LLAMA_3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
CORPUS = (
    "The quick brown fox jumps over the lazy dog's 123 hats; don't we'll see? 中文字中文字 naïve café 🙂🙂.\n\n  " * 20
)


def random_texts(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choice(BITS) for _ in range(rng.randrange(40))) for _ in range(count)]


def trained(pre_tokenizer, size=600) -> Oracle:
    oracle = Oracle(models.BPE())
    oracle.pre_tokenizer = pre_tokenizer
    oracle.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
        special_tokens=["<|endoftext|>"],
    )  # fmt: skip
    oracle.train_from_iterator([CORPUS], trainer)
    return oracle


SPLITTINGS = {
    "gpt2": pre_tokenizers.ByteLevel(add_prefix_space=False),
    "digits": pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    ),
    "llama3": pre_tokenizers.Sequence([
        pre_tokenizers.Split(__import__("tokenizers").Regex(LLAMA_3), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]),
    "leaves gaps": pre_tokenizers.Sequence([
        pre_tokenizers.Split(__import__("tokenizers").Regex(r"[a-z]+"), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]),
}  # fmt: skip


@pytest.fixture(scope="module")
def gpt2_pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gpt2")
    save_tokenizer(folder, gpt2())
    return gpt2(), Oracle.from_file(str(folder / "tokenizer.json"))


def assert_equal_ids(ours, oracle, texts):
    for text in texts:
        ids = ours.encode(text)
        assert ids == oracle.encode(text, add_special_tokens=False).ids, repr(text)
        assert ours.decode(ids) == text


def test_gpt2_ids_equal_those_of_tokenizers_on_random_text(gpt2_pair):
    assert_equal_ids(*gpt2_pair, random_texts(1500, seed=1))


@pytest.mark.slow
def test_gpt2_ids_equal_those_of_tokenizers_on_ten_thousand_texts(gpt2_pair):
    assert_equal_ids(*gpt2_pair, random_texts(10_000, seed=2))


def test_gpt2_gives_the_ids_that_gpt2_is_known_for():
    assert gpt2().encode("Hello world! 你好") == [15496, 995, 0, 220, 19526, 254, 25001, 121]
    assert gpt2().size == 50257 and gpt2().eos_ids == {50256}


@pytest.mark.parametrize("name", SPLITTINGS)
def test_a_tokenizer_json_gives_the_ids_that_tokenizers_gives(name, tmp_path):
    oracle = trained(SPLITTINGS[name])
    oracle.save(str(tmp_path / "tokenizer.json"))
    ours = load_tokenizer(tmp_path)
    assert ours.size == oracle.get_vocab_size()
    assert_equal_ids(ours, oracle, [CORPUS, *random_texts(800, seed=3)])


def test_merges_written_as_one_string_are_the_same_as_pairs(tmp_path):
    oracle = trained(SPLITTINGS["gpt2"])
    found = json.loads(oracle.to_str())
    found["model"]["merges"] = [" ".join(pair) for pair in found["model"]["merges"]]
    (tmp_path / "tokenizer.json").write_text(json.dumps(found), "utf-8")
    assert_equal_ids(load_tokenizer(tmp_path), oracle, random_texts(200, seed=4))


def test_vocab_json_and_merges_txt_are_read_with_the_end_of_text(tmp_path):
    oracle = trained(SPLITTINGS["gpt2"])
    found = json.loads(oracle.to_str())["model"]
    (tmp_path / "vocab.json").write_text(json.dumps(found["vocab"]), "utf-8")
    lines = ["#version: 0.2", *(" ".join(pair) for pair in found["merges"])]
    (tmp_path / "merges.txt").write_text("\n".join(lines) + "\n", "utf-8")
    ours = load_tokenizer(tmp_path)
    assert_equal_ids(ours, oracle, random_texts(200, seed=5))
    assert ours.eos_ids == {oracle.token_to_id("<|endoftext|>")}


def test_ids_that_do_not_follow_the_merges_are_mapped(tmp_path):
    found = json.loads(trained(SPLITTINGS["gpt2"]).to_str())
    ids = list(found["model"]["vocab"].values())[1:]
    random.Random(0).shuffle(ids)
    tokens = list(found["model"]["vocab"])[1:]
    found["model"]["vocab"] = {"<|endoftext|>": 0} | dict(zip(tokens, ids, strict=True))
    (tmp_path / "tokenizer.json").write_text(json.dumps(found), "utf-8")
    oracle = Oracle.from_file(str(tmp_path / "tokenizer.json"))
    assert_equal_ids(load_tokenizer(tmp_path), oracle, random_texts(300, seed=6))


def test_a_vocabulary_without_some_bytes_drops_them_as_tokenizers_does(tmp_path):
    found = json.loads(trained(SPLITTINGS["digits"]).to_str())
    missing = {"Ą", "Ď", "ð", "!"}  # 0x04, 0x0f, 0xf0, 0x21
    vocab = {t: i for t, i in found["model"]["vocab"].items() if not missing & set(t)}
    found["model"]["vocab"] = vocab
    found["model"]["merges"] = [p for p in found["model"]["merges"] if p[0] + p[1] in vocab]
    (tmp_path / "tokenizer.json").write_text(json.dumps(found), "utf-8")
    oracle, ours = Oracle.from_file(str(tmp_path / "tokenizer.json")), load_tokenizer(tmp_path)
    texts = ["th\x04e", ".!.", "!", "a!!b 12!3 the\x04", "🙂", *random_texts(800, seed=7)]
    for text in texts:
        assert ours.encode(text) == oracle.encode(text, add_special_tokens=False).ids, repr(text)


def test_merges_that_ranks_cannot_follow_are_left_to_the_library(tmp_path):
    found = json.loads(trained(SPLITTINGS["gpt2"]).to_str())
    letters = {c: i for c, i in found["model"]["vocab"].items() if len(c) == 1}
    n = len(letters) + 1
    # "abc" is to be made of a and bc, but ab comes first, so only ranks would make it
    found["model"]["vocab"] = letters | {"ab": n, "bc": n + 1, "abc": n + 2}
    found["model"]["merges"] = [["a", "b"], ["b", "c"], ["a", "bc"]]
    found["added_tokens"] = []
    (tmp_path / "tokenizer.json").write_text(json.dumps(found), "utf-8")
    ours = load_tokenizer(tmp_path)
    assert isinstance(ours, LibraryTokenizer) and ours.kind == describe_tokenizer(tmp_path).kind == "bpe"
    assert_equal_ids(ours, Oracle.from_file(str(tmp_path / "tokenizer.json")), ["abc", "ab c", *random_texts(50, 11)])


def test_special_tokens_in_a_text_are_plain_text_unless_asked_for():
    text = "a<|endoftext|>b"
    assert 50256 not in gpt2().encode(text)
    assert gpt2().encode(text, raw_special=True) == [64, 50256, 65]
    assert gpt2().decode([64, 50256, 65]) == text
    assert gpt2().is_special(50256) and not gpt2().is_special(64)


def test_tokens_that_were_added_but_are_not_special_are_always_whole(tmp_path):
    oracle = trained(SPLITTINGS["gpt2"])
    oracle.add_tokens(["<tab>"])
    oracle.save(str(tmp_path / "tokenizer.json"))
    ours = load_tokenizer(tmp_path)
    assert ours.encode("the <tab> the") == oracle.encode("the <tab> the").ids


def test_what_a_post_processor_puts_before_a_text_is_the_prefix(tmp_path):
    from tokenizers.processors import TemplateProcessing

    oracle = trained(SPLITTINGS["gpt2"])
    end = oracle.token_to_id("<|endoftext|>")
    oracle.post_processor = TemplateProcessing(single="<|endoftext|> $A", special_tokens=[("<|endoftext|>", end)])
    oracle.save(str(tmp_path / "tokenizer.json"))
    ours = load_tokenizer(tmp_path)
    assert ours.prefix() + ours.encode("the fox") == oracle.encode("the fox").ids
    save_tokenizer(tmp_path, ours)
    assert load_tokenizer(tmp_path).prefix() == ours.prefix() == [end]


def test_a_new_vocabulary_covers_any_text_and_ends_with_the_end_of_text():
    tokenizer = train_bytes_bpe([CORPUS], 320)
    assert tokenizer.size == 320 and tokenizer.eos_ids == {319} and tokenizer.token_bytes(319) == b"<|endoftext|>"
    for text in random_texts(300, seed=8):
        assert tokenizer.decode(tokenizer.encode(text)) == text
    assert len(tokenizer.encode(CORPUS)) < len(CORPUS) / 2
    assert train_bytes_bpe([CORPUS], 320).merges == tokenizer.merges


def test_a_new_vocabulary_equals_the_one_that_tokenizers_trained(tmp_path):
    tokenizer = train_bytes_bpe([CORPUS], 500)
    save_tokenizer(tmp_path, tokenizer)
    assert_equal_ids(tokenizer, Oracle.from_file(str(tmp_path / "tokenizer.json")), random_texts(300, seed=9))


def test_a_vocabulary_smaller_than_the_bytes_is_refused():
    with pytest.raises(StudioError, match="at least 257"):
        train_bytes_bpe([CORPUS], 256)


def test_saving_is_repeatable_and_reading_back_gives_the_same_ids(tmp_path):
    tokenizer = gpt2()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        save_tokenizer(tmp_path / name, tokenizer)
    assert (tmp_path / "a/tokenizer.json").read_bytes() == (tmp_path / "b/tokenizer.json").read_bytes()
    back = load_tokenizer(tmp_path / "a")
    assert isinstance(back, BytesBPE) and back.eos_ids == {50256} and back.merges == tokenizer.merges
    for text in random_texts(200, seed=10):
        assert back.encode(text) == tokenizer.encode(text)


@pytest.mark.parametrize("unit", ["a", " ", "\n", "1", ".", "ab ", "中", "🙂", "Wort, "])
def test_very_long_texts_of_one_kind_encode_and_come_back(unit):
    text = unit * (120_000 // len(unit))
    ids = train_bytes_bpe([CORPUS], 400).encode(text)
    assert train_bytes_bpe([CORPUS], 400).decode(ids) == text


def test_cutting_a_long_text_does_not_change_its_tokens(gpt2_pair):
    rng = random.Random(0)
    text = "".join(
        rng.choice(["word ", "and, ", "don't ", "中文。", "a.b\n", "x  y", "…\n\n", "Straße-"]) for _ in range(60_000)
    )
    parts = list(cut(text))
    assert len(parts) > 1 and "".join(parts) == text and max(map(len, parts)) <= 100_000
    ours, oracle = gpt2_pair
    assert ours.encode(text) == oracle.encode(text, add_special_tokens=False).ids


def test_cutting_leaves_special_tokens_whole():
    text = "a" * 99_990 + "<|endoftext|>" + " b" * 50_000
    assert "<|endoftext|>" in "\0".join(cut(text, {"<|endoftext|>"}))
    assert gpt2().encode(text, raw_special=True).count(50256) == 1


def test_a_text_that_tiktoken_cannot_take_apart_is_one_error_and_no_panic():
    with pytest.raises(StudioError, match="gives up"):
        gpt2().encode(" " * 999_999 + "x")
    with pytest.raises(StudioError, match="no tokenizer can cut"):
        gpt2().encode("a" * 1_200_000)


def test_a_panic_of_tiktoken_is_one_error_and_an_interrupt_stays_one(monkeypatch):
    class PanicException(BaseException):  # as pyo3 names it: no Exception
        pass

    tokenizer = train_bytes_bpe([CORPUS], 300)
    for raised, expected in ((PanicException, StudioError), (KeyboardInterrupt, KeyboardInterrupt)):

        def fail(*_, error=raised, **__):
            raise error

        monkeypatch.setattr(tokenizer._encoding, "encode", fail)
        with pytest.raises(expected):
            tokenizer.encode("x")


def test_half_a_surrogate_pair_becomes_a_replacement_character():
    assert gpt2().decode(gpt2().encode("a\ud800b")) == "a\ufffdb"


def test_ids_out_of_range_stand_for_nothing():
    assert gpt2().token_bytes(60_000) == b"" and gpt2().token_bytes(-1) == b"" and gpt2().decode([60_000]) == ""
