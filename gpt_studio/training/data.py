"""Text files to token ids, and the tail that is kept for validation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gpt_studio.files import bounded
from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.errors import StudioError

from .batches import Ids
from .feed import Windows
from .plan import Plan

LARGEST_FILE = 4 * 1024**3  # bytes
PIECE = 1_000_000  # characters that are encoded at a time
_WORDS_APART = frozenset(["sentencepiece", "unigram", "wordpiece", "words"])


@dataclass(frozen=True)
class TextFile:
    """One file of the data: where it is, its bytes by size and hash, and its text."""

    path: Path
    size: int
    sha256: str
    text: str


@dataclass(frozen=True)
class TokenData:
    """Ids of running text to train on and to validate on (empty when nothing is kept for that)."""

    train: Ids
    val: Ids

    @property
    def train_tokens(self) -> int:
        return len(self.train)

    @property
    def val_tokens(self) -> int:
        return len(self.val)

    @property
    def largest(self) -> int:
        """The largest id."""
        return max((int(np.max(ids)) for ids in (self.train, self.val) if len(ids)), default=0)

    @property
    def longest(self) -> int:
        """The most positions of a window."""
        return len(self.train) - 1

    def check(self, context: int) -> None:
        """Raise StudioError when not even one window and its targets fit into the training data."""
        check_length(self, context)

    def feed(self, plan: Plan) -> Windows:
        """The same as micro-batches."""
        return Windows(self.train, self.val, plan)


def read_text(path: Path) -> TextFile:
    """A UTF-8 file as it is, newlines kept. Raises StudioError naming the file."""
    try:
        data = bounded.read_bytes(path, LARGEST_FILE)
        text = data.decode("utf-8")
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} does not exist", expected="a text file") from error
    except bounded.TooLarge as error:
        raise StudioError("too_large", f"{path} is too large", expected="at most 4 GiB", found=str(error)) from error
    except UnicodeDecodeError as error:
        raise StudioError(
            "unsupported",
            f"{path} is no text",
            expected="UTF-8",
            found=f"byte 0x{error.object[error.start]:02x} at offset {error.start}",
        ) from error
    except OSError as error:
        raise StudioError("absent", f"{path} cannot be read", expected="a text file", found=str(error)) from error
    if not text:
        raise StudioError("bad_data", f"{path} is empty", expected="text", found="0 bytes")
    return TextFile(path, len(data), hashlib.sha256(data).hexdigest(), text)


def encode(texts: Sequence[str], tokenizer: Tokenizer) -> Ids:
    """Ids of all texts, one after another, an end-of-text token between them where the vocabulary has one."""
    check_characters(texts, tokenizer)
    kind = np.uint16 if tokenizer.size <= 1 << 16 else np.uint32
    between = [min(tokenizer.eos_ids)] if tokenizer.eos_ids else []
    parts: list[Ids] = []
    for number, text in enumerate(texts):
        if number:
            parts.append(np.array(between, kind))
        parts.append(np.array(encode_text(text, tokenizer), kind))
    return np.concatenate(parts)


def encode_text(text: str, tokenizer: Tokenizer, size: int = PIECE) -> list[int]:
    """Ids of a text, piece by piece: those of the whole."""
    ids: list[int] = []
    for piece in pieces(text, size, at_spaces=tokenizer.kind in _WORDS_APART):
        ids += tokenizer.encode(piece, after=ids[-1] if ids else None)
    return ids


def pieces(text: str, size: int = PIECE, *, at_spaces: bool = False) -> Iterator[str]:
    """The text cut behind lone newlines, about `size` characters each: no byte-level BPE merges there.

    `at_spaces`: cut before a lone space between words instead, where there is one: no sentencepiece goes on there.
    """
    start = 0
    while start < len(text):
        end = _cut_before_space(text, start + size, size) if at_spaces else None
        end = _cut(text, start + size) if end is None else end
        yield text[start:end]
        start = end


def _cut_before_space(text: str, at: int, size: int) -> int | None:
    space = at - 1
    while 0 < (space := text.find(" ", space + 1, at + size)) < len(text) - 1:
        if text[space - 1].isalnum() and text[space + 1].isalnum():
            return space
    return None


def _cut(text: str, at: int) -> int:
    while 0 < (newline := text.find("\n", at)) < len(text) - 1:
        at = newline + 1
        if not text[newline - 1].isspace() and not text[at].isspace():
            return at
    return len(text)


def check_characters(texts: Sequence[str], tokenizer: Tokenizer) -> None:
    """Raise StudioError when a vocabulary of characters lacks some of the texts', naming them."""
    if tokenizer.kind != "char":
        return
    known = {tokenizer.token_bytes(token).decode("utf-8") for token in range(tokenizer.size)}
    missing = sorted({character for text in texts for character in set(text)} - known)
    if missing:
        shown = " ".join(repr(character) for character in missing[:10])
        raise StudioError(
            "bad_data",
            "the data has characters that the model's vocabulary does not hold",
            expected=f"only the {len(known)} characters of the vocabulary",
            found=f"{len(missing)} others: {shown}{' …' if len(missing) > 10 else ''}",
            remedy="Take them out of the data, or train from scratch",
        )


def split(ids: Ids, val_fraction: float) -> TokenData:
    """The head to train on; the tail, `val_fraction` of all ids, to validate on."""
    kept = int(len(ids) * (1 - val_fraction))
    data = TokenData(ids[:kept], ids[kept:])
    if val_fraction and len(data.val) < 2:
        raise StudioError(
            "bad_data",
            "the data is too short to keep a tail for validation",
            expected="at least 2 tokens in the tail",
            found=f"{len(data.val)} of {len(ids)}",
            remedy="Give more data or --val-fraction 0",
        )
    return data


def check_length(data: TokenData, context: int) -> None:
    """Raise StudioError when not even one sequence and its targets fit into the training data."""
    if len(data.train) <= context:
        raise StudioError(
            "bad_data",
            "the data is too short",
            expected=f"more than {context} tokens to train on (--context)",
            found=str(len(data.train)),
            remedy="Give more data or a smaller --context",
        )
