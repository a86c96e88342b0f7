"""What every tokenizer can do. Tokens are bytes; text is UTF-8 that may break anywhere between tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

MOST_TOKENS = 2_000_000


@dataclass(frozen=True)
class AddedToken:
    """A token that is matched as a whole. `special`: a control token, plain text unless asked for.

    `lstrip` and `rstrip`: it swallows the blanks before or behind it.
    """

    id: int
    text: str
    special: bool = True
    lstrip: bool = False
    rstrip: bool = False


class Tokenizer(Protocol):
    """Text to ids and back. `size` is one more than the largest id that it knows."""

    @property
    def kind(self) -> str:
        """char, bpe, …"""
        ...

    @property
    def size(self) -> int: ...

    @property
    def eos_ids(self) -> frozenset[int]:
        """Ids that end a text; empty when the vocabulary has none."""
        ...

    @property
    def added(self) -> tuple[AddedToken, ...]:
        """Tokens that are matched as wholes, control tokens among them."""
        ...

    def encode(self, text: str, *, raw_special: bool = False, after: int | None = None) -> list[int]:
        """Ids of `text`, without what the post-processor adds.

        Special tokens written in the text are plain text unless `raw_special`. `after` is the token that the text
        stands behind, None at the start: a vocabulary that puts a space of its own before a text puts none in it.
        Raises StudioError for a character that the vocabulary does not hold.
        """
        ...

    def prefix(self) -> list[int]:
        """Ids that the tokenizer's own post-processor puts before a text (often none)."""
        ...

    def suffix(self) -> list[int]:
        """Ids that the post-processor puts behind a text that is whole (often none); a prompt goes on without them."""
        ...

    def token_bytes(self, token: int) -> bytes:
        """The bytes that the token stands for; for ids that it does not know, b''."""
        ...

    def is_special(self, token: int) -> bool:
        """Whether the token is a control token (end of text, …) and no text."""
        ...

    def decode(self, ids: list[int]) -> str:
        """Text of ids; bytes that are no UTF-8 become U+FFFD."""
        ...
