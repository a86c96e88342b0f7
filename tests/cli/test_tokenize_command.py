"""`tokenize` and `info` on a folder with each kind of tokenizer: the ids of `tokenizers`, places in the text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from transformers import GPT2Config, GPT2LMHeadModel

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gpt"))
from tokenizer_kinds import KINDS, json_of, oracle_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("model")
    GPT2LMHeadModel(GPT2Config(n_layer=1, n_head=1, n_embd=8, n_positions=32, vocab_size=1000)).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("name", KINDS)
def test_a_text_is_cut_as_tokenizers_cuts_it(studio, folder, name):
    (folder / "tokenizer.json").write_text(json_of(name), "utf-8")
    text, oracle = "The lazy dog; naïve cafés 你好，世界。", oracle_of(name)
    found = studio("tokenize", folder, "--text", text, "--json").json
    assert found["ids"] == [token["id"] for token in found["tokens"]] == oracle.encode(text).ids
    for token in found["tokens"]:
        assert token["text"] == text[token["start"] : token["end"]]
    dog = [token for token in found["tokens"] if token["start"] <= text.index("dog") < token["end"]]
    assert dog and dog[0]["text"].strip()[0] in "dog"
    told = studio("info", folder, "--json").json["tokenizer"]
    assert told == {"kind": KINDS[name], "size": oracle.get_vocab_size()}
