"""Character level, and where tokens stand in a text."""

from __future__ import annotations

import random

import pytest
from tokenizers import Tokenizer as Oracle

from gpt_studio.gpt.tokenizers import (
    Chars,
    chars_of,
    completed_texts,
    describe_tokenizer,
    gpt2,
    load_tokenizer,
    save_tokenizer,
    token_spans,
    train_bytes_bpe,
)
from gpt_studio.protocol.errors import StudioError

TEXT = "Zwölf Boxkämpfer!\n中文 🙂 don't\t"


def test_characters_are_tokens_in_the_order_of_their_code_points():
    tokenizer = chars_of(["hello", "!"])
    assert tokenizer.encode("hell!") == [2, 1, 3, 3, 0]
    assert tokenizer.size == 5 and tokenizer.prefix() == [] and tokenizer.eos_ids == frozenset()
    assert tokenizer.decode([2, 1, 99]) == "he" and tokenizer.token_bytes(0) == b"!"


def test_an_unknown_character_is_named_with_its_place():
    with pytest.raises(StudioError, match=r"'é' \(U\+00E9\) at place 2"):
        chars_of(["abc"]).encode("abé")


def test_tokenizers_reads_our_character_level_and_we_read_it_back(tmp_path):
    tokenizer = chars_of([TEXT])
    save_tokenizer(tmp_path, tokenizer)
    oracle = Oracle.from_file(str(tmp_path / "tokenizer.json"))
    assert oracle.encode(TEXT).ids == tokenizer.encode(TEXT)
    assert oracle.decode(tokenizer.encode(TEXT)) == TEXT
    back = load_tokenizer(tmp_path)
    assert isinstance(back, Chars) and back.stoi == tokenizer.stoi
    assert describe_tokenizer(tmp_path).kind == "char" and describe_tokenizer(tmp_path).size == tokenizer.size


@pytest.mark.parametrize("stoi", [{"a": 1}, {"a": 0, "b": 0}, {"ab": 0}, {"": 0}, {"\ud800": 0}])
def test_broken_vocabularies_of_characters_are_refused(stoi):
    with pytest.raises(StudioError, match="broken"):
        Chars(stoi)


@pytest.fixture(scope="module", params=["bytes", "small", "gpt2", "char"])
def tokenizer(request):
    if request.param == "char":
        return chars_of([TEXT])
    return {"bytes": lambda: train_bytes_bpe([""], 257), "small": lambda: train_bytes_bpe([TEXT * 9], 280),
            "gpt2": gpt2}[request.param]()  # fmt: skip


def spans_by_counting(text, tokenizer, ids):
    """Spans by decoding prefixes of the bytes, one byte at a time."""
    data, at, spans = text.encode(), 0, []
    characters = [i for i, c in enumerate(text) for _ in c.encode()]
    for token in ids:
        size = len(tokenizer.token_bytes(token))
        spans.append((characters[at], characters[at + size - 1] + 1))
        at += size
    assert at == len(data)
    return spans


def test_spans_cover_the_text_and_parts_of_a_character_share_its_span(tokenizer):
    rng = random.Random(0)
    for _ in range(60):
        text = "".join(rng.choice(TEXT) for _ in range(rng.randrange(1, 30)))
        ids = tokenizer.encode(text)
        assert token_spans(text, tokenizer, ids) == spans_by_counting(text, tokenizer, ids)


def test_completed_texts_join_to_the_text(tokenizer):
    ids = tokenizer.encode(TEXT)
    texts = completed_texts(tokenizer, ids)
    assert "".join(texts) == TEXT and len(texts) == len(ids)


def test_only_the_last_part_completes_a_character():
    tokenizer = train_bytes_bpe([""], 257)
    ids = tokenizer.encode("a🙂b")
    assert completed_texts(tokenizer, ids) == ["a", "", "", "", "🙂", "b"]
    assert token_spans("a🙂b", tokenizer, ids) == [(0, 1), (1, 2), (1, 2), (1, 2), (1, 2), (2, 3)]


def test_bytes_that_are_no_text_become_replacement_characters():
    tokenizer = train_bytes_bpe([""], 257)
    ids = tokenizer.encode("🙂")[:2]
    assert "".join(completed_texts(tokenizer, ids)) == "\ufffd" == tokenizer.decode(ids)


def test_a_token_before_the_text_has_an_empty_span():
    ids = [50256, *gpt2().encode("Hi there")]
    assert token_spans("Hi there", gpt2(), ids) == [(0, 0), (0, 2), (2, 8)]
    assert token_spans("", gpt2(), []) == []


def test_a_special_token_written_in_the_text_spans_its_characters():
    text = "a<|endoftext|>b"
    assert token_spans(text, gpt2(), gpt2().encode(text, raw_special=True)) == [(0, 1), (1, 14), (14, 15)]
