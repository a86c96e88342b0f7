"""The heads over a file as they leave: every number of every head with its spread, and a picture of one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.attention import STATISTICS
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.heads_over import MOST_LINES, HeadsFound
from gpt_studio.protocol.switches import NOTHING_OFF
from gpt_studio.ui.leaving import saving
from gpt_studio.ui.leaving.fingerprint import file_sha256
from gpt_studio.ui.leaving.saving import Drawing, Leaving, csv_lines
from gpt_studio.ui.leaving.sidecar import SavedView, Told, count, one_of, understood

KIND = "heads_over"
# The columns of a row of the table: a statistic of a head.
FIELDS = ("statistic", "layer", "head", "lines", "mean", "deviation", "first_quartile", "median", "third_quartile")


@dataclass(frozen=True)
class SavedHeadsOver:
    """What the JSON says besides its frame: the text file as it was, and how many lines of it were read."""

    path: str
    sha256: str
    lines: int
    statistic: str

    @classmethod
    def of(cls, saved: SavedView) -> SavedHeadsOver:
        """Raises StudioError naming the JSON where something is wrong, and `other_file` where the text is another."""
        with understood(saved.file):
            text = saved.document["file"]
            lines = min(count(text["lines"], 1), MOST_LINES)
            statistic = one_of(saved.shown["statistic"], STATISTICS)
            found = cls(str(text["path"]), str(text["sha256"]), lines, statistic)
        found.check()
        return found

    def check(self) -> None:
        """Raise StudioError when the text file is not what it was."""
        try:
            now = file_sha256(Path(self.path))
        except OSError as error:
            raise StudioError("absent", f"{self.path} cannot be read", found=error.strerror or str(error)) from error
        if now != self.sha256:
            raise StudioError(
                "other_file", f"{self.path} has changed since the view was saved", expected=self.sha256[:12],
                found=now[:12],
            )  # fmt: skip


def save(found: HeadsFound, out: Path, *, statistic: str = STATISTICS[0], dark: bool = False) -> Path:
    """Write `out` in the format that its ending names; returns the JSON's path. Raises StudioError."""
    return saving.save(leaving(found, statistic), out, dark=dark)


def leaving(found: HeadsFound, statistic: str) -> Leaving:
    """`statistic` is the one that the picture shows. Raises StudioError where the text file cannot be read any more."""

    def drawing(dark: bool) -> Drawing:
        from .picture import drawing

        return drawing(found, statistic, dark=dark)

    try:
        sha256 = file_sha256(Path(found.path))
    except OSError as error:
        raise StudioError("absent", f"{found.path} cannot be read", found=error.strerror or str(error)) from error
    told = Told(
        kind=KIND,
        key=found.key,
        ids=(),
        tokens=(),
        front=0,
        switches=NOTHING_OFF,
        seed=None,
        shown={"statistic": statistic},
        more={"file": {"path": found.path, "sha256": sha256, "lines": found.lines, "tokens": found.tokens}},
    )
    return Leaving("heads-over-a-file", told, lambda: arrays(found), lambda: table(found), drawing)


def arrays(found: HeadsFound) -> dict[str, NDArray[Any]]:
    """As HeadsFound has them, and `statistics`, their names."""
    arrays = {name: getattr(found, name) for name in ("counts", "mean", "deviation", "quartiles")}
    return {**arrays, "statistics": np.array(STATISTICS)}


def table(found: HeadsFound) -> Iterable[str]:
    """A line for each number of each head. What exists in too few lines is empty."""
    rows = (
        (STATISTICS[s], layer, head, int(found.counts[s]), float(found.mean[s, layer, head]),
         float(found.deviation[s, layer, head]), *map(float, found.quartiles[:, s, layer, head]))
        for s, layer, head in np.ndindex(found.mean.shape)
    )  # fmt: skip
    return csv_lines(FIELDS, rows)
