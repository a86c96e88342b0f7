"""Tokenizers inside GGUF files: the pre-tokenizers that names stand for, unigram pieces and BERT's words."""

from __future__ import annotations

import json

import pytest
from gguf_files import ARRAY, BOOL, F32, I32, LLAMA, SHAPES, STRING, U32, llama_file
from tokenizer_kinds import CORPUS, SPACE, oracle_of
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.checkpoints.tokenizer_of import tokenizer_info, tokenizer_of

GPT_4O = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TEKKEN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|NUMBER| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False)


def by(*regexes):
    stages = [pre_tokenizers.Split(Regex(regex), "isolated") for regex in regexes]
    return pre_tokenizers.Sequence([*stages, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


DIGITS = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), BYTES])
PRE = {
    "gpt-2": BYTES, "smollm": DIGITS, "command-r": DIGITS, "starcoder": DIGITS,
    "llama-bpe": by(WORDS.replace("NUMBER", r"\p{N}{1,3}")), "qwen2": by(WORDS.replace("NUMBER", r"\p{N}")),
    "gpt-4o": by(GPT_4O), "tekken": by(TEKKEN),
    "deepseek-coder": by(r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[一-龥ࠀ-一가-퟿]+", r"\p{N}"),
    "falcon": pre_tokenizers.Sequence([
        pre_tokenizers.Punctuation("contiguous"), BYTES, pre_tokenizers.Digits(individual_digits=False),
        pre_tokenizers.Split(Regex("[0-9][0-9][0-9]"), "isolated"),
    ]),
}  # fmt: skip
TEXTS = [
    *CORPUS[:8], "don't WE'LL 12345 ½ x=1;\r\n\r\n  y", "  a\t\tb \n\n c", "McDonald's iPhone été 한국 中文字 //\n",
    "...!?  ", "🙂👩\u200d👧 e\u0301", "1234567 12,345.67", "",
]  # fmt: skip


def opened(folder, *pairs, count):
    kept = [p for p in LLAMA if not p[0].startswith("tokenizer.ggml")]
    shapes = [(n, (32, count) if n == "token_embd.weight" else s) for n, s in SHAPES]
    return read_checkpoint(llama_file(folder / "m.gguf", pairs=[*kept, *pairs], shapes=shapes))


@pytest.mark.parametrize("pre", PRE)
def test_a_name_of_a_pre_tokenizer_cuts_as_the_one_built_by_hand(pre, tmp_path):
    oracle = Tokenizer(models.BPE(ignore_merges=pre in ("llama-bpe", "tekken")))
    oracle.pre_tokenizer = PRE[pre]
    trainer = trainers.BpeTrainer(
        vocab_size=500, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    oracle.train_from_iterator([*CORPUS, *TEXTS * 3], trainer)
    model = json.loads(oracle.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].__getitem__)
    checkpoint = opened(
        tmp_path, ("tokenizer.ggml.model", STRING, "gpt2"), ("tokenizer.ggml.pre", STRING, pre),
        ("tokenizer.ggml.tokens", ARRAY, (STRING, tokens)),
        ("tokenizer.ggml.token_type", ARRAY, (I32, [1] * len(tokens))),
        ("tokenizer.ggml.merges", ARRAY, (STRING, [" ".join(pair) for pair in model["merges"]])),
        ("tokenizer.ggml.add_bos_token", BOOL, False), count=len(tokens),
    )  # fmt: skip
    tokenizer = tokenizer_of(checkpoint)
    assert tokenizer_info(checkpoint).kind == tokenizer.kind == "bpe"
    for text in TEXTS:
        ids = tokenizer.encode(text)
        assert ids == oracle.encode(text).ids, text
        assert tokenizer.decode(ids) == text


def test_berts_words_in_a_gguf_file_are_those_of_berts_vocabulary(tmp_path):
    oracle = oracle_of("bert")
    words = sorted(oracle.get_vocab(), key=oracle.get_vocab().__getitem__)
    control = words[:5]
    spelt = [w if w in control else w[2:] if w.startswith("##") else SPACE + w for w in words]
    checkpoint = opened(
        tmp_path, ("tokenizer.ggml.model", STRING, "bert"), ("tokenizer.ggml.tokens", ARRAY, (STRING, spelt)),
        ("tokenizer.ggml.token_type", ARRAY, (I32, [3] * 5 + [1] * (len(words) - 5))), count=len(words),
    )  # fmt: skip
    tokenizer = tokenizer_of(checkpoint)
    assert (tokenizer.kind, tokenizer.size) == ("wordpiece", len(words))
    for text in TEXTS:
        assert tokenizer.prefix() + tokenizer.encode(text) + tokenizer.suffix() == oracle.encode(text).ids


def test_pieces_of_a_unigram_in_a_gguf_file_are_those_of_t5(tmp_path):
    oracle = oracle_of("t5")
    entries = json.loads(oracle.to_str())["model"]["vocab"]
    types = [3, 3, 2, *[1] * (len(entries) - 3)]
    checkpoint = opened(
        tmp_path, ("tokenizer.ggml.model", STRING, "t5"),
        ("tokenizer.ggml.tokens", ARRAY, (STRING, [text for text, _ in entries])),
        ("tokenizer.ggml.scores", ARRAY, (F32, [score for _, score in entries])),
        ("tokenizer.ggml.token_type", ARRAY, (I32, types)), ("tokenizer.ggml.eos_token_id", U32, 1), count=len(entries),
    )  # fmt: skip
    tokenizer = tokenizer_of(checkpoint)
    assert (tokenizer.kind, tokenizer.prefix(), tokenizer.suffix()) == ("unigram", [], [1])
    for text in (line.split(" 你")[0] for line in CORPUS[:8]):  # the file names no normal form
        assert tokenizer.encode(text) + tokenizer.suffix() == oracle.encode(text).ids, text
