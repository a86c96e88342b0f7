"""One attention head in six numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeadStatistics:
    """How one head spreads its attention A over T tokens; row i (the query) sums to 1 over keys 0…i.

    entropy: mean over i ≥ 1 of H_i / ln(i + 1), where H_i = −Σ_j A_ij ln A_ij; 0: one key, 1: all keys alike.
    sink: mean over i ≥ 1 of A_i0, the share that falls on the first token.
    previous: mean over i ≥ 1 of A_i,i−1. own: mean over all i of A_ii.
    distance: mean over all i of Σ_j A_ij (i − j), in tokens.
    effective_tokens: mean over i ≥ 1 of exp(H_i), in tokens.
    A text of one token has no row i ≥ 1: what is a mean over those is None.
    """

    layer: int
    head: int
    entropy: float | None
    sink: float | None
    previous: float | None
    own: float
    distance: float
    effective_tokens: float | None

    def as_json(self) -> dict[str, float | int | None]:
        """The entry of the command line's `statistics`; there `own` is called self."""
        return {
            "layer": self.layer,
            "head": self.head,
            "entropy": self.entropy,
            "sink": self.sink,
            "previous": self.previous,
            "self": self.own,
            "distance": self.distance,
            "effective_tokens": self.effective_tokens,
        }
