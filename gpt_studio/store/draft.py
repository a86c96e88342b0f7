"""The draft: the document with all its versions, as JSON, so that nothing typed or drawn is lost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from gpt_studio.files.bounded import read_bytes
from gpt_studio.protocol.records import Alternative, TokenRecord

from .document import Document
from .set_aside import set_aside
from .spans import Node

DRAFT_FILE = "draft.json"
VERSION = 1
LIMIT_BYTES = 1 << 30
BLOCK = 128  # tokens


class _Record(Struct):
    """A TokenRecord as it is read: its field `bytes` hides the type of that name from msgspec."""

    id: int
    text: str
    data: bytes = field(name="bytes")
    position: int
    logprob: float | None
    rank: int | None
    entropy: float | None
    probability: float | None
    margin: float | None
    top: tuple[Alternative, ...]
    hidden: int

    def token(self) -> TokenRecord:
        if not 0 <= self.hidden <= len(self.text):
            raise ValueError("a token hides more than its text")
        return TokenRecord(
            self.id, self.text, self.data, self.position, self.logprob, self.rank, self.entropy,
            self.probability, self.margin, self.top, self.hidden,
        )  # fmt: skip


class _Span(Struct):
    id: int
    parent: int | None
    drawn: bool
    typed: str = ""
    records: tuple[_Record, ...] = ()
    settings: dict[str, Any] = {}
    stop_reason: str = ""


class _Draft(Struct):
    version: int
    current: int
    spans: list[_Span]


class DraftEncoder:
    """Encodes a growing document again and again: blocks of tokens that stand as they did are kept as bytes."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], _Block] = {}

    def encode(self, document: Document) -> bytes:
        """The document as JSON. What was said of typed text is not kept: it is asked again."""
        nodes = document.nodes()
        blocks = {(node.id, start): self._block(node, start) for node in nodes for start in _starts(node)}
        self._known = blocks
        spans = b",".join(_span(node, [blocks[node.id, start].data for start in _starts(node)]) for node in nodes)
        return b'{"version":%d,"current":%d,"spans":[%s]}' % (VERSION, document.current, spans)

    def _block(self, node: Node, start: int) -> _Block:
        records = node.records[start : start + BLOCK]
        known = self._known.get((node.id, start))
        if known and known.count == len(records) and known.ends == (id(records[0]), id(records[-1])):
            return known
        return _Block(records, len(records), (id(records[0]), id(records[-1])), msgspec.json.encode(records)[1:-1])


@dataclass(frozen=True)
class _Block:
    """Records and their JSON without the brackets. `records` keeps them alive, so that `ends` stay theirs."""

    records: tuple[TokenRecord, ...]
    count: int
    ends: tuple[int, int]
    data: bytes


def encode_draft(document: Document) -> bytes:
    """The document as JSON, once."""
    return DraftEncoder().encode(document)


def _starts(node: Node) -> range:
    return range(0, len(node.records), BLOCK)


def _span(node: Node, blocks: list[bytes]) -> bytes:
    names = ("id", "parent", "drawn", "typed", "settings", "stop_reason")
    head = msgspec.json.encode({name: getattr(node, name) for name in names})
    return head[:-1] + b',"records":[' + b",".join(blocks) + b"]}"


def decode_draft(data: bytes) -> Document:
    """The document that `encode_draft` wrote. Raises ValueError for anything else."""
    try:
        draft = msgspec.json.decode(data, type=_Draft)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if draft.version != VERSION:
        raise ValueError(f"draft of version {draft.version}, expected {VERSION}")
    return Document.from_nodes((_node(span) for span in draft.spans), draft.current)


def _node(span: _Span) -> Node:
    records = tuple(record.token() for record in span.records)
    return Node(span.id, span.parent, span.drawn, span.typed, records, span.settings, span.stop_reason)


def load_draft(path: Path) -> tuple[Document, str]:
    """(the document of the last time or an empty one, one line about what could not be read or '')."""
    try:
        return decode_draft(read_bytes(path, LIMIT_BYTES)), ""
    except FileNotFoundError:
        return Document(), ""
    except (OSError, ValueError):
        name = set_aside(path)
        return Document(), f"The draft could not be read. It is kept as {name or path.name}."
