"""Python's cyclic garbage is collected on the GUI thread only: on another thread a collection may free Qt objects."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from gpt_studio.ui.workspace import Workspace

YOUNG_MS = 1000
FULL_EVERY = 20
ANEW_EVERY = 15 * FULL_EVERY


class Collector(QObject):
    """Young objects every second; every twenty, while nothing is being written, all that came since the last time.

    What survives that is a document's tokens for the most part, whose number a look at all of them would have to
    wait for: they are looked at again every five minutes.
    """

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ticks = 0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(YOUNG_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def settle(self, _event: object = None) -> None:
        """What lives now will live long (torch, a model, a document): the next collections need not look at it."""
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Back to the automatic collection."""
        self._timer.stop()
        gc.enable()

    def _collect(self) -> None:
        self._ticks += 1
        if self._ticks % FULL_EVERY or self._workspace.running:
            gc.collect(0)
            return
        if self._ticks % ANEW_EVERY == 0:
            gc.unfreeze()
        self.settle()
