"""The samplers of a generation that runs: they may change between two tokens."""

from __future__ import annotations

from dataclasses import dataclass

from gpt_studio.protocol.sampling import SamplingParams


@dataclass
class Tuning:
    """`sampling` holds from the next token on; `drawn` counts the tokens drawn so far (of the longest member)."""

    sampling: SamplingParams
    drawn: int = 0
