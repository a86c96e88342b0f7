"""The tokenizer inside a GGUF file. No torch here."""

from __future__ import annotations

import math

from gpt_studio.gpt.folder import naming, shown
from gpt_studio.gpt.tokenizers.bytes_bpe import BytesBPE
from gpt_studio.gpt.tokenizers.library import SPACE, LibraryTokenizer
from gpt_studio.gpt.tokenizers.sentencepiece import BPE, UNIGRAM, Pieces, tokenizer_of_pieces
from gpt_studio.gpt.tokenizers.words import tokenizer_of_words
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import TokenizerInfo

from .bytes_bpe import NORMAL, TOKENS, TYPES, bytes_bpe_of
from .ends import end_ids, prefix_ids, suffix_ids
from .metadata import GGUF

SCORES = "tokenizer.ggml.scores"
MODEL = "tokenizer.ggml.model"
_KINDS = {"gpt2": "bpe", "llama": "sentencepiece", "t5": "unigram", "bert": "wordpiece"}


def tokenizer_of_gguf(file: GGUF, *, limit: int) -> BytesBPE | LibraryTokenizer:
    """The tokenizer of a file whose network has `limit` rows in its head. Raises StudioError."""
    info = describe_gguf_tokenizer(file)
    if info is None:
        raise StudioError("absent", f"{file.path} holds no tokenizer", expected=MODEL, found="nothing")
    if info.size > limit:
        raise StudioError(
            "damaged", f"{file.path}: tokenizer and network do not belong together", expected=f"at most {limit} tokens",
            found=str(info.size),
        )  # fmt: skip
    with naming(file.path):
        match info.kind:
            case "bpe":
                return bytes_bpe_of(file)
            case "wordpiece":
                return _of_words(file)
            case kind:
                return _of_scores(file, UNIGRAM if kind == "unigram" else BPE)


def _of_scores(file: GGUF, model: int) -> LibraryTokenizer:
    """sentencepiece's BPE or unigram, from tokens with scores."""
    texts = list(file.strings(TOKENS))
    types = _whole_numbers(file, TYPES)
    scores = [float(s) for s in file.numbers(SCORES)]
    if not len(texts) == len(types) == len(scores):
        raise file.broken(SCORES, f"a score and a type for each of {len(texts)} tokens", len(scores))
    if not all(map(math.isfinite, scores)):
        raise file.broken(SCORES, "finite numbers", "another one")
    table = bytes(b & 255 for b in _whole_numbers(file, "tokenizer.ggml.precompiled_charsmap"))
    pieces = Pieces(
        texts, scores, types, model, space_first=file.flag("tokenizer.ggml.add_space_prefix", True),
        one_space=file.flag("tokenizer.ggml.remove_extra_whitespaces", model == UNIGRAM), characters=table,
    )  # fmt: skip
    return tokenizer_of_pieces(
        pieces, prefix=prefix_ids(file, default=model == BPE), suffix=suffix_ids(file, default=model == UNIGRAM),
        eos_ids=end_ids(file, {text: i for i, text in enumerate(texts)}),
    )  # fmt: skip


def _of_words(file: GGUF) -> LibraryTokenizer:
    """BERT's words: in GGUF files those that begin a word are written with a space before them, others without."""
    words: list[str] = []
    types = _whole_numbers(file, TYPES) or [NORMAL] * file.length(TOKENS)
    if len(types) != file.length(TOKENS):
        raise file.broken(TYPES, f"a type for each of {file.length(TOKENS)} tokens", len(types))
    for text, type_ in zip(file.strings(TOKENS), types, strict=True):
        whole = type_ != NORMAL or text.startswith(SPACE)
        words.append(text.removeprefix(SPACE) if whole else "##" + text)
    tokenizer = tokenizer_of_words("\n".join([*words, ""]).encode("utf-8", "replace"), {})
    tokenizer.eos_ids = end_ids(file, {text: i for i, text in enumerate(words)})
    return tokenizer


def _whole_numbers(file: GGUF, key: str) -> list[int]:
    """The whole numbers of a list. Raises StudioError for others."""
    found = file.numbers(key)
    if any(isinstance(value, float) for value in found):
        raise file.broken(key, "whole numbers", "others")
    return [int(value) for value in found]


def describe_gguf_tokenizer(file: GGUF) -> TokenizerInfo | None:
    """Kind and size from the header alone; None where there is none. Raises StudioError for a kind not known."""
    model = file.text(MODEL)
    if model is None:
        return None
    if model not in _KINDS:
        raise StudioError(
            "unsupported", f"{file.path}: {MODEL} is not known to this version", expected=" or ".join(_KINDS),
            found=shown(model),
        )  # fmt: skip
    return TokenizerInfo(_KINDS[model], file.length(TOKENS))
