"""A conversation in the tree of versions: which characters of a version are whose message. Qt-free.

The text of a version is, letter by letter, what the model is sent: the contents, what the template puts around them
as text, and control tokens as tokens. The span that ends with the model's turn to speak carries the messages before
it in its settings: {"chat": {"messages": [{"role", "start", "end"}, …], "turn", "stop", "check"}}, places in
characters, `turn` where the model's answer begins, `check` the CRC-32 of the text before it: where that was edited
by hand, there is no conversation any more. A content that the template rewrote has no place; then it is kept itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from gpt_studio.protocol.chat import ROLES, ChatMessage, ChatPiece
from gpt_studio.protocol.records import TokenRecord

from .document import Document, State
from .spans import DrawnRun, Node, parts_of, runs_of, shown_text

KEY = "chat"
FRAME = "frame"  # of a span: put there by a template, not drawn


@dataclass(frozen=True)
class Message:
    """A message of the version on screen: the characters [start, end), or None where the template rewrote it."""

    role: str
    content: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Conversation:
    """`messages` before the model's turn, which begins at character `turn`; `stop` are texts that end it."""

    messages: tuple[Message, ...]
    turn: int
    stop: tuple[str, ...]

    def told(self, text: str) -> tuple[Message, ...]:
        """All messages of a version that reads `text`: the model's open turn is the last one, if it says anything."""
        if len(text) <= self.turn:
            return self.messages
        return (*self.messages, Message("assistant", text[self.turn :], self.turn, len(text)))


@dataclass(frozen=True)
class Branch:
    """Where versions part within a message: the spans to choose from, and which of them is on screen (from 0)."""

    spans: tuple[int, ...]
    which: int


def conversation_of(document: Document) -> Conversation | None:
    """The conversation of the version on screen; None where it is plain text."""
    text = document.text()
    for node in reversed(document.path()):
        found = _read(node.settings.get(KEY), text)
        if found is not None:
            return found
    return None


def stops_of(document: Document) -> tuple[str, ...]:
    """Texts that end the model's turn in this version."""
    found = conversation_of(document)
    return found.stop if found else ()


def is_frame(node: Node) -> bool:
    """Whether a span was put there by a template."""
    return bool(node.settings.get(FRAME))


def lay(document: Document, pieces: Sequence[ChatPiece], messages: Sequence[Message], stop: Sequence[str]) -> None:
    """Show the version that reads as `pieces`, ready for the model's turn; spans that are there already are used.

    Tokens that the loaded model drew for a message of `messages` stay as they were drawn, up to where the text differs
    from the one on screen; behind that they are text, of which nothing is known.
    """
    items = _as_read([item for piece in pieces for item in _items(document, piece, messages)], document)
    node, done = _deepest(document, _units(items))
    document.restore(State(node, None))
    for item in _rest(items, done):
        if isinstance(item, str):
            document.begin_typed(item)
        else:
            document.extend(document.begin_drawn(dict(item.settings)), item.records)
    last = document.node(document.current)
    last.settings = {**last.settings, KEY: _mark(pieces, messages, stop)}


def branches_of(document: Document, messages: Sequence[Message]) -> dict[int, Branch]:
    """For each message (by its index) within which versions part: the last place where they do."""
    found: dict[int, Branch] = {}
    at = 0
    for above, node in pairwise(document.path()):
        at += len(above.text)
        if len(spans := document.children(above.id)) > 1:
            index = next((i for i, m in enumerate(messages) if m.end is not None and m.end > at), None)
            if index is not None:
                found[index] = Branch(tuple(spans), spans.index(node.id))
    return found


# -- inside --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tokens:
    """Tokens to be laid as one span."""

    records: tuple[TokenRecord, ...]
    settings: dict[str, Any]


Item = str | _Tokens


def _items(document: Document, piece: ChatPiece, messages: Sequence[Message]) -> list[Item]:
    if piece.token is not None:
        record = TokenRecord(piece.token, piece.text, piece.text.encode(), 0)
        return [_Tokens((record,), {"model": document.model, FRAME: True})]
    if piece.message is not None and messages[piece.message].content == piece.text:
        drawn = _drawn(document, messages[piece.message])
        if drawn:
            return drawn
    return [piece.text] if piece.text else []


def _drawn(document: Document, message: Message) -> list[Item]:
    """What the version on screen holds in the place of a message; [] where that is not the message."""
    if message.start is None or message.end is None or document.text()[message.start : message.end] != message.content:
        return []
    found: list[Item] = []
    at = 0
    for run in document.runs():
        drawn = isinstance(run, DrawnRun)
        text = shown_text(run.records) if drawn else run.text
        start, end = max(at, message.start), min(at + len(text), message.end)
        if drawn and at >= message.start and at + len(text) <= message.end and text:
            settings = {k: v for k, v in document.node(run.node).settings.items() if k != KEY}
            found.append(_Tokens(run.records, settings))
        elif start < end:
            found.append(text[start - at : end - at])
        at += len(text)
    return found


def _as_read(items: Sequence[Item], document: Document) -> list[Item]:
    """The items, with drawn tokens only where all before them is what the version on screen holds."""
    shown = [unit for part in document.parts() for unit in part]
    found: list[Item] = []
    at = 0
    for item in items:
        units = _units([item])
        same = units == shown[at : at + len(units)] and at >= 0
        at = at + len(units) if same else -1
        drawn = isinstance(item, _Tokens) and not item.settings.get(FRAME)
        found.append(shown_text(item.records) if drawn and not same and isinstance(item, _Tokens) else item)
    return found


def _units(items: Iterable[Item]) -> list[str | int]:
    """Characters and ids, so that what was cut otherwise compares alike."""
    units: list[str | int] = []
    for item in items:
        units += item if isinstance(item, str) else (record.id for record in item.records)
    return units


def _deepest(document: Document, units: list[str | int]) -> tuple[int, int]:
    """(the span at the end of the longest way from the root that is a beginning of `units`, how many it holds)."""
    best, waiting = (0, 0), [(0, 0)]
    while waiting:
        number, done = waiting.pop()
        if done > best[1]:
            best = (number, done)
        for child in document.children(number):
            held = [u for part in parts_of(runs_of((document.node(child),), document.model)) for u in part]
            if held and units[done : done + len(held)] == held:
                waiting.append((child, done + len(held)))
    return best


def _rest(items: Iterable[Item], done: int) -> list[Item]:
    """The items behind the first `done` units; neighbouring texts are one."""
    rest: list[Item] = []
    for item in items:
        length = len(item) if isinstance(item, str) else len(item.records)
        skip, done = min(done, length), max(0, done - length)
        if skip == length:
            continue
        if isinstance(item, _Tokens):
            rest.append(_Tokens(item.records[skip:], item.settings))
        elif rest and isinstance(last := rest[-1], str):
            rest[-1] = last + item[skip:]
        else:
            rest.append(item[skip:])
    return rest


def _mark(pieces: Sequence[ChatPiece], messages: Sequence[Message], stop: Sequence[str]) -> dict[str, Any]:
    places: dict[int, tuple[int, int]] = {}
    at = 0
    for piece in pieces:
        if piece.message is not None:
            places.setdefault(piece.message, (at, at + len(piece.text)))
        at += len(piece.text)
    told = [
        {"role": m.role, "start": places[i][0], "end": places[i][1]}
        if i in places
        else {"role": m.role, "content": m.content}
        for i, m in enumerate(messages)
    ]
    text = "".join(piece.text for piece in pieces)
    return {"messages": told, "turn": at, "stop": list(stop), "check": _check(text)}


def _check(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _read(mark: object, text: str) -> Conversation | None:
    """The conversation of a mark, if the text before the model's turn is the one that it is of."""
    match mark:
        case {"messages": [*told], "turn": int(turn), "stop": [*stop], "check": int(check)}:
            if not 0 <= turn <= len(text) or _check(text[:turn]) != check:
                return None
            messages = [_message(entry, text[:turn]) for entry in cast("list[object]", told)]
            known = tuple(message for message in messages if message is not None)
            stops = tuple(s for s in cast("list[object]", stop) if isinstance(s, str) and s)
            return Conversation(known, turn, stops) if len(known) == len(messages) else None
        case _:
            return None


def _message(entry: object, text: str) -> Message | None:
    match entry:
        case {"role": str(role), "start": int(start), "end": int(end)} if role in ROLES and 0 <= start <= end:
            return Message(role, text[start:end], start, end) if end <= len(text) else None
        case {"role": str(role), "content": str(content)} if role in ROLES:
            return Message(role, content)
        case _:
            return None


def plain(messages: Iterable[Message]) -> tuple[ChatMessage, ...]:
    """The messages as the engine takes them."""
    return tuple(ChatMessage(message.role, message.content) for message in messages)
