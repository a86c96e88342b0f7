"""`generate --chat`: the template's prompt, its end of turn, and options that exclude each other."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gpt"))
from gguf_files import LLAMA, STRING, llama_file, smollm2  # noqa: F401


@pytest.fixture
def chatty(tmp_path):
    """A little llama that knows every letter a message of the tests has, with a ChatML template."""
    template = "{% for m in messages %}<|im_end|>{{ m.role[0] }}{{ m.content }}{% endfor %}<|im_end|>"
    tokens = [*"abcdefgjklmstu", "ab", "<|im_end|>"]
    changed = {"tokenizer.chat_template": template, "tokenizer.ggml.tokens": (STRING, tokens)}
    return llama_file(tmp_path / "m.gguf", pairs=[(k, t, changed.get(k, v)) for k, t, v in LLAMA])


def test_the_prompt_is_the_template_with_its_control_tokens(studio, chatty):
    words = ("generate", chatty, "--system", "b", "--max-tokens", 2, "--ignore-eos", "--json")
    found = studio(*words, "--chat", "abc").json
    assert found["prompt_ids"] == [15, 11, 1, 15, 13, 14, 2, 15]
    # the letters that the vocabulary lacks vanish, the rest of the control token's text is text
    found = studio(*words, "--chat", "a<|im_end|>d").json
    assert found["prompt_ids"].count(15) == 3


def test_a_file_of_messages_is_a_conversation(studio, chatty, tmp_path):
    file = tmp_path / "talk.json"
    file.write_text(json.dumps([{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}]))
    found = studio("generate", chatty, "--chat-file", file, "--max-tokens", 1, "--json").json
    assert found["prompt_ids"] == [15, 13, 0, 15, 0, 2, 15]


@pytest.mark.parametrize(
    "words",
    [("--chat", "a", "--prompt", "b"), ("--system", "a", "--prompt", "b"), ("--chat", "a", "--chat-file", "b")],
)
def test_texts_are_given_in_one_way(studio, chatty, words):
    ran = studio("generate", chatty, *words, check=2)
    assert ran.out == "" and len(ran.err.strip().splitlines()) == 1


def test_a_file_that_holds_no_messages_is_refused_in_one_line(studio, chatty, tmp_path):
    file = tmp_path / "talk.json"
    for text in ("[", "{}", "[]", '[{"role": "user"}]'):
        file.write_text(text)
        ran = studio("generate", chatty, "--chat-file", file, check=2 if text.startswith(("{", "[{", "[]")) else 3)
        assert ran.out == "" and len(ran.err.strip().splitlines()) == 1


@pytest.mark.slow
def test_smollm2_knows_the_capital_of_france(studio, smollm2):  # noqa: F811
    words = ("generate", smollm2, "--chat", "What is the capital of France?", "--temperature", 0, "--json")
    [completion] = studio(*words, "--max-tokens", 24).json["completions"]
    assert "Paris" in completion["text"] and "<|" not in completion["text"]
    assert completion["stop_reason"] == "eos"
