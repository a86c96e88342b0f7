"""Cancelling out of band: a token made with the job, so that a cancel can never hit a later one."""

from __future__ import annotations

import threading


class CancelToken:
    """Set by the window, read by the engine between two steps of the job."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    def cancelled(self) -> bool:
        return self._event.is_set()
