"""One attention head in eight numbers."""

from __future__ import annotations

from dataclasses import dataclass

# The numbers of a head, by the names of HeadStatistics' fields.
STATISTICS = ("entropy", "effective_tokens", "sink", "previous", "own", "distance", "induction", "duplicate")


@dataclass(frozen=True, slots=True)
class HeadStatistics:
    """How one head spreads its attention A over T tokens; row i (the query) sums to 1 over keys 0…i.

    entropy: mean over i ≥ 1 of H_i / ln(i + 1), where H_i = −Σ_j A_ij ln A_ij; 0: one key, 1: all keys alike.
    sink: mean over i ≥ 1 of A_i0, the share that falls on the first token.
    previous: mean over i ≥ 1 of A_i,i−1. own: mean over all i of A_ii.
    distance: mean over all i of Σ_j A_ij (i − j), in tokens.
    effective_tokens: mean over i ≥ 1 of exp(H_i), in tokens.
    induction: of a token that came before in the text, the share that falls on what followed its earlier copies: the
    mean over such i of Σ A_ij over the j ≤ i with t_j−1 = t_i. (HeadVis' corpus induction without its threshold; not
    TransformerLens' `detect_head`, which inspection.induction has.)
    duplicate: likewise the share that falls on those copies: the mean over such i of Σ A_ij over the j < i, t_j = t_i.
    A text of one token has no row i ≥ 1, and some texts have no token that came before: a mean over nothing is None.
    """

    layer: int
    head: int
    entropy: float | None
    sink: float | None
    previous: float | None
    own: float
    distance: float
    effective_tokens: float | None
    induction: float | None = None
    duplicate: float | None = None

    def as_json(self) -> dict[str, float | int | None]:
        """The entry of the command line's `statistics`; there `own` is self and `duplicate` duplicate_token."""
        return {
            "layer": self.layer,
            "head": self.head,
            "entropy": self.entropy,
            "sink": self.sink,
            "previous": self.previous,
            "self": self.own,
            "distance": self.distance,
            "effective_tokens": self.effective_tokens,
            "induction": self.induction,
            "duplicate_token": self.duplicate,
        }
