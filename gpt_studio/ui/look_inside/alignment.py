"""Which token of the document is which token that the model read. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Token


def align(tokens: Sequence[Token], records: Sequence[TokenRecord]) -> list[int]:
    """For each token of the document the index of its record, -1 where the model read something else.

    A token and a record are the same when they begin at the same character and have the same id. So what the
    tokenizer puts in front of a text, typed spans that were not scored yet, and tokens drawn since do not confuse.
    """
    starts = [0, *accumulate(len(record.text) for record in records)]
    found, at = [], 0
    for token in tokens:
        while at < len(records) and starts[at] < token.start:
            at += 1
        here = at
        while here < len(records) and starts[here] == token.start and records[here].id != token.record.id:
            here += 1
        same = here < len(records) and starts[here] == token.start
        found.append(here if same else -1)
        at = here + 1 if same else at
    return found
