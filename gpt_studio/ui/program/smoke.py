"""`gpt-studio --smoke`: the window writes five tokens with the model that ships, and closes."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer, Signal

from gpt_studio.protocol.events import JobFailed, ModelLoaded
from gpt_studio.ui.main_window import MainWindow
from gpt_studio.ui.workspace import Workspace

TOKENS = 5
LIMIT_MS = 120_000
PROMPT = "ROMEO:\n"


class Smoke(QObject):
    """Drives the window as a person would. `code` is 0 when all went well."""

    done = Signal()

    def __init__(self, window: MainWindow, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self.code = 1
        self._window = window
        self._workspace = workspace
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LIMIT_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()
        window.loader.loaded.connect(self._on_loaded)
        window.loader.refused.connect(self._on_refused)
        window.page.generation.refused.connect(self._on_refused)

    def _on_loaded(self, _event: ModelLoaded) -> None:
        self._window.page.settings.set_max_tokens(TOKENS)
        self._window.page.editor.insertPlainText(PROMPT)
        self._workspace.busy_changed.connect(self._on_busy_changed)
        self._window.commands["generate.start"].trigger()

    def _on_busy_changed(self, busy: bool) -> None:
        if busy:
            return
        drawn = sum(token.drawn for token in self._workspace.document.tokens())
        text = self._workspace.document.text()
        if drawn == TOKENS and text.startswith(PROMPT):
            self.code = 0
            self._end("")
        elif drawn:
            self._end(f"expected {TOKENS} tokens behind the prompt, found {drawn}")

    def _on_refused(self, event: JobFailed) -> None:
        self._end(event.one_line())

    def _on_timeout(self) -> None:
        self._end(f"not done after {LIMIT_MS // 1000} s")

    def _end(self, problem: str) -> None:
        if problem:
            sys.stderr.write(f"gpt-studio: smoke test failed: {problem}\n")
        self._timer.stop()
        self.done.emit()
