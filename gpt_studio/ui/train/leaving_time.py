"""While text is written the runs at work on this machine are asked for a share of their time."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from gpt_studio.store import runs
from gpt_studio.ui.workspace import Workspace

from .following import FollowedRun

AGAIN_MS = 1000  # a request holds for three seconds


class LeavingTime(QObject):
    """Asks every run of `at_work` on this machine again and again, and no more when nothing is written."""

    def __init__(self, workspace: Workspace, at_work: Callable[[], Iterable[FollowedRun]], parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._at_work = workspace, at_work
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN_MS)
        self._timer.timeout.connect(self._ask)
        workspace.busy_changed.connect(self._on_busy_changed)
        workspace.beside_busy_changed.connect(self._on_busy_changed)

    def _on_busy_changed(self, _busy: bool) -> None:
        self._ask()
        if self._workspace.running:
            self._timer.start()
        else:
            self._timer.stop()

    def _ask(self) -> None:
        for run in self._at_work():
            if run.state is not None and run.state.host == platform.node():
                runs.request_yield(run.folder, self._workspace.running)
