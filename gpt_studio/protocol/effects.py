"""What the samplers did to one distribution: the steps of the waterfall, and what became of single tokens."""

from __future__ import annotations

from dataclasses import dataclass

from .records import Alternative


@dataclass(frozen=True, slots=True)
class Effect:
    """One sampler at one token. `before` and `kept` are the tokens in play; entropies in nats.

    `removed` is the probability, in the distribution before it, of the tokens that it removed; `gone` are the likeliest
    of these, with their log-probability in that distribution. `changed` is False where it had no effect here.
    """

    sampler: str
    before: int
    kept: int
    removed: float
    entropy_before: float
    entropy_after: float
    changed: bool
    gone: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token: log-probability (nats) and rank of the model's own distribution, and the probability that the draw used.

    `removed_by` is the sampler that took it out of play ('' where none did).
    """

    id: int
    text: str
    logprob: float
    rank: int
    probability: float
    removed_by: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The way from the model's distribution to the draw's: `effects` in the order in which the samplers acted.

    `candidates` are the model's best tokens, best first, and the token asked for at its true rank; `gone` are those of
    the effects that are not among them.
    """

    effects: tuple[Effect, ...]
    candidates: tuple[Candidate, ...]
    gone: tuple[Candidate, ...] = ()
