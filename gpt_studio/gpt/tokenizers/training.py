"""A new byte-level BPE from texts: the merges are counted by `tokenizers`, the result runs on tiktoken."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from gpt_studio.protocol.errors import StudioError

from .byte_letters import bytes_of_letters
from .bytes_bpe import END_OF_TEXT, AddedToken, BytesBPE

SMALLEST = 257  # every byte, and the end of text


def train_bytes_bpe(texts: Iterable[str], size: int) -> BytesBPE:
    """A byte-level BPE of at most `size` tokens; the last one is `<|endoftext|>`.

    Any text in any language encodes. A small text may give fewer tokens. Raises StudioError for a size below 257.
    """
    if size < SMALLEST:
        raise StudioError(
            "bad_parameter", "the vocabulary is too small", expected=f"at least {SMALLEST} tokens", found=str(size)
        )
    from tokenizers import Tokenizer as HuggingFaceTokenizer
    from tokenizers import models, pre_tokenizers, trainers

    counted = HuggingFaceTokenizer(models.BPE())
    counted.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=size - 1, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    counted.train_from_iterator(texts, trainer)
    model = cast("dict[str, Any]", json.loads(counted.to_str())["model"])
    vocabulary = {bytes_of_letters(token): i for token, i in model["vocab"].items()}
    merges = [(bytes_of_letters(a), bytes_of_letters(b)) for a, b in model["merges"]]
    end = len(vocabulary)
    return BytesBPE(vocabulary, merges, added=[AddedToken(end, END_OF_TEXT)], eos_ids=frozenset([end]))
