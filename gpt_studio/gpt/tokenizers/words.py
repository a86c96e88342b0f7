"""BERT's vocab.txt: WordPiece, a token a line. Chinese GPT-2 models often bring nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gpt_studio.protocol.errors import StudioError

from .base import MOST_TOKENS, AddedToken
from .library import LibraryTokenizer, Spelling, guarded

CONTROL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def tokenizer_of_words(data: bytes, settings: Mapping[str, Any]) -> LibraryTokenizer:
    """The tokenizer of a vocab.txt, with BERT's own defaults where tokenizer_config.json is silent.

    As BERT's own tokenizer does, [CLS] is put before a text and [SEP] behind one that is whole.

    Raises StudioError for a vocabulary that is broken.
    """
    import tokenizers
    from tokenizers import decoders, models, normalizers, pre_tokenizers

    lines = data.decode("utf-8", "replace").split("\n")
    words = [line.rstrip("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]
    vocabulary = {word: i for i, word in enumerate(words)}
    if not 0 < len(words) <= MOST_TOKENS or "[UNK]" not in vocabulary:
        raise StudioError("damaged", "the vocabulary is broken", expected="a word a line, [UNK] among them")
    library = guarded(lambda: tokenizers.Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]")))
    strip = settings.get("strip_accents")
    library.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=settings.get("tokenize_chinese_chars") is not False,
        strip_accents=strip if isinstance(strip, bool) else None, lowercase=settings.get("do_lower_case") is not False,
    )  # fmt: skip
    library.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    library.decoder = decoders.WordPiece(prefix="##")
    added = [AddedToken(vocabulary[text], text) for text in CONTROL if text in vocabulary]
    library.add_special_tokens([tokenizers.AddedToken(token.text, special=True, normalized=False) for token in added])
    first, last = ([vocabulary[text]] if text in vocabulary else [] for text in ("[CLS]", "[SEP]"))
    return LibraryTokenizer(
        library, "wordpiece", spelling=Spelling("words", "##"), added=added, prefix=first, suffix=last,
        unknown=vocabulary["[UNK]"],
    )  # fmt: skip
