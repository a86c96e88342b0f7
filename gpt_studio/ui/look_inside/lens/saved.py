"""What the JSON beside a saved lens says: which positions, which token is followed, what tints the cells. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass

from gpt_studio.ui.leaving.sidecar import SavedView, count, counts, one_of, understood

from .table import MEASURES


@dataclass(frozen=True)
class SavedLens:
    """`positions` were read, `top` candidates of each cell; `followed` is an id, None for none."""

    positions: tuple[int, ...]
    top: int
    followed: int | None
    measure: str
    row: int
    position: int
    dark: bool

    @classmethod
    def of(cls, saved: SavedView) -> SavedLens:
        """Raises StudioError naming the file where something is missing or wrong."""
        with understood(saved.file):
            shown, followed = saved.shown, saved.document.get("followed")
            return cls(
                positions=counts(saved.document["positions"]),
                top=count(saved.document.get("top", 5), 1),
                followed=None if followed is None else count(followed),
                measure=one_of(shown["measure"], MEASURES),
                row=count(shown["row"]),
                position=count(shown["position"]),
                dark=bool(shown["dark"]),
            )

    @property
    def stretch(self) -> tuple[int, int]:
        """(first, count) of the shortest stretch that holds all positions; (0, 0) for none."""
        return (self.positions[0], self.positions[-1] + 1 - self.positions[0]) if self.positions else (0, 0)
