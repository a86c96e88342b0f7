"""A document in one file: JSON with all versions, their tokens, stars and tags, to be taken elsewhere.

A file may come from anybody: its size is bounded before it is read, every value has its type and range, and the spans
must make a tree. The draft of earlier versions of the program is the same JSON without `format`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from gpt_studio.files.bounded import parse_json, read_bytes
from gpt_studio.files.durable import replace_bytes
from gpt_studio.protocol.records import Alternative, TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF

from .document import Document
from .spans import Node
from .switch_json import switches_from_json, switches_to_json

SUFFIX = ".gptdoc"
FORMAT = "gpt-studio document"
VERSION = 1
LIMIT_BYTES = 256 << 20
LARGEST_SETTINGS = 1 << 20  # of one version, and of all together
ALL_SETTINGS = 16 << 20
MOST_SETTINGS = 20_000  # values of one version
TITLE_CHARACTERS = 200

Id = Annotated[int, Meta(ge=0, lt=2**31)]
Number = Annotated[int, Meta(ge=0, lt=2**53)]
Tag = Annotated[str, Meta(min_length=1, max_length=64)]


@dataclass(frozen=True)
class Marks:
    """Stars and tags of a document's versions, by the number of their span."""

    stars: frozenset[int] = frozenset()
    tags: Mapping[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])


@dataclass(frozen=True)
class DocumentFile:
    """What a file holds."""

    title: str
    document: Document
    marks: Marks


class _Alternative(Struct):
    id: Id
    text: str
    logprob: float | None  # JSON has no infinities

    def alternative(self) -> Alternative:
        return Alternative(self.id, self.text, float("-inf") if self.logprob is None else self.logprob)


class _Record(Struct):
    """A TokenRecord as it is read: its field `bytes` hides the type of that name from msgspec."""

    id: Id
    text: str
    data: bytes = msgspec.field(name="bytes")
    position: Number
    logprob: float | None
    rank: Number | None
    entropy: float | None
    probability: float | None
    margin: float | None
    top: tuple[_Alternative, ...]
    hidden: Number
    mu: float | None = None

    def token(self) -> TokenRecord:
        if self.hidden > len(self.text):
            raise ValueError("a token hides more than its text")
        return TokenRecord(
            self.id, self.text, self.data, self.position, self.logprob, self.rank, self.entropy, self.probability,
            self.margin, tuple(a.alternative() for a in self.top), self.hidden, self.mu,
        )  # fmt: skip


class _Span(Struct):
    id: Number
    parent: Number | None
    drawn: bool
    typed: str = ""
    records: tuple[_Record, ...] = ()
    settings: msgspec.Raw = msgspec.Raw(b"{}")
    stop_reason: Annotated[str, Meta(max_length=200)] = ""

    def node(self) -> Node:
        records = tuple(record.token() for record in self.records)
        return Node(self.id, self.parent, self.drawn, self.typed, records, _settings(self.settings), self.stop_reason)


class _File(Struct):
    version: int
    current: Number
    spans: list[_Span]
    format: str = ""
    title: str = ""
    stars: list[Number] = []
    tags: dict[Number, Annotated[tuple[Tag, ...], Meta(max_length=64)]] = {}
    switches: msgspec.Raw = msgspec.Raw(b"{}")


def encode_document(document: Document, title: str = "", marks: Marks | None = None) -> bytes:
    """The file's bytes. What was said of typed text is not kept: it is asked again."""
    marks = marks or Marks()
    head: dict[str, Any] = {"format": FORMAT, "version": VERSION, "title": title, "current": document.current}
    if document.switches != NOTHING_OFF:
        head["switches"] = switches_to_json(document.switches)
    spans = [_span(node) for node in document.nodes()]
    return msgspec.json.encode(head | {"spans": spans, "stars": sorted(marks.stars), "tags": dict(marks.tags)}) + b"\n"


def decode_document(data: bytes) -> DocumentFile:
    """What `encode_document` wrote. Raises ValueError for anything else."""
    file = _decode(data)
    if file.format != FORMAT:
        raise ValueError(f"its format is {file.format[:40]!r}, expected {FORMAT!r}")
    document = _document(file)
    known = frozenset(node.id for node in document.nodes())
    marks = Marks(known.intersection(file.stars), {n: tags for n, tags in file.tags.items() if n in known})
    return DocumentFile(" ".join(file.title.split())[:TITLE_CHARACTERS], document, marks)


def version_to_json(document: Document) -> Any:
    """The version on screen alone, as an object that `version_from_json` reads."""
    alone = Document.from_nodes([replace(node, children=[]) for node in document.path()], document.current)
    alone.switches = document.switches
    return parse_json(encode_document(alone))


def version_from_json(found: object) -> Document:
    """What `version_to_json` gave. Raises ValueError for anything else."""
    return decode_document(msgspec.json.encode(found)).document


def decode_draft(data: bytes) -> Document:
    """The draft of an earlier version of the program. Raises ValueError for anything else."""
    file = _decode(data)
    if file.format:
        raise ValueError("this is no draft")
    return _document(file)


def read_document_file(path: Path) -> DocumentFile:
    """A document from its file. Raises ValueError (damaged, too large, another format) or OSError."""
    return decode_document(read_bytes(path, LIMIT_BYTES))


def write_document_file(path: Path, file: DocumentFile) -> None:
    """Write a document to its file, durably. Raises OSError."""
    replace_bytes(path, encode_document(file.document, file.title, file.marks))


def _decode(data: bytes) -> _File:
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if file.version != VERSION:
        raise ValueError(f"it is of version {file.version}, expected {VERSION}")
    return file


def _document(file: _File) -> Document:
    settings = sum(len(memoryview(span.settings)) for span in file.spans)
    if settings > ALL_SETTINGS:
        raise ValueError(f"the settings of all versions have {settings} bytes, at most {ALL_SETTINGS} are read")
    document = Document.from_nodes(_nodes(file.spans), file.current)
    # The file of means is a path of another machine: no file is read because a document names it.
    document.switches = replace(switches_from_json(_settings(file.switches)), reference="")
    return document


def _nodes(spans: Iterable[_Span]) -> Iterable[Node]:
    return (span.node() for span in spans)


def _settings(raw: msgspec.Raw) -> dict[str, Any]:
    data = bytes(raw)
    if len(data) > LARGEST_SETTINGS:
        raise ValueError(f"the settings of a version have {len(data)} bytes, at most {LARGEST_SETTINGS} are read")
    found = parse_json(data, MOST_SETTINGS)
    if not isinstance(found, dict):
        raise ValueError("the settings of a version are no object")
    return found  # pyright: ignore[reportUnknownVariableType]


def _span(node: Node) -> dict[str, Any]:
    names = ("id", "parent", "drawn", "typed", "settings", "stop_reason")
    return {name: getattr(node, name) for name in names} | {"records": [_record(record) for record in node.records]}


def _record(record: TokenRecord) -> dict[str, Any]:
    """All but the number of the kept logits, which means something only in the process that drew the token."""
    names = ("id", "text", "bytes", "position", "logprob", "rank", "entropy", "probability", "margin", "top", "hidden")
    found = {name: getattr(record, name) for name in names}
    return found if record.mu is None else found | {"mu": record.mu}
