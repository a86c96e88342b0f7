"""BERT's vocab.txt: WordPiece, a token a line. Chinese GPT-2 models often bring nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tokenizers
from tokenizers import models, normalizers, pre_tokenizers

from gpt_studio.protocol.errors import StudioError

from .base import AddedToken
from .library import LibraryTokenizer, guarded

CONTROL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
MOST_WORDS = 2_000_000


def tokenizer_of_words(data: bytes, settings: Mapping[str, Any]) -> LibraryTokenizer:
    """The tokenizer of a vocab.txt, with BERT's own defaults where tokenizer_config.json is silent.

    Raises StudioError for a vocabulary that is broken.
    """
    lines = data.decode("utf-8", "replace").split("\n")
    words = [line.rstrip("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]
    vocabulary = {word: i for i, word in enumerate(words)}
    if not 0 < len(words) <= MOST_WORDS or "[UNK]" not in vocabulary:
        raise StudioError("damaged", "the vocabulary is broken", expected="a word a line, [UNK] among them")
    library = guarded(lambda: tokenizers.Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]")))
    strip = settings.get("strip_accents")
    library.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=settings.get("tokenize_chinese_chars") is not False,
        strip_accents=strip if isinstance(strip, bool) else None, lowercase=settings.get("do_lower_case") is not False,
    )  # fmt: skip
    library.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    added = [AddedToken(vocabulary[text], text) for text in CONTROL if text in vocabulary]
    library.add_special_tokens([tokenizers.AddedToken(token.text, special=True, normalized=False) for token in added])
    return LibraryTokenizer(library, "wordpiece", added=added)
