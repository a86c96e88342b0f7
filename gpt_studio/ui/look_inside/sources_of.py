"""Where a token looks, over the text of the document: token by token, or in the words or characters of a subject."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gpt_studio.store.document import Token
from gpt_studio.ui.workspace import Sources

from .subject import Subject


def sources_of(subject: Subject, record: int, tokens: Sequence[Token]) -> Sources | None:
    """The row of a record; None where it is no token of the document (yet)."""
    token = subject.reading.token_of(record)
    if not 0 <= token < len(tokens):
        return None
    if subject.units.plain:
        return Sources(token, subject.over_tokens(record))
    unit = subject.units.unit_of(record)
    row = subject.row(unit)
    total = float(row.sum())
    if subject.viewing.value_weighted and total > 0:
        row = row / np.float32(total)
    return Sources(unit, row, _spans(subject, tokens)[: len(row)])


def _spans(subject: Subject, tokens: Sequence[Token]) -> NDArray[np.int64]:
    """[U, 2]: the characters [start, end) of each unit; none, where the model read what is not in the document."""
    units, reading = subject.units, subject.reading
    found = np.zeros((len(units.names), 2), np.int64)
    ends = [*units.starts[1:].tolist(), units.tokens]
    at = 0
    for first, last, count in zip(units.starts.tolist(), ends, units.counts.tolist(), strict=True):
        here = [reading.token_of(record) for record in range(first, last)]
        places = [tokens[token] for token in here if 0 <= token < len(tokens)]
        if places:
            start, end = places[0].start, places[-1].end
            if count == 1:
                found[at] = start, end
            else:  # characters
                found[at : at + count, 0] = np.minimum(start + np.arange(count), end)
                found[at : at + count, 1] = np.minimum(start + np.arange(count) + 1, end)
        at += count
    return found
