"""What the JSON beside saved attention says: which heads, which token, seen how. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gpt_studio.ui.leaving.sidecar import SavedView, count, counts, one_of, understood

from .map.grain import GRAINS
from .viewing import LEFT_OUT, PLAIN, Viewing


@dataclass(frozen=True)
class SavedAttention:
    """`query` is a token's index, −1 for none; `average` the heads whose mean is shown, () for one head alone."""

    layers: tuple[int, ...]
    heads: tuple[int, ...]
    layer: int
    head: int
    query: int
    dark: bool
    note: str
    viewing: Viewing = PLAIN
    average: tuple[int, ...] = ()

    @classmethod
    def of(cls, saved: SavedView) -> SavedAttention:
        """Raises StudioError naming the file where something is missing or wrong."""
        with understood(saved.file):
            shown, viewing = saved.shown, saved.document.get("viewing", {})
            return cls(
                layers=counts(saved.document["layers"]),
                heads=counts(saved.document["heads"]),
                layer=count(shown["layer"]),
                head=count(shown["head"]),
                query=count(shown["query"], -1),
                dark=bool(shown["dark"]),
                note=str(shown["note"]),
                viewing=_viewing(viewing),
                average=counts(viewing.get("average", [])),
            )


def _viewing(said: dict[str, Any]) -> Viewing:
    """A viewing as it was saved; of a file without one the plain one."""
    return Viewing(
        grain=one_of(said.get("grain", "tokens"), GRAINS),
        left_out=one_of(said.get("left_out", "nothing"), LEFT_OUT),
        renormalised=bool(said.get("renormalised", False)),
        value_weighted=bool(said.get("value_weighted", False)),
        logarithmic=bool(said.get("logarithmic", False)),
    )
