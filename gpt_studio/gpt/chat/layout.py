"""A conversation as pieces: what the template puts around, control tokens, and each message's content in its place.

Control tokens (`<|im_start|>`, …) that the template writes are tokens; the same written in a message is plain text.
Where a content stands is found by rendering once more with marks instead of the contents. Only where the marks,
replaced by the contents, give the text of the true rendering letter by letter, is a place believed. No torch here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gpt_studio.gpt.checkpoints.chat_template_of import special_texts, template_of
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.folder import naming
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.gpt.tokenizers.base import AddedToken
from gpt_studio.protocol.chat import ChatMessage, ChatPiece
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts

from .sandbox import render

STOP_OF_PLAIN = ("\nUser:",)
_NAMES = {"user": "User:", "assistant": "Assistant:", "tool": "Tool:", "system": ""}
# What may stand in a text while the template runs: no text holds these.
_SEAMS = [chr(code) for code in range(0xFDD0, 0xFDF0)]


@dataclass(frozen=True)
class ChatLayout:
    """The prompt that asks for the next turn; `stop` are texts that end it."""

    pieces: tuple[ChatPiece, ...]
    stop: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def parts(self) -> Parts:
        """The prompt for Generate: stretches of plain text, and ids of control tokens."""
        parts: list[str | tuple[int, ...]] = []
        for piece in self.pieces:
            if piece.token is not None:
                parts.append((piece.token,))
            elif parts and isinstance(last := parts[-1], str):
                parts[-1] = last + piece.text
            elif piece.text:
                parts.append(piece.text)
        return tuple(parts)


def lay_out(
    checkpoint: Checkpoint | None, tokenizer: Tokenizer, messages: Sequence[ChatMessage], *, ask: bool = True
) -> ChatLayout:
    """The messages as the checkpoint's chat template has them, or as plain lines where it brings none.

    With `ask` the next turn is asked for at the end. Raises StudioError for a template that fails or goes beyond its
    bounds.
    """
    template = None if checkpoint is None else template_of(checkpoint)
    if checkpoint is None or template is None:
        return ChatLayout(tuple(_plain(messages, ask)), STOP_OF_PLAIN)
    special = [token for token in tokenizer.added if token.special]
    control = {token.text: token.id for token in special}
    seam, mark = _unused(template, messages)
    contents = [_broken(message.content, control, seam) for message in messages]

    def rendered(texts: Sequence[str]) -> str:
        told = [{"role": m.role, "content": text} for m, text in zip(messages, texts, strict=True)]
        values: dict[str, Any] = {**special_texts(checkpoint)}
        values |= {"messages": told, "add_generation_prompt": ask, "tools": None, "documents": None}
        with naming(checkpoint.path):
            return render(template, values)

    text = rendered(contents)
    outline = _outline(text, contents, mark, rendered)
    pieces = _cut(text if outline is None else outline[0], control, mark, [] if outline is None else outline[1])
    clean = [ChatPiece(p.text.replace(seam, ""), p.token, p.message) for p in pieces]
    return ChatLayout(tuple(_swallowed(clean, {token.id: token for token in special})))


def plain_text(messages: Sequence[ChatMessage]) -> str:
    """A conversation as a model without a template has it, with the line that ends the last turn."""
    return "".join(piece.text for piece in _plain(messages, ask=False)) + STOP_OF_PLAIN[0]


def _unused(template: str, messages: Sequence[ChatMessage]) -> tuple[str, str]:
    """Two characters that neither the template nor a message holds."""
    found = [s for s in _SEAMS if s not in template and not any(s in m.content for m in messages)]
    if len(found) < 2:
        raise StudioError("bad_parameter", "the messages hold characters that stand for nothing", expected="text")
    return found[0], found[1]


def _outline(
    text: str, contents: Sequence[str], mark: str, rendered: Callable[[Sequence[str]], str]
) -> tuple[str, list[str]] | None:
    """(the rendering with a mark for each content, the contents as they stand in `text`); None where they do not."""
    try:
        outline = rendered([f"{mark}{number}{mark}" for number in range(len(contents))])
    except StudioError:  # a template that looks into contents may refuse marks
        return None
    for shaped in (list(contents), [content.strip() for content in contents]):
        if _filled(outline, mark, shaped) == text:
            return outline, shaped
    return None


def _filled(outline: str, mark: str, contents: Sequence[str]) -> str:
    return _marked(mark).sub(lambda found: contents[int(found[1])], outline)


def _marked(mark: str) -> re.Pattern[str]:
    return re.compile(f"{mark}([0-9]+){mark}")


def _cut(text: str, control: Mapping[str, int], mark: str, contents: Sequence[str]) -> list[ChatPiece]:
    """The pieces of a rendering in which marks stand for contents."""
    pieces: list[ChatPiece] = []
    at = 0
    for found in re.finditer(f"{_marked(mark).pattern}|{_any_of(control)}", text):
        if found.start() > at:
            pieces.append(ChatPiece(text[at : found.start()]))
        number: str | None = found[1]
        at = found.end()
        if number is None:
            pieces.append(ChatPiece(found[0], control[found[0]]))
        else:
            pieces.append(ChatPiece(contents[int(number)], None, int(number)))
    return [*pieces, ChatPiece(text[at:])] if at < len(text) else pieces


def _any_of(control: Mapping[str, int]) -> str:
    """A pattern of the control tokens, the longest first; one that matches nothing where there are none."""
    return "|".join(re.escape(t) for t in sorted(control, key=len, reverse=True)) or "(?!)"


def _broken(content: str, control: Mapping[str, int], seam: str) -> str:
    """The content with a seam inside each control token that is written in it."""
    return re.sub(_any_of(control), lambda found: found[0][0] + seam + found[0][1:], content)


def _swallowed(pieces: list[ChatPiece], special: Mapping[int, AddedToken]) -> Iterator[ChatPiece]:
    """The pieces without the blanks that the control tokens beside them swallow."""
    cut = False  # whether blanks vanish here
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        if piece.token is not None:
            cut = special[piece.token].rstrip
            yield piece
            continue
        text = piece.text.lstrip() if cut else piece.text
        if following is not None and following.token is not None and special[following.token].lstrip:
            text = text.rstrip()
        cut = cut and not text
        if text or piece.message is not None:
            yield replace(piece, text=text)


def _plain(messages: Sequence[ChatMessage], ask: bool) -> list[ChatPiece]:
    """Lines that a model without a template can go on from; the next line of the person ends its turn."""
    pieces: list[ChatPiece] = []
    for number, message in enumerate(messages):
        blank = " " if _NAMES[message.role] and not message.content[:1].isspace() else ""
        frame = ("\n" if number else "") + _NAMES[message.role] + blank
        pieces += [ChatPiece(frame)] if frame else []
        pieces.append(ChatPiece(message.content, None, number))
    return [*pieces, ChatPiece(("\n" if messages else "") + _NAMES["assistant"])] if ask else pieces
