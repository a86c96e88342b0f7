"""The numbers of a comparison, as the column shows them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.events import Compared


def _none() -> NDArray[np.float64]:
    return np.empty(0)


@dataclass(frozen=True, eq=False)
class Numbers:
    """Of each token of the document, in nats: `delta` is ln q − ln p (q the right's), `kl` KL(left‖right).

    `draws` says whether the KL is that of what the draws use, `has_draws` whether that is known. With `one_model` on
    both sides there is no Δ, and no KL but that of the draws.
    """

    delta: NDArray[np.float64] = field(default_factory=_none)
    kl: NDArray[np.float64] = field(default_factory=_none)
    draws: bool = False
    has_draws: bool = False
    one_model: bool = False


def numbers_of(told: Compared | None, *, of_draws: bool) -> Numbers:
    """The numbers of an answer."""
    if told is None:
        return Numbers()
    one_model = told.key_a == told.key_b and told.switches[0] == told.switches[1]
    if told.draw_kl is not None and (of_draws or one_model):
        kl, draws = told.draw_kl, True
    else:
        kl, draws = told.kl, False
    delta = np.full_like(kl, np.nan) if one_model else told.logprob_b - told.logprob_a
    return Numbers(delta, kl, draws, told.draw_kl is not None, one_model)
