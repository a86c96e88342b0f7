"""Ctrl-C and SIGTERM close the window, also while Qt's loop is idle: Python alone would wait for its next bytecode."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class UnixSignals(QObject):
    """Turns process signals into a Qt signal. Works on Windows too, for Ctrl-C."""

    asked_to_end = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._before = {number: signal.signal(number, _do_nothing) for number in SIGNALS}
        self._wakeup = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)

    def close(self) -> None:
        """Put the handlers back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._near.close()
        self._far.close()

    def _on_readable(self) -> None:
        for number in self._near.recv(64):
            if number in SIGNALS:
                self.asked_to_end.emit(number)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """The wakeup descriptor has told already."""
