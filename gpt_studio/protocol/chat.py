"""A conversation and its rendering by a model's chat template, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("system", "user", "assistant", "tool")


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """`role` is one of ROLES."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class ChatPiece:
    """A stretch of the prompt. `token` is the id where it is a control token, else None: it is plain text.

    `message` is the index of the message whose content it is, whole; None for what the template put around.
    """

    text: str
    token: int | None = None
    message: int | None = None
