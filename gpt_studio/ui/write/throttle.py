"""At most one call in a while: the first at once, what comes too soon together at the end of the pause."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

PAUSE_MS = 30


class Throttle(QObject):
    """`ask` as often as you like; `due` comes at most every 30 ms, and always after the last `ask`."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fire)

    def ask(self) -> None:
        """Something changed."""
        if self._timer.isActive():
            return
        waited = self._since.elapsed() if self._since.isValid() else PAUSE_MS
        if waited >= PAUSE_MS:
            self._fire()
        else:
            self._timer.start(PAUSE_MS - waited)

    def _fire(self) -> None:
        self._since.start()
        self.due.emit()
