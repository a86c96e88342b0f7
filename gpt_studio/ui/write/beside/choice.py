"""What is otherwise on the right: each field as on the left (None) or with a value of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import ORDERS, SamplingParams


@dataclass(frozen=True)
class Choice:
    """`samplers` are values of SamplingParams by field; `order` is a name of ORDERS; `adapters` () means none."""

    path: str | None = None
    dtype: str | None = None
    adapters: tuple[str, ...] | None = None
    seed: int | None = None
    samplers: Mapping[str, float | int] = field(default_factory=dict[str, float | int])
    order: str | None = None
    apart: bool = False  # what is switched off is off on the right only

    def key(self, left: ModelKey) -> ModelKey:
        """The model of the right. Another checkpoint has a context of its own; what is merged on the left is so here
        where nothing else is chosen."""
        key = ModelKey(
            left.path if self.path is None else self.path,
            left.dtype if self.dtype is None else self.dtype,
            left.device,
            left.context if self.path in (None, left.path) else None,
            left.adapters if self.adapters is None else self.adapters,
        )
        return left if key == replace(left, merged=()) else key

    def sampling(self, left: SamplingParams) -> SamplingParams:
        """The samplers of the right."""
        order = left.order if self.order is None else ORDERS[self.order]
        return replace(left, **self.samplers, order=order)

    def numbers(self, seed: int, member: int) -> tuple[int, int]:
        """(seed, member) of the right: those of the left, or the plain run of a seed of its own."""
        return (seed, member) if self.seed in (None, seed) else (self.seed, 0)

    def without_model(self) -> Choice:
        """The same with the model of the left."""
        return replace(self, path=None, dtype=None, adapters=None)
