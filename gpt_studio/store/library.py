"""The models of this machine, found by the names of their files: recent ones, results of runs, watched folders.

Looking is bounded, follows no link out of its place, opens nothing but a small config.json, and can be cancelled.
It runs on a thread of its own: a disk may be slow, a network drive may hang.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gpt_studio.files.places import model_path

from .library_walk import Found, Walk, config_family, look_at
from .runs import find_runs, result

__all__ = ["Found", "Search", "Shelf", "default_watched", "look_around"]

JOIN_S = 1.0


@dataclass(frozen=True)
class Shelf:
    """What was found. `known` are the paths that were asked for, None where nothing is left of them.

    `unreadable` are watched folders that cannot be read; `cut`: a bound was reached, there may be more.
    """

    watched: tuple[Found, ...] = ()
    runs: tuple[Found, ...] = ()
    known: Mapping[str, Found | None] = field(default_factory=dict[str, Found | None])
    unreadable: tuple[str, ...] = ()
    cut: bool = False


def models_folder(data: Path) -> Path:
    """Where models are put that the program fetches or writes."""
    return data / "models"


def default_watched(data_folder: Path) -> tuple[str, ...]:
    """Where models lie unless other folders are chosen: the Hugging Face cache if there is one, our own folder."""
    hub = _hub_folder()
    return (*([str(hub)] if hub.is_dir() else []), str(models_folder(data_folder)))


def _hub_folder() -> Path:
    """The cache of huggingface_hub, by its own environment variables."""
    if chosen := os.environ.get("HF_HUB_CACHE"):
        return Path(chosen).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache).expanduser() if cache else Path.home() / ".cache") / "huggingface" / "hub"


def look_around(
    watched: Iterable[str],
    runs: Path,
    known: Iterable[str] = (),
    cancelled: Callable[[], bool] = lambda: False,
) -> Shelf:
    """Look at every place, known paths first. Never raises; what `cancelled` cuts short is `cut`."""
    seen = {path: look_at(model_path(path), path) for path in known if not cancelled()}
    results = tuple(_results(runs, cancelled))
    walk = Walk(cancelled)
    for root in dict.fromkeys(watched):
        walk.into(Path(root).expanduser())
    found = sorted(walk.found, key=lambda f: f.path.casefold())
    return Shelf(tuple(found), results, seen, tuple(walk.unreadable), walk.cut or cancelled())


def _results(runs: Path, cancelled: Callable[[], bool]) -> Iterable[Found]:
    """The runs that have a checkpoint, the newest first."""
    for run in () if cancelled() else find_runs(runs):
        best = None if cancelled() else result(Path(run.path), "best")
        if best is not None:
            weights = look_at(best)
            yield Found(run.path, "run", config_family(best), weights.bytes if weights else 0)


class Search:
    """One look around, on its own thread."""

    def __init__(self, watched: Iterable[str], runs: Path, known: Iterable[str]) -> None:
        self._asked = tuple(watched), runs, tuple(known)
        self._cancelled = threading.Event()
        self._shelf: Shelf | None = None
        self._thread = threading.Thread(target=self._run, name="model-library", daemon=True)
        self._thread.start()

    def shelf(self) -> Shelf | None:
        """What was found, None while it is looking."""
        return self._shelf

    def cancel(self) -> None:
        """End soon; nobody waits for it."""
        self._cancelled.set()

    def close(self) -> None:
        """Cancel and wait a moment; a thread that hangs in a dead drive does not hold up the program."""
        self.cancel()
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        self._shelf = look_around(*self._asked, self._cancelled.is_set)
