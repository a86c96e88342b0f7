"""Several watches as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from torch import Tensor

from gpt_studio.gpt.blocks import Watch

T = TypeVar("T")


def together(*watches: Watch | None) -> Watch | None:
    """A watch that asks these in turn, each seeing what those before it put in place; None where there is none."""
    wanted = [watch for watch in watches if watch is not None]
    return _Together(wanted) if len(wanted) > 1 else (wanted[0] if wanted else None)


class _Together:
    def __init__(self, watches: list[Watch]) -> None:
        self._watches = watches
        self.names = _all_of(getattr(watch, "names", None) for watch in watches)
        self.layers = _all_of(getattr(watch, "layers", None) for watch in watches)

    def __call__(self, name: str, layer: int, x: Tensor) -> Tensor | None:
        given = x
        for watch in self._watches:
            replaced = watch(name, layer, x)
            x = x if replaced is None else replaced
        return None if x is given else x


def _all_of(wanted: Iterable[Iterable[T] | None]) -> frozenset[T] | None:
    """What any of several watches asks for; None, which is everything, where one does not say."""
    found = list(wanted)
    return None if None in found else frozenset(x for one in found if one is not None for x in one)
