"""The spans of a document as rows: indented only where versions part, so that a long text stays flat."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from gpt_studio.store.document import Document, Node

WORDS = 80  # characters of a row


@dataclass
class Row:
    """A span. `above` is the row that it is indented under (None: none), `version` (which, of how many) or None."""

    node: int
    words: str
    drawn: bool
    version: tuple[int, int] | None
    model: str
    settings: dict[str, Any]
    surprisal: float | None
    above: Row | None
    place: int
    below: list[Row] = field(default_factory=list["Row"])


def rows_of(document: Document) -> tuple[list[Row], dict[int, Row]]:
    """(the rows that are not indented, every row by its node). Parents come before their children."""
    top: list[Row] = []
    known: dict[int, Row] = {}
    for node in document.nodes():
        if node.parent is None:
            continue
        siblings = document.children(node.parent)
        parent = known.get(node.parent)
        above = parent if len(siblings) > 1 else parent.above if parent else None
        beside = above.below if above else top
        version = (siblings.index(node.id) + 1, len(siblings)) if len(siblings) > 1 else None
        row = _row(document, node, above, len(beside), version)
        beside.append(row)
        known[node.id] = row
    return top, known


def mean_surprisal(node: Node) -> float | None:
    """Nats a token of a drawn span; None where nothing is known."""
    known = [r.logprob for r in node.records if r.logprob is not None]
    return -math.fsum(known) / len(known) if known else None


def differing(settings: dict[str, Any], others: dict[str, Any] | None) -> dict[str, Any]:
    """What a span was drawn with, as far as that differs from the span before it: samplers, seed, member."""
    found = _flat(settings)
    if others is None:
        return found
    before = _flat(others)
    gone = {name: None for name in before if name not in found}
    return {name: value for name, value in (found | gone).items() if before.get(name) != value}


def _row(document: Document, node: Node, above: Row | None, place: int, version: tuple[int, int] | None) -> Row:
    settings = differing(node.settings, _settings_before(document, node)) if node.drawn else {}
    model = str(node.settings.get("model", "")) if node.drawn else ""
    return Row(node.id, _words(node), node.drawn, version, model, settings, mean_surprisal(node), above, place)


def _words(node: Node) -> str:
    text = "".join(r.shown for r in node.records[:WORDS]) if node.drawn else node.typed
    return text[:WORDS]


def _settings_before(document: Document, node: Node) -> dict[str, Any] | None:
    """Those of the version before this one, else of the drawn span that it goes on from."""
    siblings = document.children(node.parent or 0)
    for other in reversed(siblings[: siblings.index(node.id)]):
        if document.node(other).drawn:
            return document.node(other).settings
    at = node.parent
    while at is not None:
        if document.node(at).drawn:
            return document.node(at).settings
        at = document.node(at).parent
    return None


def _flat(settings: dict[str, Any]) -> dict[str, Any]:
    samplers = settings.get("samplers")
    found = dict(samplers) if isinstance(samplers, dict) else {}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return found | {name: settings[name] for name in ("seed", "member") if name in settings}
