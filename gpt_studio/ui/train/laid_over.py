"""Other runs whose curves are laid over the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .curve import LossCurve
from .following import FollowedRun


class LaidOver:
    """Reads them on as long as they are at work."""

    def __init__(self, curve: LossCurve) -> None:
        self._curve = curve
        self._runs: list[FollowedRun] = []

    def show(self, folders: Sequence[Path]) -> None:
        """Draw the runs in these folders, and no others."""
        known = {run.folder: run for run in self._runs}
        chosen = [known.get(folder) or FollowedRun(folder) for folder in folders]
        news = [run.look().lines for run in chosen if run.going or run.folder not in known]
        if any(news) or chosen != self._runs:
            self._runs = chosen
            self._curve.show_others([(run.name, run.history) for run in chosen])
