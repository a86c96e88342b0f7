"""The folder of a run: where its files are, and a free name for a new one."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import (
    CHECKPOINTS,
    ESTIMATE_FILE,
    LOG_FILE,
    METRICS_FILE,
    RUN_FILE,
    SAMPLES_FILE,
    STATE_FILE,
)
from gpt_studio.protocol.training import TrainParams


@dataclass(frozen=True)
class RunFolder:
    """Paths of a run's files."""

    path: Path

    @property
    def run_file(self) -> Path:
        return self.path / RUN_FILE

    @property
    def state(self) -> Path:
        return self.path / STATE_FILE

    @property
    def metrics(self) -> Path:
        return self.path / METRICS_FILE

    @property
    def samples(self) -> Path:
        return self.path / SAMPLES_FILE

    @property
    def checkpoints(self) -> Path:
        return self.path / CHECKPOINTS

    @property
    def estimate(self) -> Path:
        return self.path / ESTIMATE_FILE

    @property
    def log(self) -> Path:
        return self.path / LOG_FILE


def create(path: Path) -> RunFolder:
    """A new run's folder; one that is there may hold nothing but a log and an estimate. Raises StudioError."""
    folder = RunFolder(path.expanduser().absolute())
    try:
        there = {path.name for path in folder.path.iterdir()} if folder.path.exists() else set[str]()
        if there - {LOG_FILE, ESTIMATE_FILE}:
            raise _taken(folder)
        folder.checkpoints.mkdir(parents=True)
    except OSError as error:
        raise StudioError("unwritable", f"{folder.path} cannot be made", found=str(error)) from error
    return folder


def _taken(folder: RunFolder) -> StudioError:
    if folder.run_file.exists():
        return StudioError(
            "exists",
            f"{folder.path} holds a run already",
            remedy=f"Go on with it (--resume {folder.path.name}) or name another folder",
        )
    return StudioError("exists", f"{folder.path} is not empty", expected="a new folder for the run")


def free_place(runs: Path, params: TrainParams) -> Path:
    """A folder in `runs` that is not there yet, called after the data and what learns from it."""
    start = params.from_scratch or params.model or "run"
    name = "-".join(_plain(Path(part).stem or part) for part in (*params.data[:1], start))
    places = (runs / (name if number == 1 else f"{name}-{number}") for number in range(1, sys.maxsize))
    return next(place for place in places if not place.exists())


def _plain(text: str) -> str:
    return re.sub(r"[^\w.-]+", "_", text).strip("._-")[:40] or "run"


class Log:
    """Lines for people: to a stream, and to log.txt unless the stream already leads there; either may be absent."""

    def __init__(self, path: Path | None, stream: TextIO | None) -> None:
        self._stream = stream
        self._file = None if path is None or (stream is not None and _leads_to(stream, path)) else path

    def say(self, text: str) -> None:
        """A line for the stream and the file. A closed terminal does not end a run."""
        if self._stream is not None:
            with contextlib.suppress(OSError, ValueError):
                self._stream.write(text + "\n")
                self._stream.flush()
        self.note(text)

    def note(self, text: str) -> None:
        """A line for the file only. What a full disk does not take is left out."""
        if self._file is None:
            return
        with contextlib.suppress(OSError), self._file.open("a", encoding="utf-8") as f:
            f.write(text + "\n")


def _leads_to(stream: TextIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except (OSError, ValueError, AttributeError):
        return False
