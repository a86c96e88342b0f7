"""Ids of running text, and the tail that is kept for validation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.files import bounded
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import SkippedLines

from .batches import IdArray, Ids
from .datasets.origins import Origins
from .datasets.pieces import encoded
from .datasets.skipped import NONE
from .datasets.stored import stretch
from .feed import Windows
from .plan import Plan

LARGEST_TEXT = 256 * 1024**2  # bytes of a text that is held whole


@dataclass(frozen=True)
class TokenData:
    """Ids of running text to train on and to validate on (empty when nothing is kept for that).

    `origins` say where the ids to train on stand; those behind them may be the validation's. `largest` is the largest
    id of all.
    """

    train: Ids
    val: Ids
    origins: Origins
    largest: int
    skipped: SkippedLines = NONE

    @property
    def train_tokens(self) -> int:
        return len(self.train)

    @property
    def val_tokens(self) -> int:
        return len(self.val)

    @property
    def train_ids(self) -> Ids:
        return self.train

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


def id_type(tokenizer: Tokenizer) -> Any:
    """Ids take two bytes each where the vocabulary allows it."""
    return np.uint16 if tokenizer.size <= 1 << 16 else np.uint32


def newline_counts(tokenizer: Tokenizer) -> NDArray[np.int64]:
    """How many newlines each token stands for."""
    return np.array([tokenizer.token_bytes(token).count(b"\n") for token in range(tokenizer.size)], np.int64)


def read_text(path: Path) -> str:
    """A UTF-8 file as it is, newlines kept. Raises StudioError naming the file."""
    try:
        text = bounded.read_bytes(path, LARGEST_TEXT).decode("utf-8")
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} does not exist", expected="a text file") from error
    except bounded.TooLarge as error:
        raise StudioError("too_large", f"{path} is too large", expected="at most 256 MiB", found=str(error)) from error
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
    return text


def encode(text: str, tokenizer: Tokenizer) -> IdArray:
    """Ids of a text. Raises StudioError for a character that the vocabulary lacks."""
    parts: list[IdArray] = [np.array(ids, id_type(tokenizer)) for _, ids in encoded(text, tokenizer)]
    return np.concatenate(parts) if parts else np.zeros(0, id_type(tokenizer))


def split(ids: Ids, val_fraction: float, origins: Origins, largest: int) -> TokenData:
    """The head to train on; the tail, `val_fraction` of all ids, to validate on."""
    kept = int(len(ids) * (1 - val_fraction))
    data = TokenData(stretch(ids, 0, kept), stretch(ids, kept, len(ids)), origins, largest)
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
