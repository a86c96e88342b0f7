"""The samplers in their order: a visible list of named steps, each a function from logits to logits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from gpt_studio.protocol.sampling import SamplingParams

from . import cuts, penalties, shapes
from .gumbel import COIN_STREAM, uniform


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in which text a token is drawn: what a sampler may know besides logits and parameters.

    `seen` are the ids of the text so far; `mu` is mirostat's bound in bits (None: it begins, at 2 τ); `breakers` are
    the ids at which DRY's repetitions end.
    """

    seen: Sequence[int] = ()
    seed: int = 0
    member: int = 0
    position: int = 0
    mu: float | None = None
    breakers: frozenset[int] = frozenset()

    def last(self, window: int, device: torch.device) -> Tensor:
        """The last `window` ids of the text (0: all) as a tensor (N,)."""
        return torch.tensor(self.seen[-window:] if window else self.seen, dtype=torch.long, device=device)


Step = Callable[[Tensor, Moment, SamplingParams], Tensor]


def _repetition(logits: Tensor, now: Moment, params: SamplingParams) -> Tensor:
    return penalties.repetition(logits, now.last(params.repetition_window, logits.device), params.repetition_penalty)


def _frequency(logits: Tensor, now: Moment, params: SamplingParams) -> Tensor:
    return penalties.frequency(logits, now.last(params.repetition_window, logits.device), params.frequency_penalty)


def _presence(logits: Tensor, now: Moment, params: SamplingParams) -> Tensor:
    return penalties.presence(logits, now.last(params.repetition_window, logits.device), params.presence_penalty)


def _no_repeat_ngram(logits: Tensor, now: Moment, params: SamplingParams) -> Tensor:
    return penalties.no_repeat_ngram(logits, now.last(0, logits.device), params.no_repeat_ngram)


def _dry(logits: Tensor, now: Moment, params: SamplingParams) -> Tensor:
    seen = now.last(params.dry_window, logits.device)
    return penalties.dry(logits, seen, params.dry_multiplier, params.dry_base, params.dry_length, now.breakers)


def _dynamic_temperature(logits: Tensor, _: Moment, params: SamplingParams) -> Tensor:
    return shapes.dynamic_temperature(
        logits,
        params.dynamic_temperature_low,
        params.dynamic_temperature_high,
        params.dynamic_temperature_exponent,
    )


def _xtc(logits: Tensor, now: Moment, params: SamplingParams) -> Tensor:
    acts = coin(now.seed, now.member, now.position) < params.xtc_probability
    return cuts.xtc(logits, params.xtc_threshold) if acts else logits


@lru_cache(maxsize=4096)
def coin(seed: int, member: int, position: int) -> float:
    """The number in (0, 1) that says at a position whether XTC acts: below its probability it does."""
    return float(uniform(seed, member, position, np.zeros(1, np.int64), COIN_STREAM)[0])


def _mirostat(logits: Tensor, now: Moment, params: SamplingParams) -> Tensor:
    return cuts.mirostat(logits, mu_at(now, params))


def mu_at(now: Moment, params: SamplingParams) -> float:
    """Mirostat's bound in bits at a moment: what the text before left, or 2 τ."""
    return 2.0 * params.mirostat_tau if now.mu is None else now.mu


STEPS: dict[str, Step] = {
    "bias": lambda logits, _, params: penalties.bias(logits, params.logit_bias),
    "repetition": _repetition,
    "frequency": _frequency,
    "presence": _presence,
    "no_repeat_ngram": _no_repeat_ngram,
    "dry": _dry,
    "temperature": lambda logits, _, params: shapes.temperature(logits, params.temperature),
    "dynamic_temperature": _dynamic_temperature,
    "smoothing": lambda logits, _, params: shapes.smoothing(logits, params.smoothing, params.smoothing_curve),
    "top_k": lambda logits, _, params: cuts.top_k(logits, params.top_k),
    "top_p": lambda logits, _, params: cuts.top_p(logits, params.top_p),
    "min_p": lambda logits, _, params: cuts.min_p(logits, params.min_p),
    "typical_p": lambda logits, _, params: cuts.typical_p(logits, params.typical_p),
    "top_a": lambda logits, _, params: cuts.top_a(logits, params.top_a),
    "tfs": lambda logits, _, params: cuts.tfs(logits, params.tfs),
    "epsilon_cutoff": lambda logits, _, params: cuts.epsilon_cutoff(logits, params.epsilon_cutoff),
    "eta_cutoff": lambda logits, _, params: cuts.eta_cutoff(logits, params.eta_cutoff),
    "top_n_sigma": lambda logits, _, params: cuts.top_n_sigma(logits, params.top_n_sigma),
    "xtc": _xtc,
    "mirostat": _mirostat,
}


def steps(logits: Tensor, now: Moment, params: SamplingParams) -> Iterator[tuple[str, Tensor]]:
    """(name, logits after it) for each sampler that differs from neutral, in the order in which they act.

    `logits` (V,) with −inf for ids that must not be drawn.
    """
    for name in params.active:
        logits = STEPS[name](logits, now, params)
        yield name, logits


def apply(logits: Tensor, now: Moment, params: SamplingParams, samplers: Sequence[str] | None = None) -> Tensor:
    """Logits (V,) after all samplers that differ from neutral, or after these of them."""
    for name in params.active if samplers is None else samplers:
        logits = STEPS[name](logits, now, params)
    return logits
