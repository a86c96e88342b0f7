"""An alternative that a person chose, as the record of a token."""

from __future__ import annotations

from gpt_studio.protocol.effects import Candidate
from gpt_studio.protocol.records import TokenRecord


def record_of(alternative: Candidate, instead: TokenRecord) -> TokenRecord:
    """The record of a token that a person chose: the model's numbers, no draw."""
    return TokenRecord(
        id=alternative.id,
        text=alternative.text,
        bytes=alternative.text.encode(),
        position=instead.position,
        logprob=alternative.logprob,
        rank=alternative.rank,
        entropy=instead.entropy,
        top=instead.top,
    )
