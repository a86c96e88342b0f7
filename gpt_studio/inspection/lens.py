"""The logit lens (nostalgebraist 2020): what the network would say if its residual stream were read out early.

logits = head(norm(r)) with the final norm's statistics recomputed from r, then the network's own scale and soft-cap.
Symbols: T tokens, P positions that are read out, L layers, C width, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.looking import Check, Floats, Integers
from gpt_studio.sampling.statistics import best_ids

from .checks import output_check
from .pieces import SLICE_WORK, check_free, check_number, check_text, read
from .switching import SwitchedOff

_Number = TypeVar("_Number", np.float32, np.int32)
_PER_LOGIT = 550  # multiply-adds that take as long as telling of one logit (softmax, rank, the best)


@dataclass(frozen=True, eq=False)
class LensRows:
    """As in LensReady: arrays of L + 1 rows, the embedding first, over the P positions from `first` on."""

    first: int
    ids: Integers
    probability: Floats
    entropy: Floats
    norm: Floats
    next_probability: Floats
    next_rank: Integers
    token_probability: Floats | None
    token_rank: Integers | None
    checks: tuple[Check, ...]


class LensReading:
    """The lens over ids (T,), in slices: iterate it to the end, then ask for its `rows`.

    `token` is an id whose course is wanted. The `count` positions from `first` on are read out (0: all behind it).
    Raises StudioError for what the network does not have, and `too_large` before anything is allocated where it would
    not fit in memory; vocabulary × T is never held.
    """

    def __init__(
        self,
        model: Decoder,
        ids: Tensor,
        *,
        top: int = 5,
        token: int | None = None,
        first: int = 0,
        count: int = 0,
        switched: SwitchedOff | None = None,
    ) -> None:
        config = model.config
        check_text(ids, model)
        check_number("the first position", first, ids.numel())
        check_number("top", top, 1001)
        if token is not None:
            check_number(f"token {token}", token, config.vocab_size)
        self._model, self._ids, self._switched = model, ids, switched
        self._top, self._token = min(top, config.vocab_size), token
        self._first = first
        self._end = min(first + count, ids.numel()) if count else ids.numel()
        self._depth = config.n_layer + 1
        self._slice = max(1, SLICE_WORK // (config.vocab_size * (config.d_model + _PER_LOGIT)))
        check_free(
            self._needed(), f"the lens over {self._end - first} positions", "Choose fewer positions, or a shorter text"
        )
        count = (self._end - first) * self._depth
        chosen = 1 if token is None else 2  # what comes next, and the token asked for
        shares = {"probability": self._top, "entropy": 1, "norm": 1, "chosen": chosen}
        self._found = {name: np.empty((count, width), np.float32) for name, width in shares.items()}
        self._whole = {"ids": np.empty((count, self._top), np.int32), "rank": np.empty((count, chosen), np.int32)}
        self._check: Check | None = None
        self.done = 0  # positions that are read out

    def _needed(self) -> int:
        """Bytes of the residuals, of the answer, of one slice of logits in the making, of the KV cache."""
        config, wide = self._model.config, self._model.dtype.itemsize
        rows = (self._end - self._first) * self._depth
        logits = 6 * max(4, wide) * self._slice * config.vocab_size
        cached = config.kv_cache_bytes(self._ids.numel(), wide)
        return rows * (config.d_model * wide + 8 * self._top + 24) + logits + cached

    def __iter__(self) -> Iterator[None]:
        """Yields between slices, a place to stop."""
        model, last = self._model, self._end - 1
        residuals = torch.empty(last + 1 - self._first, self._depth, model.config.d_model, dtype=model.dtype)

        def see(name: str, layer: int, first: int, x: Tensor) -> None:
            depth = (
                layer if name == "hook_resid_pre" and layer == 0 else layer + 1 if name == "hook_resid_post" else None
            )
            if depth is not None:
                low, high = max(first, self._first), min(first + x.size(0), self._end)
                if low < high:
                    residuals[low - self._first : high - self._first, depth] = x[low - first : high - first].cpu()

        said: Tensor | None = None
        for first, x in read(model, self._ids, see, self._switched):
            if first <= last < first + x.size(0):
                with torch.inference_mode():
                    said = model.logits(x[last - first])
            yield
        assert said is not None
        yield from self._tell(residuals.flatten(0, 1), said)

    def _tell(self, residuals: Tensor, said: Tensor) -> Iterator[None]:
        """Read out every row of residuals (P · (L + 1), C); `said` are the model's own logits at the last position."""
        following = torch.cat((self._ids[self._first + 1 : self._end + 1].cpu(), said.argmax().cpu()[None]))
        for start in range(0, len(residuals), self._slice):
            rows = residuals[start : start + self._slice]
            with torch.inference_mode():
                logits = self._model.logits(rows.to(self._model.device)).cpu()
                places = (start + torch.arange(len(rows))) // self._depth
                self._put(start, rows, logits, following[places])
            if start + len(rows) == len(residuals):
                self._check = output_check(logits[-1], said.cpu(), self._model.dtype)
            self.done = (start + len(rows)) // self._depth
            yield

    def _put(self, start: int, rows: Tensor, logits: Tensor, following: Tensor) -> None:
        log_p = logits.log_softmax(-1)
        ids, best = best_ids(logits, log_p, self._top)
        chosen = following[:, None]
        if self._token is not None:
            chosen = torch.cat((chosen, torch.full_like(chosen, self._token)), -1)
        of_chosen = logits.gather(-1, chosen)
        here = slice(start, start + len(rows))
        self._found["probability"][here] = best.exp()
        self._found["entropy"][here, 0] = -torch.linalg.vecdot(logits.softmax(-1), log_p)
        self._found["norm"][here, 0] = rows.to(log_p.dtype).norm(dim=-1)
        self._found["chosen"][here] = log_p.gather(-1, chosen).exp()
        self._whole["ids"][here] = ids
        for at, one in enumerate(of_chosen.unbind(-1)):
            self._whole["rank"][here, at] = (logits > one[:, None]).count_nonzero(-1) + 1

    @property
    def rows(self) -> LensRows:
        """What has been read out so far."""
        chosen, ranks = self._shaped(self._found["chosen"]), self._shaped(self._whole["rank"])
        pinned = self._token is not None
        return LensRows(
            first=self._first,
            ids=self._shaped(self._whole["ids"]),
            probability=self._shaped(self._found["probability"]),
            entropy=self._shaped(self._found["entropy"])[..., 0],
            norm=self._shaped(self._found["norm"])[..., 0],
            next_probability=np.ascontiguousarray(chosen[..., 0]),
            next_rank=np.ascontiguousarray(ranks[..., 0]),
            token_probability=np.ascontiguousarray(chosen[..., 1]) if pinned else None,
            token_rank=np.ascontiguousarray(ranks[..., 1]) if pinned else None,
            checks=() if self._check is None else (self._check,),
        )

    def _shaped(self, flat: NDArray[_Number]) -> NDArray[_Number]:
        """(P · (L + 1), n) as (L + 1, P, n), of the positions that are read out."""
        done = flat[: self.done * self._depth].reshape(self.done, self._depth, flat.shape[1])
        return np.ascontiguousarray(done.transpose(1, 0, 2))


def lens(model: Decoder, ids: Tensor, *, top: int = 5, token: int | None = None) -> LensRows:
    """The logit lens over ids (T,) at once; see LensReading."""
    reading = LensReading(model, ids, top=top, token=token)
    for _ in reading:
        pass
    return reading.rows
