"""The vocabulary of a network from scratch: char, gpt2, bpe:N or a tokenizer's folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gpt_studio.gpt.tokenizers import Tokenizer, chars_of, gpt2, load_tokenizer, train_bytes_bpe
from gpt_studio.protocol.errors import StudioError

NAMED = ("char", "gpt2")
LARGEST_BPE = 1_000_000


def make_vocabulary(named: str, texts: Iterable[str]) -> Tokenizer:
    """The tokenizer that `--tokenizer` names; char and bpe:N are made from the texts. Raises StudioError."""
    if named == "char":
        return chars_of(texts)
    if named == "gpt2":
        return gpt2()
    if named.startswith("bpe:"):
        return train_bytes_bpe(texts, _size(named))
    return load_tokenizer(Path(named).expanduser())


def _size(named: str) -> int:
    digits = named.removeprefix("bpe:")
    if not (digits.isascii() and digits.isdigit() and 257 <= int(digits) <= LARGEST_BPE):
        raise StudioError(
            "bad_parameter",
            "tokenizer is not understood",
            expected=f"bpe:N with N from 257 to {LARGEST_BPE}",
            found=named,
        )
    return int(digits)
