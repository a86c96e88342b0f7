"""Rotary positions: frequencies of every scaling kind, tables of cosines and sines, the rotation.

Symbols: B batch, H heads, T positions, D head size, R rotary part of a head.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from .config import Rope

BLOCK = 1024  # positions by which tables grow


class Turn(NamedTuple):
    """Cosines and signed sines (T, R) or (B, 1, T, R) of the positions of a forward, in the layout of `interleaved`."""

    cos: Tensor
    sin: Tensor
    interleaved: bool


class RopeTable:
    """Cosines and sines of the positions 0, 1, …, made when they are first asked for, in float32."""

    def __init__(self, rope: Rope) -> None:
        self.rope = rope
        self._held: dict[bool, tuple[Tensor, Tensor]] = {}

    def turn(self, start: int, end: int, like: Tensor, long: bool = False) -> Turn:
        """The rotation of the positions from `start` to before `end`, of the type and on the device of `like`."""
        cos, sin = self._table(end, like.device, long)
        interleaved = self.rope.layout == "interleaved"
        return Turn(cos[start:end].to(like.dtype), sin[start:end].to(like.dtype), interleaved)

    def turn_at(self, places: Tensor, end: int, like: Tensor, long: bool = False) -> Turn:
        """The rotation of the positions `places` (B, T), all before `end`."""
        cos, sin, interleaved = self.turn(0, end, like, long)
        return Turn(cos[places][:, None], sin[places][:, None], interleaved)

    @torch.inference_mode(False)  # a table made while text is drawn serves training, too
    def _table(self, end: int, device: torch.device, long: bool) -> tuple[Tensor, Tensor]:
        held = self._held.get(long)
        if held is None or held[0].size(0) < end or held[0].device != device:
            count = max(-(-end // BLOCK) * BLOCK, 0 if held is None else held[0].size(0))
            held = self._held[long] = _signed(*rope_angles(self.rope, count, device, long), self.rope)
        return held


def rotate(x: Tensor, turn: Turn) -> Tensor:
    """x (B, H, T, D) with the first R numbers of each head turned: pairs (a, b) become (ac − bs, bc + as)."""
    size = turn.cos.size(-1)
    if size < x.size(-1):
        return torch.cat((rotate(x[..., :size], turn), x[..., size:]), -1)
    other = x.unflatten(-1, (-1, 2)).flip(-1).flatten(-2) if turn.interleaved else x.roll(size // 2, -1)
    return torch.addcmul(x * turn.cos, other, turn.sin)


def rope_angles(
    rope: Rope, count: int, device: torch.device | None = None, long: bool = False
) -> tuple[Tensor, Tensor]:
    """Cosines and sines (count, R / 2) of the positions 0 to count − 1, one column a pair; times the amplitude.

    `long` takes longrope's second set of factors.
    """
    angles = torch.arange(count, dtype=torch.float32, device=device)[:, None] * frequencies(rope, long).to(device)
    return angles.cos() * rope.amplitude, angles.sin() * rope.amplitude


def frequencies(rope: Rope, long: bool = False) -> Tensor:
    """The angle per position of each pair (R / 2), float32."""
    waves = rope.theta ** (torch.arange(0, rope.dim, 2, dtype=torch.float32) / rope.dim)
    match rope.scaling:
        case "linear":
            return 1.0 / waves / rope.factor
        case "llama3":
            return _llama3(rope, 1.0 / waves)
        case "yarn":
            return _yarn(rope, waves)
        case "longrope":
            return 1.0 / (torch.tensor(rope.long_factors if long else rope.short_factors) * waves)
        case _:
            return 1.0 / waves


def _llama3(rope: Rope, plain: Tensor) -> Tensor:
    """Long waves are slowed by the factor, short ones kept, those between blended (Llama 3.1)."""
    turns = rope.original_len / (2 * math.pi / plain)  # of each pair in the original context
    kept = ((turns - rope.low_freq_factor) / (rope.high_freq_factor - rope.low_freq_factor)).clamp(0, 1)
    return (1 - kept) * plain / rope.factor + kept * plain


def _yarn(rope: Rope, waves: Tensor) -> Tensor:
    """Pairs that turn fast are kept, slow ones slowed by the factor, a ramp between (arXiv:2309.00071, 3.2)."""

    def pair(turns: float) -> float:
        """The pair that turns so often in the original context."""
        return rope.dim * math.log(rope.original_len / (turns * 2 * math.pi)) / (2 * math.log(rope.theta))

    low, high = pair(rope.beta_fast), pair(rope.beta_slow)
    if rope.truncate:
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, rope.dim - 1)
    width = high - low if high != low else 0.001
    kept = 1 - ((torch.arange(rope.dim // 2, dtype=torch.float32) - low) / width).clamp(0, 1)
    return 1.0 / (rope.factor * waves) * (1 - kept) + 1.0 / waves * kept


def _signed(cos: Tensor, sin: Tensor, rope: Rope) -> tuple[Tensor, Tensor]:
    """Tables (count, R) in the layout of the heads; the sign that the first of a pair needs is in the sine."""
    if rope.layout == "interleaved":
        return cos.repeat_interleave(2, -1), torch.stack((-sin, sin), -1).flatten(-2)
    return torch.cat((cos, cos), -1), torch.cat((-sin, sin), -1)
