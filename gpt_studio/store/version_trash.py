"""Single versions of a document in the trash: thrown away, brought back, deleted for ever. Qt-free.

A version goes with what leads to it alone; what others have grown from stays. Each span in the trash carries the
moment at which it went, so that what went together comes back together.
"""

from __future__ import annotations

from .document import Document


def branch_of(document: Document, node: int) -> int | None:
    """The span at which a version parts from the others; None where there are no others."""
    at = node
    while (parent := document.node(at).parent) is not None:
        if len(document.children(parent)) > 1:
            return at
        at = parent
    return None


def throw_away(document: Document, node: int, now: float) -> bool:
    """Put the branch that `node` stands on into the trash; where it was on screen, its neighbour is. Whether it went.

    The only version does not go: then it is the document that goes.
    """
    top = branch_of(document, node)
    if top is None or node in document.trashed:
        return False
    gone = [number for number in document.beneath(top) if number not in document.trashed]
    document.set_trashed({**document.trashed, **dict.fromkeys(gone, now)})
    return True


def take_back(document: Document, node: int) -> bool:
    """Bring back what went together with `node`, and what it grew from; it is on screen then. Whether it was there."""
    moment = document.trashed.get(node)
    if moment is None:
        return False
    back = {number for number in document.beneath(node) if document.trashed.get(number) == moment}
    at: int | None = node
    while at is not None:
        back.add(at)
        at = document.node(at).parent
    document.set_trashed({number: m for number, m in document.trashed.items() if number not in back})
    document.open(node)
    return True


def delete(document: Document, node: int) -> frozenset[int]:
    """Delete a branch that is in the trash; returns its spans, which nothing remembers any more."""
    if node not in document.trashed:
        return frozenset()
    gone = frozenset(document.beneath(node))
    document.forget(gone)
    return gone
