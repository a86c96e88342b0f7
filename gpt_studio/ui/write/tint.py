"""What the background of a token says: probability, rank, entropy, relative probability, or nothing.

Every measure becomes a strength of 0…1 on the theme's one scale, from a breath of blue (sure) to amber (surprising).
The bands of the rank are those of GLTR (Gehrmann, Strobelt and Rush 2019, arXiv 1906.04043).
"""

from __future__ import annotations

import math
from bisect import bisect_left

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui import theme

MEASURES = ("probability", "rank", "entropy", "relative", "none")
RANK_BANDS = (10, 100, 1000)  # the last rank of each band; the fourth has no end


def strength(record: TokenRecord, measure: str) -> float | None:
    """0 (sure) to 1 (surprising) by `measure`; None where the record does not have the number."""
    match measure:
        case "probability":
            return None if record.logprob is None else _of_nats(-record.logprob)
        case "rank":
            return None if record.rank is None else bisect_left(RANK_BANDS, record.rank) / len(RANK_BANDS)
        case "entropy":
            return None if record.entropy is None else _of_nats(record.entropy)
        case "relative":
            best = best_logprob(record)
            return None if record.logprob is None or best is None else _of_nats(best - record.logprob)
        case _:
            return None


def best_logprob(record: TokenRecord) -> float | None:
    """The log-probability of the best token at this place in nats; None where it was not kept."""
    if record.top:
        return max(alternative.logprob for alternative in record.top)
    return record.logprob if record.rank == 1 else None


def _of_nats(nats: float) -> float:
    return min(1.0, max(0.0, nats / theme.TINT_NATS))


class Tint(QObject):
    """The measure that is shown."""

    changed = Signal(str)

    def __init__(self, measure: str = "probability", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.measure = measure if measure in MEASURES else MEASURES[0]

    def show(self, measure: str) -> None:
        """Show another measure."""
        if measure != self.measure:
            self.measure = measure
            self.changed.emit(measure)

    def probability(self) -> None:
        self.show("probability")

    def rank(self) -> None:
        self.show("rank")

    def entropy(self) -> None:
        self.show("entropy")

    def relative(self) -> None:
        self.show("relative")

    def none(self) -> None:
        self.show("none")


def tint_color(share: float, dark: bool | None = None) -> QColor:
    """The colour of a strength."""
    return theme.tint(math.exp(-theme.TINT_NATS * share), dark)
