"""Heads that look at what came before: earlier copies of a token, and the tokens that followed those copies.

There are several customary "induction scores". Two are here, and each says which it is:
- of a text (HeadVis' corpus induction, without its threshold): how much of its attention a token that came before
  gives to what followed its earlier copies, the mean over such tokens. HeadStatistics has this one.
- of a detector (TransformerLens' `detect_head`, measure "mul"): the share of all attention that falls on a pattern.

Symbols: T tokens, R query rows, S keys.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

PATTERNS = ("previous", "duplicate", "induction")
ROWS = 256


def earlier_copies(ids: Tensor, start: int, end: int) -> Tensor:
    """Bool (R, S) for queries `start` to before `end` and keys 0 to before `end`: the key is an earlier same token."""
    places = torch.arange(end)
    return (ids[start:end, None] == ids[None, :end]) & (places[None, :] < places[start:end, None])


def followers(copies: Tensor) -> Tensor:
    """Bool (R, S) from that of the copies: the key stands right behind one (and may be the query itself)."""
    behind = torch.zeros_like(copies)
    behind[:, 1:] = copies[:, :-1]
    return behind


def repeat_scores(weights: Tensor, ids: Sequence[int]) -> tuple[Tensor, Tensor] | None:
    """HeadStatistics' induction and duplicate of weights (…, T, T), in float64 (…); None where no token comes twice."""
    again = len(ids) - len(set(ids))
    if not again:
        return None
    numbers = torch.tensor(ids)
    induction = torch.zeros(weights.shape[:-2], dtype=torch.float64)
    duplicate = torch.zeros_like(induction)
    for start in range(0, len(ids), ROWS):
        end = min(start + ROWS, len(ids))
        rows, copies = weights[..., start:end, :end], earlier_copies(numbers, start, end)
        duplicate += rows[..., copies].sum(-1, dtype=torch.float64)
        induction += rows[..., followers(copies)].sum(-1, dtype=torch.float64)
    return induction / again, duplicate / again


def detection_pattern(kind: str, ids: Sequence[int]) -> Tensor:
    """Bool (T, T): where a head of this kind would look. `kind` is one of PATTERNS."""
    if kind == "previous":
        return torch.diag(torch.ones(len(ids) - 1, dtype=torch.bool), -1)
    copies = earlier_copies(torch.tensor(ids), 0, len(ids))
    return copies if kind == "duplicate" else followers(copies)


def detector_scores(
    weights: Tensor, pattern: Tensor, *, exclude_first: bool = False, exclude_own: bool = False
) -> Tensor:
    """Σ(A ⊙ D) / ΣA in float64 (…) of weights A (…, T, T) and a pattern D (T, T): TransformerLens' "mul".

    `exclude_first` leaves out what falls on the first token, `exclude_own` what stays with the token itself (its
    exclude_bos and exclude_current_token). The weights are as before. 0 / 0 is NaN.
    """
    counted = torch.ones_like(pattern)
    if exclude_first:
        counted[:, 0] = False
    if exclude_own:
        counted.fill_diagonal_(False)
    on_pattern = weights[..., pattern & counted].sum(-1, dtype=torch.float64)
    return on_pattern / weights[..., counted].sum(-1, dtype=torch.float64)
