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
_HELD_NUMBERS = 32_000_000  # of log-probabilities that are kept for further comparisons


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


class Baseline:
    """The distributions of a text with everything on, against which others are held.

    `residual` (1, T, C) is that behind the last block. Where they are not many, log-probabilities are kept.
    """

    def __init__(self, model: Decoder, ids: Tensor, residual: Tensor) -> None:
        c = model.config
        self._model = model
        self._targets = ids[1:].cpu()
        self._residual = residual
        self._rows = max(1, min(_SLICE_NUMBERS, SLICE_WORK // c.d_model) // c.vocab_size)
        self._keeps = ids.numel() * c.vocab_size <= _HELD_NUMBERS
        self._held: dict[int, Tensor] = {}
        self._first: dict[int, tuple[Tensor, Tensor]] = {}
        numbers = 6 * self._rows * c.vocab_size + (ids.numel() * c.vocab_size if self._keeps else 0)
        check_free(8 * numbers, f"logits of {ids.numel()} tokens", "Choose a shorter text")

    @property
    def loss(self) -> float:
        """Mean of −log p over the targets that were told, in nats; NaN where there are none."""
        said = [self._of_targets(start, self._own(start)) for start in self._starts()]
        return -float(torch.cat(said).mean()) if said else float("nan")

    def compared(self, residual: Tensor) -> Generator[None, None, Effect]:
        """Yields between slices; returns the effect where the residual behind the last block is this (1, T, C)."""
        count = len(self._targets)
        baseline, ablated, kl, difference = (np.empty(count) for _ in range(4))
        changed = np.empty(count, np.bool_)
        for start in self._starts():
            here = slice(start, min(start + self._rows, count))
            on, off = self._own(start), self._log_p(residual, start)
            best, rivals = self._best(start, on)
            said_on, said_off = self._of_targets(start, on), self._of_targets(start, off)
            baseline[here], ablated[here] = said_on.numpy(), said_off.numpy()
            difference[here] = (said_off - _of(off, rivals) - said_on + _of(on, rivals)).numpy()
            kl[here] = torch.where(on > -torch.inf, on.exp() * (on - off), 0.0).sum(-1).clamp_min(0.0).numpy()
            changed[here] = (best != off.argmax(-1)).numpy()
            yield
        return Effect(baseline, ablated, kl, changed, difference)

    def _starts(self) -> Iterator[int]:
        return iter(range(0, len(self._targets), self._rows))

    def _own(self, start: int) -> Tensor:
        """Log-probabilities (n, V) of the network as it is."""
        held = self._held.get(start)
        if held is None:
            held = self._log_p(self._residual, start)
            if self._keeps:
                self._held[start] = held
        return held

    def _log_p(self, residual: Tensor, start: int) -> Tensor:
        end = min(start + self._rows, len(self._targets))
        with torch.inference_mode():
            return self._model.logits(residual[0, start:end]).cpu().double().log_softmax(-1)

    def _best(self, start: int, on: Tensor) -> tuple[Tensor, Tensor]:
        """(the best token, the best but the target) of rows (n, V)."""
        if start not in self._first:
            targets = self._targets[start : start + len(on), None]
            self._first[start] = on.argmax(-1), on.scatter(-1, targets, -torch.inf).argmax(-1)
        return self._first[start]

    def _of_targets(self, start: int, log_p: Tensor) -> Tensor:
        return _of(log_p, self._targets[start : start + len(log_p)])


def _of(log_p: Tensor, tokens: Tensor) -> Tensor:
    """What rows (n, V) say of a token each (n,)."""
    return log_p.gather(-1, tokens[:, None])[:, 0]
