"""Which spans of a version one generation drew, and behind what it began. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence

from gpt_studio.store.document import Document, Node

# What two parts of one generation that was split share.
SHARED = ("model", "seed", "member", "samplers", "order", "logit_bias", "stop", "on_full", "switches")


def drew(node: Node) -> bool:
    """Whether the tokens of a span were drawn, all of them: not chosen by hand, not put there by a template."""
    return node.drawn and bool(node.records) and all(r.probability is not None for r in node.records)


def first_span(path: Sequence[Node], at: int) -> int:
    """The index of the span in which the generation began that drew the span `at` of a version."""
    while at and drew(path[at - 1]) and _belongs(path[at - 1], path[at]):
        at -= 1
    return at


def ids_before(document: Document, spans: Sequence[Node]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(ids that the tokenizer puts in front, ids behind them) before the first token that was drawn in `spans`."""
    nodes = {node.id for node in spans}
    front: list[int] = []
    prompt: list[int] = []
    for token in document.tokens():
        if token.drawn and token.node in nodes:
            break
        (front if token.node == 0 else prompt).append(token.record.id)
    return tuple(front), tuple(prompt)


def _belongs(before: Node, after: Node) -> bool:
    """Whether two spans are one generation that was split."""
    same = all(before.settings.get(name) == after.settings.get(name) for name in SHARED)
    return same and not before.stop_reason
