"""Ids, places and text of every way of cutting, against `tokenizers`: no difference on any text.

The full count of texts (GPT_STUDIO_GATES=full) runs with the slow gates; `make test` takes a tenth.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from gguf_files import ARRAY, I32, LLAMA, SHAPES, STRING, llama_file, smollm2  # noqa: F401  (a fixture)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as Oracle
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.checkpoints.tokenizer_of import tokenizer_of
from gpt_studio.gpt.tokenizers import BytesBPE, gpt2, load_tokenizer, save_tokenizer, token_spans
from gpt_studio.gpt.tokenizers.splitting import LLAMA_3, QWEN_2, split

FULL = os.environ.get("GPT_STUDIO_GATES") == "full"
COUNT = 10_000 if FULL else 1000
SHAKESPEARE = Path(__file__).parents[3] / "shared" / "data" / "tinyshakespeare.txt"
UNICODE = "naïve café 中文字符測試 こんにちは 안녕하세요 Привет мир 🙂👩‍👩‍👧‍👦 12345 x=1; don't WE'LL \r\n\t  ½²" * 20
DIGITS = pre_tokenizers.Sequence(
    [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
)

BITS = st.sampled_from([
    "0", "12", "345 678", "\u0663", "\u2167", "\xbd", "中文", "日本語", "한국어", "\u0e01\u0e47", "e\u0301",
    "q\u0323\u0307", "\u0958", "\u1100\u1161\u11a8", "👩\u200d👩\u200d👧", "🇩🇪", "🏳\ufe0f\u200d🌈", "\x00", "\x04",
    "\x1b", "\x7f", "\x85", "\ufeff", "\u200d", "\u2028", "\xa0", "\u3000", " " * 7, "\n\n\n", "\r\n", "\t \n", " ",
    "'s", "'LL", "'\u017f", "’re", "İ", "ß", "ﬁ", "don't", "word", " Word", "\U000e0041", "\U0010ffff",
    "<|endoftext|>", "_", "--", "…",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(st.one_of(BITS, st.characters(exclude_categories=["Cs"])), max_size=25).map("".join)
)


def gate(check, count=COUNT):
    """Run `check(text)` on texts of every kind."""
    quiet = settings(
        max_examples=count, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    quiet(given(TEXTS)(check))()


def trained(name: str) -> Oracle:
    oracle = Oracle(models.BPE())
    stage = {"llama3": split(LLAMA_3), "qwen2": split(QWEN_2)}.get(name)
    oracle.pre_tokenizer = DIGITS
    if stage is not None:
        found = json.loads(oracle.to_str()) | {"pre_tokenizer": stage}
        oracle = Oracle.from_str(json.dumps(found))
    if name == "qwen2":
        oracle.normalizer = normalizers.NFC()
    oracle.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2000, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    text = SHAKESPEARE.read_text("utf-8")[:200_000] if SHAKESPEARE.is_file() else "the fox, the dog 12. " * 500
    oracle.train_from_iterator([text, UNICODE], trainer)
    return oracle


@pytest.fixture(scope="module", params=["gpt2", "smollm2", "qwen2", "llama3", "gguf qwen2", "gguf llama3"])
def pair(request, tmp_path_factory):
    """Ours and the oracle; control tokens that stand in a text are plain text to both."""
    ours, oracle = _pair(request, tmp_path_factory)
    oracle.encode_special_tokens = True
    return ours, oracle


def _pair(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokenizer")
    name = request.param
    if name == "gpt2":
        save_tokenizer(folder, gpt2())
        return gpt2(), Oracle.from_file(str(folder / "tokenizer.json"))
    if name == "smollm2":
        ours = tokenizer_of(read_checkpoint(request.getfixturevalue("smollm2")))
        letters = json.loads(_saved(folder, ours))["model"]
        oracle = Oracle(models.BPE(letters["vocab"], [tuple(pair) for pair in letters["merges"]]))
        oracle.pre_tokenizer = DIGITS
        return ours, oracle
    oracle = trained(name.removeprefix("gguf "))
    if name.startswith("gguf"):
        oracle.normalizer = None
        return tokenizer_of(read_checkpoint(_gguf(folder, oracle, name.removeprefix("gguf ")))), oracle
    oracle.save(str(folder / "tokenizer.json"))
    return load_tokenizer(folder), oracle


def _saved(folder, tokenizer) -> str:
    save_tokenizer(folder, tokenizer)
    return (folder / "tokenizer.json").read_text("utf-8")


def _gguf(folder, oracle, pre):
    model = json.loads(oracle.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].__getitem__)
    pairs = [p for p in LLAMA if not p[0].startswith("tokenizer.ggml")]
    pairs += [
        ("tokenizer.ggml.model", STRING, "gpt2"), ("tokenizer.ggml.pre", STRING, {"llama3": "dbrx"}.get(pre, pre)),
        ("tokenizer.ggml.tokens", ARRAY, (STRING, tokens)),
        ("tokenizer.ggml.token_type", ARRAY, (I32, [1] * len(tokens))),
        ("tokenizer.ggml.merges", ARRAY, (STRING, [" ".join(pair) for pair in model["merges"]])),
    ]  # fmt: skip
    shapes = [(n, (32, len(tokens)) if n == "token_embd.weight" else s) for n, s in SHAPES]
    return llama_file(folder / "m.gguf", pairs=pairs, shapes=shapes)


def test_every_text_gives_the_ids_of_tokenizers_and_comes_back(pair):
    ours, oracle = pair
    assert isinstance(ours, BytesBPE)

    def check(text):
        ids = ours.encode(text)
        assert ids == oracle.encode(text, add_special_tokens=False).ids
        kept = text if ours.normal_form is None else oracle.normalizer.normalize_str(text)
        if not ours.missing & set(kept.encode()):
            assert ours.decode(ids) == kept

    gate(check)


def test_every_token_stands_where_tokenizers_says(pair):
    ours, oracle = pair

    def check(text):
        ids = ours.encode(text)
        spans = token_spans(text, ours, ids)
        offsets = oracle.encode(text, add_special_tokens=False).offsets
        if ours.missing & set(text.encode()):
            return  # the library counts on as if the bytes that it leaves out were not in the text
        if ours.normal_form is None:
            assert spans == [tuple(offset) for offset in offsets]
        for (start, end), (first, _) in zip(spans, offsets, strict=True):
            assert start <= first < end or start == end  # what was joined shares the span of all its characters

    gate(check, COUNT // 5)


@pytest.mark.skipif(not SHAKESPEARE.is_file(), reason="the shared data are not here")
def test_shakespeare_gives_the_ids_of_tokenizers_and_comes_back(pair):
    ours, oracle = pair
    text = SHAKESPEARE.read_text("utf-8")
    text = text if FULL else text[:: len(text)] + text[random.Random(0).randrange(1_000_000) :][:120_000]
    ids = ours.encode(text)
    assert ids == oracle.encode(text, add_special_tokens=False).ids
    assert ours.decode(ids) == text
