"""Training as a process of its own: it is started here and survives the window that started it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import LOG_FILE
from gpt_studio.protocol.training import TrainParams


class TrainingProcess:
    """A run that was started from here. `poll` reaps it once it has ended; dropped, it runs on by itself."""

    def __init__(self, child: subprocess.Popen[bytes], started: float) -> None:
        self._child = child
        self.started = started  # seconds since 1970; what the run writes is newer

    @property
    def pid(self) -> int:
        return self._child.pid

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._child.poll()

    def __del__(self) -> None:
        if self._child.poll() is None:
            # Popen warns when it is dropped while its child runs; this child is meant to.
            self._child.returncode = 0


def start_training(arguments: Sequence[str], folder: Path, command: Sequence[str] | None = None) -> TrainingProcess:
    """Start `gpt-studio train` with `arguments`, detached, its output appended to log.txt in `folder`.

    `command` stands for the program in tests. Raises StudioError when nothing could be started.
    """
    started = time.time()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOG_FILE).open("ab") as log:
            child = subprocess.Popen(
                [*(command or train_command()), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=child_environment(),
                start_new_session=True,
                creationflags=_creation_flags(),
            )
    except OSError as error:
        raise StudioError("not_started", f"training in {folder} could not be started", found=str(error)) from error
    return TrainingProcess(child, started)


def train_command() -> list[str]:
    """The program's own `train`, whether it runs from Python or frozen into one file.

    -P: nothing is imported from the folder that the window happens to have been started in.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "train"]
    return [sys.executable, "-P", "-m", "gpt_studio", "train"]


def child_environment() -> dict[str, str]:
    """The window's environment; a checkout that is not installed is put on the path."""
    found = dict(os.environ, PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8")
    home = Path(__file__).resolve().parents[2]
    if not home.name.endswith("-packages"):
        found["PYTHONPATH"] = os.pathsep.join([str(home), *filter(None, [os.environ.get("PYTHONPATH")])])
    return found


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def spare_threads() -> int:
    """Threads for a run that the window starts: one fewer than the cores this process may use, at least 1."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, usable - 1)


def train_arguments(params: TrainParams) -> list[str]:
    """The options of `gpt-studio train` that give `params`; what has its default is left out."""
    arguments: list[str] = []
    for field in fields(params):
        value = getattr(params, field.name)
        if value == field.default:
            continue
        option = "--" + field.name.replace("_", "-")
        if isinstance(value, bool):
            arguments.append(option if value else option.replace("--", "--no-", 1))
            continue
        for text in _texts(value):
            arguments += [option, text]
    return arguments


def _texts(value: Any) -> list[str]:
    """A value as the command line writes it: numbers in one, joined by commas; an option for each text."""
    if not isinstance(value, tuple):
        return [str(value)]
    items = cast("tuple[Any, ...]", value)
    if all(isinstance(item, str) for item in items):
        return [str(item) for item in items]
    return [",".join(str(item) for item in items)]


def command_text(arguments: Sequence[str]) -> str:
    """The line to type for the same run."""
    words = ["gpt-studio", "train", *arguments]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
