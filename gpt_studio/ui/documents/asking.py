"""Answers of the history's thread, brought to the window's: looked for on a timer while any is awaited."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, QTimer

POLL_MS = 25


class Asking(QObject):
    """Calls back with the finished Future. One that was cancelled (overtaken) calls nobody."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: list[tuple[Future[Any], Callable[[Future[Any]], None]]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)

    def ask(self, answer: Future[Any], told: Callable[[Future[Any]], None]) -> None:
        """Call `told` with `answer` once it is there."""
        self._asked.append((answer, told))
        self._timer.start()

    def look(self) -> None:
        """Call back for every answer that is there."""
        done = [pair for pair in self._asked if pair[0].done()]
        self._asked = [pair for pair in self._asked if pair not in done]
        if not self._asked:
            self._timer.stop()
        for answer, told in done:
            if not answer.cancelled():
                told(answer)

    def stop(self) -> None:
        """Await nothing any more."""
        self._asked.clear()
        self._timer.stop()
