"""The draw: the token with the largest log q + g among those still in play (Gumbel-max), or the best one at T = 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import Tensor

from .gumbel import gumbel


@dataclass(frozen=True, slots=True)
class Draw:
    """The drawn id, the probability that the draw used (1 when greedy) and its distance to the runner-up.

    `margin` is in units of log-probability; None where one token was in play. `log_probability` is log q of the id,
    at temperature 0 too.
    """

    id: int
    probability: float
    margin: float | None
    log_probability: float


def draw(logits: Tensor, *, greedy: bool, seed: int, member: int, position: int) -> Draw:
    """Draw from logits (V,) as the samplers left them, −inf for tokens out of play.

    `position` is the absolute index of the drawn token in its text. Raises ValueError when nothing is in play.
    """
    row = logits.detach().cpu().double().numpy()
    tokens = np.flatnonzero(np.isfinite(row))
    if tokens.size == 0:
        raise ValueError("no token is left to draw: every logit is infinite or not a number")
    scores = row[tokens]
    scores = scores - scores.max()
    log_q = scores - np.log(np.exp(scores).sum())
    race = log_q if greedy else log_q + gumbel(seed, member, position, tokens)
    first = int(race.argmax())
    return Draw(
        id=int(tokens[first]),
        probability=1.0 if greedy else float(np.exp(log_q[first])),
        margin=_margin(race, first),
        log_probability=float(log_q[first]),
    )


def _margin(race: np.ndarray[tuple[int], np.dtype[np.float64]], first: int) -> float | None:
    if race.size < 2:
        return None
    two = np.partition(race, -2)[-2:]
    return float(race[first] - two[0])
