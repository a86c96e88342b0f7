"""Mirostat's bound behind a text: so that a text that goes on is the text that had not stopped."""

from __future__ import annotations

from math import log2

from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.store.document import Document

from .drawn_with import sampling_at


def bound_behind(document: Document, count: int, sampling: SamplingParams) -> float | None:
    """Bits for the token behind the first `count` of a document; None where mirostat begins, or does not act.

    It follows from the bound and the surprise of the token before, if mirostat drew that.
    """
    if not sampling.acts("mirostat") or not 0 < count <= len(document.tokens()):
        return None
    token = document.tokens()[count - 1]
    record = token.record
    if not token.drawn or record.mu is None or not record.probability:
        return None
    used = sampling_at(document.node(token.node).settings, record.position)
    if used is None or not used.acts("mirostat") or used.temperature == 0:
        return None
    return record.mu - used.mirostat_eta * (-log2(record.probability) - used.mirostat_tau)


def left_to_begin(document: Document, index: int) -> str:
    """What is still to be written, before token `index`, of the text with which its span had to begin."""
    node = document.node(document.tokens()[index].node)
    begin = node.settings.get("begin", "")
    parent = None if node.parent is None else document.node(node.parent)
    went_on = parent is not None and parent.drawn and parent.settings.get("begin") == begin and not parent.stop_reason
    if not isinstance(begin, str) or not begin or went_on:
        return ""
    tokens = document.tokens()
    written = b"".join(tokens[i].record.bytes for i in range(index) if tokens[i].node == node.id and tokens[i].drawn)
    return begin.encode()[len(written) :].decode("utf-8", "ignore")
