"""Spans of a document: typed text and drawn tokens, and how a version made of them reads as text and as parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gpt_studio.protocol.records import Parts, TokenRecord

STOP_STRING = "stop_string"  # a reason to stop, and where the settings of a span keep the string itself


@dataclass
class Node:
    """A span of the text. Typed spans hold `typed`; drawn spans hold their token records.

    `settings` are those of the generation (seed, member, samplers, model), `stop_reason` why it ended; where that is a
    stop string, the settings have it as `stop_string`.
    """

    id: int
    parent: int | None
    drawn: bool
    typed: str = ""
    records: tuple[TokenRecord, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    stop_reason: str = ""
    children: list[int] = field(default_factory=list[int])

    @property
    def text(self) -> str:
        return shown_text(self.records) if self.drawn else self.typed

    @property
    def stop_string(self) -> str:
        """The stop string that ended it; '' where none did, or where it was not kept."""
        found = self.settings.get(STOP_STRING) if self.stop_reason == STOP_STRING else None
        return found if isinstance(found, str) else ""

    def end(self, stop_reason: str, stop_string: str = "") -> None:
        """Why it ended, '' where it goes on."""
        self.stop_reason = stop_reason
        self.settings.pop(STOP_STRING, None)
        if stop_string:
            self.settings[STOP_STRING] = stop_string


class Token(NamedTuple):
    """A token of the current version: its record and the characters [start, end) that it completes.

    `drawn` says whether it was drawn here, by the model that is loaded; then it is record `offset` of its node.
    A tuple, because a document has tens of thousands of them, made on the thread of the window.
    """

    record: TokenRecord
    start: int
    end: int
    node: int
    offset: int
    drawn: bool


@dataclass(frozen=True)
class DrawnRun:
    """Tokens of one span that go to the engine as the ids that were drawn."""

    node: int
    records: tuple[TokenRecord, ...]


@dataclass(frozen=True)
class TextRun:
    """Neighbouring text that goes to the engine as text; `node` is the span in which it begins."""

    node: int
    text: str


Run = DrawnRun | TextRun


@dataclass(frozen=True)
class Scores:
    """What the model said of a TextRun: records whose texts join to `text`. Not measured: boundaries only."""

    text: str
    records: tuple[TokenRecord, ...]
    measured: bool


def runs_of(path: Iterable[Node], model: str) -> list[Run]:
    """The runs of a version, as `model` is to read it: what another model drew is text to it ('' reads all)."""
    runs: list[Run] = []
    for node in path:
        whole = _whole(node) if _own(node, model) else ()
        if whole:
            runs.append(DrawnRun(node.id, whole))
        goes_on = not whole or len(whole) < len(node.records)
        if goes_on and (rest := node.text[sum(len(r.text) for r in whole) :]):
            _append_text(runs, node.id, rest)
    return runs


def _append_text(runs: list[Run], node: int, text: str) -> None:
    """Text behind the runs; parts of a character that was never completed before it are left out."""
    while runs and isinstance(last := runs[-1], DrawnRun):
        whole = records_to_last_character(last.records)
        if whole:
            runs[-1] = DrawnRun(last.node, whole)
            break
        runs.pop()
    if runs and isinstance(last := runs[-1], TextRun):
        runs[-1] = TextRun(last.node, last.text + text)
    else:
        runs.append(TextRun(node, text))


def records_to_last_character(records: tuple[TokenRecord, ...]) -> tuple[TokenRecord, ...]:
    """The records up to the last one that completes a character (or stands for no bytes at all)."""
    end = len(records)
    while end and not records[end - 1].text and records[end - 1].bytes:
        end -= 1
    return records[:end]


def parts_of(runs: Iterable[Run]) -> Parts:
    """What the engine is sent: text as text, drawn tokens as the ids that were drawn."""
    parts: list[str | tuple[int, ...]] = []
    for run in runs:
        last = parts[-1] if parts else None
        if isinstance(run, TextRun):
            parts.append(run.text)
        elif isinstance(last, tuple):
            parts[-1] = last + tuple(r.id for r in run.records)
        else:
            parts.append(tuple(r.id for r in run.records))
    return tuple(parts)


def share_out(
    runs: Iterable[Run], records: tuple[TokenRecord, ...]
) -> list[tuple[TextRun, tuple[TokenRecord, ...]]] | None:
    """The records that belong to each text run, or None when they are of another text.

    Drawn tokens at the end may be missing: they were drawn after the model was asked.
    """
    found: list[tuple[TextRun, tuple[TokenRecord, ...]]] = []
    at = 0
    for run in runs:
        if isinstance(run, DrawnRun):
            end = at + len(run.records)
            fits = all(said.id == drawn.id for said, drawn in zip(records[at:end], run.records, strict=False))
        else:
            end = _past_text(records, at, len(run.text))
            fits = "".join(r.text for r in records[at:end]) == run.text
            found.append((run, records[at:end]))
        if not fits:
            return None
        at = end
    return found if at >= len(records) else None


def is_part(data: bytes) -> bool:
    """Whether bytes are no text by themselves: a part of a character."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def shown_text(records: Iterable[TokenRecord]) -> str:
    """The text that records add to the document."""
    return "".join([r.shown if r.hidden else r.text for r in records])


def records_before(records: tuple[TokenRecord, ...], length: int) -> int:
    """How many records lie wholly within the first `length` shown characters."""
    at = 0
    for count, record in enumerate(records):
        at += len(record.shown)
        if at > length:
            return count
    return len(records)


def _own(node: Node, model: str) -> bool:
    return node.drawn and (not model or node.settings.get("model", model) == model)


def _whole(node: Node) -> tuple[TokenRecord, ...]:
    """The records before the one that a stop string or the end of the text cut."""
    cut = next((i for i, r in enumerate(node.records) if r.hidden), len(node.records))
    return node.records[:cut]


def _past_text(records: tuple[TokenRecord, ...], at: int, length: int) -> int:
    """Index behind the records that complete `length` characters from `at` on."""
    seen = 0
    while at < len(records) and seen < length:
        seen += len(records[at].text)
        at += 1
    return at


def bare(records: Iterable[TokenRecord]) -> tuple[TokenRecord, ...]:
    """Tokens without what a model said of them."""
    return tuple(TokenRecord(r.id, r.text, r.bytes, r.position, hidden=r.hidden) for r in records)
