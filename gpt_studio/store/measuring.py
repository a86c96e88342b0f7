"""A few steps of a run in a process of its own, to know what the run would take: `gpt-studio train --dry-run`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import BinaryIO

import msgspec

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.estimates import Estimate
from gpt_studio.protocol.training import TrainParams

from .processes import child_environment, train_arguments, train_command

LONGEST = 2000  # characters of what a process says that failed


class Measurement:
    """Started when it is made; `poll` reaps it. Whoever drops it has to `end` it first, and wait for it to be gone."""

    def __init__(self, params: TrainParams, command: Sequence[str] | None = None) -> None:
        """`command` stands for the program in tests. Raises StudioError when nothing could be started."""
        self._out, self._err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115
        words = [*(command or train_command()), *train_arguments(params), "--dry-run", "--json"]
        try:
            self._child = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=self._out, stderr=self._err, env=child_environment(),
                creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
            )  # fmt: skip
        except OSError as error:
            self._close()
            raise StudioError("not_started", "nothing could be measured", found=str(error)) from error

    @property
    def gone(self) -> bool:
        """Whether the process has ended; then nothing of it is left."""
        if self._child.poll() is None:
            return False
        self._close()
        return True

    def poll(self) -> Estimate | None:
        """What was measured, None while that lasts. Raises StudioError with what the process said why it failed."""
        code = self._child.poll()
        if code is None:
            return None
        said, why = _text(self._out), _text(self._err)
        self._close()
        try:
            return msgspec.json.decode(said, type=Estimate)
        except msgspec.MsgspecError as error:
            last = (why.strip().splitlines() or [f"exit code {code}"])[-1]
            raise StudioError("not_measured", last[:LONGEST]) from error

    def end(self) -> None:
        """Kill the process; it is `gone` a moment later."""
        if self._child.poll() is None:
            self._child.kill()

    def wait(self) -> None:
        """Kill it and wait until it is gone."""
        self.end()
        self._child.wait()
        self._close()

    def _close(self) -> None:
        self._out.close()
        self._err.close()


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
