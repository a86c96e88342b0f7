"""A million of one character, with and without a tail: encoded and given back, or one refusal, and the tokenizer lives.

The full length (GPT_STUDIO_GATES=full) runs with the slow gates; `make test` takes a twentieth.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading

import pytest
from tokenizer_kinds import LOSSLESS, json_of

from gpt_studio.gpt.tokenizers import gpt2, library
from gpt_studio.gpt.tokenizers.clock import Late, within
from gpt_studio.gpt.tokenizers.tokenizer_json import tokenizer_from_json
from gpt_studio.protocol.errors import StudioError

COUNT = 1_000_000 if os.environ.get("GPT_STUDIO_GATES") == "full" else 50_000
CHARACTERS = ["a", " ", "\n", "1", ".", "中", "🙂", "\u0301", "é", "\x00"]


@pytest.mark.parametrize(
    "name", ["gemma", "llama", "llama_first", "t5", "albert", "bert", "words", "spaced_bytes", "gpt2"]
)
def test_a_million_of_one_character_end_in_ids_or_one_refusal(name):
    tokenizer = gpt2() if name == "gpt2" else tokenizer_from_json(json.loads(json_of(name)))
    lossless = name in ("gpt2", "gemma", "llama")
    assert lossless <= (name in (*LOSSLESS, "gpt2"))
    for character in CHARACTERS:
        for tail in ("", "a!"):
            text = character * COUNT + tail
            with contextlib.suppress(StudioError):  # a panic is no Exception, and would end the test
                ids = tokenizer.encode(text)
                assert not lossless or tokenizer.decode(ids) == text
    assert tokenizer.decode(tokenizer.encode("the fox")) == "the fox" or not lossless


def test_a_text_that_takes_too_long_is_one_refusal_and_later_texts_are_read(monkeypatch):
    tokenizer = tokenizer_from_json(json.loads(json_of("llama")))
    let = threading.Event()

    def slow(seconds, call):
        def wait_and_call():
            while not let.is_set():  # busy, as a slow regex is
                pass
            return call()

        return within(0.01, wait_and_call)

    monkeypatch.setattr(library, "within", slow)
    with pytest.raises(Late, match="too long") as caught:
        tokenizer.encode("The fox")
    with pytest.raises(StudioError, match="still busy"):
        tokenizer.encode("The fox")
    let.set()
    caught.value.running.join(10)
    monkeypatch.undo()
    assert tokenizer.decode(tokenizer.encode("The fox")) == "The fox"
