"""What a text loses when parts of a network are switched off: the same tokens, with and without.

Symbols: T tokens, n rows of a slice, C width, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.model import Decoder

from .layers import embedded, through
from .pieces import SLICE_WORK, check_free, check_text
from .switching import SwitchedOff

_SLICE_NUMBERS = 1_000_000  # logits that are told at a time, in float64
_HELD_NUMBERS = 64_000_000  # of probabilities that are kept for further comparisons


@dataclass(frozen=True, eq=False)
class Effect:
    """Of the targets 1…T−1, each [T − 1] in nats: log-probability with everything on, and with parts off.

    `kl` is KL(on ‖ off) of the two whole distributions; `changed` where the best token is another. `difference` is how
    much further the target's logit is ahead of its rival's: the best other token with everything on.
    """

    baseline: NDArray[np.float64]
    ablated: NDArray[np.float64]
    kl: NDArray[np.float64]
    changed: NDArray[np.bool_]
    difference: NDArray[np.float64]


def ablate(model: Decoder, ids: Tensor, switched: SwitchedOff) -> Generator[None, None, Effect]:
    """Yields between slices; returns the effect of what is `switched` off on every token of ids (T,).

    Raises StudioError for a text that the network cannot take, and `too_large`.
    """
    check_text(ids, model)
    layers = len(model.blocks)
    baseline = Baseline(model, ids, (yield from through(model, embedded(model, ids), 0, layers)))
    off = yield from through(model, embedded(model, ids), 0, layers, switched)
    return (yield from baseline.compared(off))


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows (n, V) with everything on: `p` in the network's type, of it Σ p · logit and Σ p, all else in float64 (n,).

    `best` is the best token, `rival` the best but the target; `ahead` by how much the target's logit is ahead of it.
    """

    p: Tensor
    p_logit: Tensor
    mass: Tensor
    total: Tensor  # ln Σ exp(logit)
    said: Tensor  # log-probability of the target
    best: Tensor
    rival: Tensor
    ahead: Tensor


class Baseline:
    """The distributions of a text with everything on, against which others are held.

    `residual` (1, T, C) is that behind the last block. Where they are not many, probabilities are kept.
    """

    def __init__(self, model: Decoder, ids: Tensor, residual: Tensor) -> None:
        c = model.config
        self._model = model
        self._targets = ids[1:].cpu()
        self._residual = residual
        self._rows = max(1, min(_SLICE_NUMBERS, SLICE_WORK // c.d_model) // c.vocab_size)
        self._keeps = ids.numel() * c.vocab_size <= _HELD_NUMBERS
        self._held: dict[int, _Rows] = {}
        numbers = 6 * self._rows * c.vocab_size + (ids.numel() * c.vocab_size if self._keeps else 0)
        check_free(8 * numbers, f"logits of {ids.numel()} tokens", "Choose a shorter text")

    @property
    def loss(self) -> float:
        """Mean of −log p over the targets that were told, in nats; NaN where there are none."""
        said = [self._own(start).said for start in self._starts()]
        return -float(torch.cat(said).mean()) if said else float("nan")

    def compared(self, residual: Tensor) -> Generator[None, None, Effect]:
        """Yields between slices; returns the effect where the residual behind the last block is this (1, T, C)."""
        count = len(self._targets)
        baseline, ablated, kl, difference = (np.empty(count) for _ in range(4))
        changed = np.empty(count, np.bool_)
        for start in self._starts():
            here = slice(start, min(start + self._rows, count))
            on, logits = self._own(start), self._logits(residual, start)
            total, of_target = logits.logsumexp(-1), _of(logits, self._targets[here])
            baseline[here], ablated[here] = on.said.numpy(), (of_target - total).numpy()
            difference[here] = (of_target - _of(logits, on.rival) - on.ahead).numpy()
            p_logit = torch.linalg.vecdot(on.p.double(), logits)
            kl[here] = (on.p_logit - p_logit - on.mass * (on.total - total)).clamp_min(0.0).numpy()
            changed[here] = (on.best != logits.argmax(-1)).numpy()
            yield
        return Effect(baseline, ablated, kl, changed, difference)

    def _starts(self) -> Iterator[int]:
        return iter(range(0, len(self._targets), self._rows))

    def _own(self, start: int) -> _Rows:
        """The rows of the network as it is."""
        held = self._held.get(start)
        if held is None:
            held = self._told(self._logits(self._residual, start), self._targets[start : start + self._rows])
            if self._keeps:
                self._held[start] = held
        return held

    def _told(self, logits: Tensor, targets: Tensor) -> _Rows:
        total, best = logits.logsumexp(-1), logits.argmax(-1)
        p = (logits - total[:, None]).exp().to(torch.promote_types(self._residual.dtype, torch.float32))
        wide, of_target = p.double(), _of(logits, targets)
        rival = logits.scatter(-1, targets[:, None], -torch.inf).argmax(-1)
        return _Rows(
            p, torch.linalg.vecdot(wide, logits), wide.sum(-1), total, of_target - total, best, rival,
            of_target - _of(logits, rival),
        )  # fmt: skip

    def _logits(self, residual: Tensor, start: int) -> Tensor:
        """Logits (n, V) in float64, none of them −∞."""
        end = min(start + self._rows, len(self._targets))
        with torch.inference_mode():
            logits = self._model.logits(residual[0, start:end]).cpu().double()
            return logits.clamp_min_(torch.finfo(torch.float32).min)


def _of(rows: Tensor, tokens: Tensor) -> Tensor:
    """What rows (n, V) say of a token each (n,)."""
    return rows.gather(-1, tokens[:, None])[:, 0]
