"""A conversation as a prompt: the checkpoint's own chat template, or plain lines where it brings none. No torch here.

Control tokens (`<|im_start|>`, …) that the template writes are tokens; the same written in a message is plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.chat import ROLES, ChatMessage
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts

from .layout import lay_out

MOST_MESSAGES = 10_000
Message = dict[str, str]


@dataclass(frozen=True)
class ChatPrompt:
    """`parts` is the prompt for Generate: plain text, and ids of control tokens; `stop` are texts that end a turn."""

    text: str
    parts: Parts
    stop: tuple[str, ...] = ()


def chat_prompt(model: str | Path | Checkpoint, tokenizer: Tokenizer, messages: Sequence[Message]) -> ChatPrompt:
    """The prompt that asks a model for its next turn after `messages` (role and content each).

    Raises StudioError for messages that are none, and for a template that fails or goes beyond its bounds.
    """
    checkpoint = model if isinstance(model, Checkpoint) else read_checkpoint(model)
    layout = lay_out(checkpoint, tokenizer, [ChatMessage(m["role"], m["content"]) for m in messages])
    return ChatPrompt(layout.text, layout.parts, layout.stop)


def messages_from(value: object) -> list[Message]:
    """Messages of a JSON list of objects with role and content, copied. Raises StudioError."""
    if not isinstance(value, list) or not value or len(cast("list[object]", value)) > MOST_MESSAGES:
        raise _bad(f"a list of 1 to {MOST_MESSAGES} messages", type(value).__name__)
    return [_message(m) for m in cast("list[object]", value)]


def _message(value: object) -> Message:
    match value:
        case {"role": str(role), "content": str(content)} if role in ROLES:
            return {"role": str(role), "content": str(content)}
        case {"role": str(role), "content": [*pieces]} if role in ROLES:
            return {"role": str(role), "content": "".join(_text_of(piece) for piece in pieces)}
        case _:
            raise _bad(f"messages with a role ({', '.join(ROLES)}) and a content", "something else")


def _text_of(piece: object) -> str:
    match piece:
        case {"type": "text", "text": str(text)}:
            return str(text)
        case _:
            raise _bad("contents of text", "another kind")


def _bad(expected: str, found: str) -> StudioError:
    return StudioError("bad_parameter", "the messages are not understood", expected=expected, found=found)
