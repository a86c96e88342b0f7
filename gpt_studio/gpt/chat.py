"""A conversation as a prompt: the checkpoint's own chat template, or plain lines where it brings none. No torch here.

Control tokens (`<|im_start|>`, …) that the template writes are tokens; the same written in a message is plain text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts

from .chat_sandbox import render
from .checkpoints.chat_template_of import special_texts, template_of
from .checkpoints.checkpoint import Checkpoint
from .checkpoints.recognise import read_checkpoint
from .folder import naming
from .tokenizers import Tokenizer

ROLES = ("system", "user", "assistant", "tool")
MOST_MESSAGES = 10_000
Message = dict[str, str]
# What may stand inside a control token of a message while the template runs: no text holds these.
_SEAMS = [chr(code) for code in range(0xFDD0, 0xFDF0)]


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
    template = template_of(checkpoint)
    if template is None:
        return _plain(messages)
    control = {token.text: token.id for token in tokenizer.added if token.special}
    seam = next((s for s in _SEAMS if s not in template and not any(s in m["content"] for m in messages)), None)
    if seam is None:
        raise StudioError("bad_parameter", "the messages hold characters that stand for nothing", expected="text")
    values: dict[str, Any] = {**special_texts(checkpoint)}
    values |= {
        "messages": [m | {"content": _broken(m["content"], control, seam)} for m in messages],
        "add_generation_prompt": True, "tools": None, "documents": None,
    }  # fmt: skip
    with naming(checkpoint.path):
        text = render(template, values)
    return ChatPrompt(text.replace(seam, ""), _parts(text, control, seam, tokenizer.prefix()))


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


def _broken(content: str, control: Mapping[str, int], seam: str) -> str:
    """The content with a seam inside each control token that is written in it."""
    if not control:
        return content
    return _pattern(control).sub(lambda found: found[0][0] + seam + found[0][1:], content)


def _parts(text: str, control: Mapping[str, int], seam: str, prefix: list[int]) -> Parts:
    """Stretches of text and control ids; those at the start that the tokenizer puts there anyway are left out."""
    pieces = _pattern(control).split(text) if control else [text]
    parts: list[str | tuple[int, ...]] = []
    for piece in pieces:
        if piece in control:
            parts.append((control[piece],))
        elif piece:
            parts.append(piece.replace(seam, ""))
    if prefix and parts[: len(prefix)] == [(i,) for i in prefix]:
        del parts[: len(prefix)]
    return tuple(parts)


def _pattern(control: Mapping[str, int]) -> re.Pattern[str]:
    return re.compile("(" + "|".join(re.escape(t) for t in sorted(control, key=len, reverse=True)) + ")")


def _plain(messages: Sequence[Message]) -> ChatPrompt:
    """Lines that a model without a template can go on from; the next line of the person ends its turn."""
    names = {"user": "User: ", "assistant": "Assistant: ", "tool": "Tool: ", "system": ""}
    lines = [names[m["role"]] + m["content"] for m in messages]
    text = "\n".join([*lines, "Assistant:"])
    return ChatPrompt(text, (text,), ("\nUser:",))


def _bad(expected: str, found: str) -> StudioError:
    return StudioError("bad_parameter", "the messages are not understood", expected=expected, found=found)
