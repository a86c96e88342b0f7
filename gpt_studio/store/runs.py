"""Run folders as the window and `gpt-studio runs` see them: read, never written, but for a request.

A run may be alive in another process or on another machine, and any of its files may be damaged.
"""

from __future__ import annotations

import contextlib
import platform
import re
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import psutil

from gpt_studio.files.bounded import TooLarge, read_bytes
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import (
    CHECKPOINTS,
    LOG_FILE,
    MANIFEST_FILE,
    PAUSE_REQUEST,
    RUN_FILE,
    STATE_FILE,
    STATUSES,
    STOP_REQUEST,
    YIELD_REQUEST,
    RunState,
)

# How a status is said to people where its name does not.
SAID = {"time_up": "time was up", "early_stopped": "ended early"}
ALIVE = ("preparing", "running", "paused")
# Five heartbeats missed: the process is gone, suspended, or its disk is.
SILENT_AFTER_S = 10.0
# A run that has nothing but its log after so long will not begin any more.
STARTING_S = 60.0
SMALL_FILE = 1024 * 1024
_CHECKPOINT_NAME = re.compile(r"step-(\d{1,12})")


@dataclass(frozen=True)
class RunSummary:
    """One row of `gpt-studio runs`. `started` in seconds since 1970 (UTC), `best_val_loss` in nats per token.

    `status` is one of protocol.runs.STATUSES, or `interrupted` (its process is gone), `silent` (no
    heartbeat), `damaged` (`problem` says what). `message` is what the run says of its end, or of a trouble.
    """

    name: str
    path: str
    status: str
    step: int
    steps: int
    best_val_loss: float | None
    started: float | None
    method: str
    model: str
    problem: str = ""
    message: str = ""


def find_runs(root: Path) -> list[RunSummary]:
    """Every run in `root`, the newest first. A damaged one is listed with its problem."""
    try:
        folders = [entry for entry in root.iterdir() if not entry.name.startswith(".") and is_run(entry)]
    except OSError:
        return []
    found = [summarise(folder) for folder in folders]
    return sorted(found, key=lambda run: (-(run.started or 0.0), run.name))


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run, be it one that ended before it wrote its state."""
    return any((folder / name).is_file() for name in (STATE_FILE, RUN_FILE, LOG_FILE))


def find_run(name: str, root: Path) -> Path:
    """The folder of a run, by its name in `root` or by its path. Raises StudioError."""
    places = [Path(name).expanduser()]
    if Path(name).name == name and name not in ("", ".", ".."):
        places.insert(0, root / name)
    for place in places:
        if is_run(place):
            return place.absolute()
    raise StudioError(
        "absent", f"there is no run {name}", expected=f"a name in {root} or a run's folder", found="neither"
    )


def summarise(folder: Path) -> RunSummary:
    """What state.json and run.toml say. Never raises: what cannot be read is the summary's problem."""
    problems: list[str] = []
    state: RunState | None = None
    settings: dict[str, Any] = {}
    try:
        state = read_state(folder)
    except StudioError as error:
        problems.append(error.one_line())
    try:
        settings = read_settings(folder)
    except StudioError as error:
        if error.code != "absent":  # it is written once the run has begun
            problems.append(error.one_line())
    status = current_status(state) if state else _status_without_state(folder)
    return RunSummary(
        name=folder.name,
        path=str(folder.absolute()),
        status=status,
        step=state.step if state else 0,
        steps=state.steps if state else 0,
        best_val_loss=state.best_val_loss if state else None,
        started=state.started if state else None,
        method=_text(settings, "method"),
        model=_text(settings, "model") or _text(settings, "from_scratch"),
        problem="" if status == "preparing" else "; ".join(problems),
        message=state.message if state else "",
    )


def _status_without_state(folder: Path) -> str:
    """A run that has no state yet is being started, or ended before it began."""
    if (folder / STATE_FILE).exists():
        return "damaged"
    newest = max((_changed(folder / name) for name in (LOG_FILE, RUN_FILE)), default=0.0)
    return "preparing" if time.time() - newest < STARTING_S else "failed"


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _text(settings: dict[str, Any], key: str) -> str:
    value = settings.get(key)
    return value if isinstance(value, str) else ""


def read_state(folder: Path) -> RunState:
    """state.json. Raises StudioError: absent, damaged."""
    path = folder / STATE_FILE
    try:
        state = msgspec.json.decode(_read(path), type=RunState)
    except msgspec.MsgspecError as error:
        raise StudioError("damaged", f"{path} is damaged", expected="a run's state", found=str(error)) from error
    if state.status not in STATUSES:
        raise StudioError(
            "damaged", f"{path} has an unknown status", expected=", ".join(STATUSES), found=state.status[:40]
        )
    return state


def read_settings(folder: Path) -> dict[str, Any]:
    """run.toml as it is written. Raises StudioError: absent, damaged."""
    path = folder / RUN_FILE
    try:
        return tomllib.loads(_read(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise StudioError("damaged", f"{path} is damaged", expected="TOML", found=str(error)) from error


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, SMALL_FILE)
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} is not there", expected="a file", found="none") from error
    except (OSError, TooLarge) as error:
        raise StudioError("damaged", f"{path} cannot be read", expected="a small file", found=str(error)) from error


def current_status(state: RunState, now: float | None = None) -> str:
    """The status now: a run that should be alive but shows no heartbeat is `interrupted` or `silent`.

    `interrupted` where its process is known to be gone, on this machine; elsewhere nobody can say: `silent`.
    """
    if state.status not in ALIVE:
        return state.status
    age = (time.time() if now is None else now) - state.heartbeat
    if age <= SILENT_AFTER_S:
        return state.status
    if state.host != platform.node() or _process_lives(state):
        return "silent"
    return "interrupted"


def _process_lives(state: RunState) -> bool:
    """Whether the run's process is there; one made after the last heartbeat only has the same number."""
    try:
        process = psutil.Process(state.pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= state.heartbeat + 1.0
    except psutil.AccessDenied:
        return True
    except (psutil.Error, ValueError, OverflowError):
        return False


def checkpoints(folder: Path) -> tuple[str, ...]:
    """Names of the checkpoints that were written to their end (manifest there), the oldest first."""
    try:
        entries = list((folder / CHECKPOINTS).iterdir())
    except OSError:
        return ()
    whole = [e.name for e in entries if _CHECKPOINT_NAME.fullmatch(e.name) and (e / MANIFEST_FILE).is_file()]
    return tuple(sorted(whole, key=checkpoint_step))


def checkpoint_step(name: str) -> int:
    """The step after which a checkpoint was written, from its name."""
    match = _CHECKPOINT_NAME.fullmatch(name)
    return int(match[1]) if match else 0


def result(folder: Path, which: str) -> Path | None:
    """The `best` or the `last` checkpoint, None while there is none. No name leads out of the folder."""
    there = checkpoints(folder)
    if not there:
        return None
    try:
        state = read_state(folder)
        named = state.best if which == "best" else state.last
    except StudioError:
        named = None
    return folder / CHECKPOINTS / (named if named in there else there[-1])


def request_stop(folder: Path) -> None:
    """Ask a run to end at its next step and save. Raises StudioError where the folder cannot be written."""
    try:
        (folder / STOP_REQUEST).touch()
    except OSError as error:
        raise StudioError(
            "unwritable",
            f"{folder} cannot be written",
            found=str(error),
            remedy="Stop the run where it was started.",
        ) from error


def request_pause(folder: Path, paused: bool) -> None:
    """Ask a run to wait behind its step, or to go on. Raises StudioError where the folder cannot be written."""
    try:
        if paused:
            (folder / PAUSE_REQUEST).touch()
        else:
            (folder / PAUSE_REQUEST).unlink(missing_ok=True)
    except OSError as error:
        raise StudioError("unwritable", f"{folder} cannot be written", found=str(error)) from error


def request_yield(folder: Path, asked: bool) -> None:
    """Ask a run for a share of its time; it holds for some seconds. A folder that cannot be written gives none."""
    with contextlib.suppress(OSError):
        if asked:
            (folder / YIELD_REQUEST).touch()
        else:
            (folder / YIELD_REQUEST).unlink(missing_ok=True)


def stop_requested(folder: Path) -> bool:
    """Whether a stop was asked for and the run has not ended yet."""
    return (folder / STOP_REQUEST).exists()
