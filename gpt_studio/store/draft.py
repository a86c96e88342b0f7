"""The draft: the document with all its versions, as JSON, so that nothing typed or drawn is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from gpt_studio.files.bounded import read_bytes
from gpt_studio.protocol.records import TokenRecord

from .document import Document
from .set_aside import set_aside
from .spans import Node

DRAFT_FILE = "draft.json"
VERSION = 1
LIMIT_BYTES = 1 << 30


class _Span(Struct, omit_defaults=True):
    id: int
    parent: int | None
    drawn: bool
    typed: str = ""
    records: tuple[TokenRecord, ...] = ()
    settings: dict[str, Any] = {}
    stop_reason: str = ""


class _Draft(Struct):
    version: int
    current: int
    spans: list[_Span]


def encode_draft(document: Document) -> bytes:
    """The document as JSON. What was said of typed text is not kept: it is asked again."""
    spans = [_Span(n.id, n.parent, n.drawn, n.typed, n.records, n.settings, n.stop_reason) for n in document.nodes()]
    return msgspec.json.encode(_Draft(VERSION, document.current, spans))


def decode_draft(data: bytes) -> Document:
    """The document that `encode_draft` wrote. Raises ValueError for anything else."""
    try:
        draft = msgspec.json.decode(data, type=_Draft)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if draft.version != VERSION:
        raise ValueError(f"draft of version {draft.version}, expected {VERSION}")
    if any(not 0 <= r.hidden <= len(r.text) for span in draft.spans for r in span.records):
        raise ValueError("a token hides more than its text")
    nodes = (Node(s.id, s.parent, s.drawn, s.typed, s.records, s.settings, s.stop_reason) for s in draft.spans)
    return Document.from_nodes(nodes, draft.current)


def load_draft(path: Path) -> tuple[Document, str]:
    """(the document of the last time or an empty one, one line about what could not be read or '')."""
    try:
        return decode_draft(read_bytes(path, LIMIT_BYTES)), ""
    except FileNotFoundError:
        return Document(), ""
    except (OSError, ValueError):
        name = set_aside(path)
        return Document(), f"The draft could not be read. It is kept as {name or path.name}."
