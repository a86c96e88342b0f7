"""What the text as it stands loses: every token with and without what is off."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gpt_studio.protocol.events import JobFailed
from gpt_studio.protocol.looking import Ablate, Ablated
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.comparison.numbers import Numbers
from gpt_studio.ui.comparison.strip import Strip
from gpt_studio.ui.errors.saying import line_of
from gpt_studio.ui.inquiry import Inquiry
from gpt_studio.ui.plain import plain
from gpt_studio.ui.workspace import Workspace

from .effect_picture import said

LOOK_INSIDE = "look_inside"


class Effect(QWidget):
    """Asks while it is shown and something is off; a click in the strip pins a token. `changed`: another answer."""

    changed = Signal()

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.inquiry = Inquiry(bridge, bridge.ablated, self)
        self.found: Ablated | None = None
        self._failed: JobFailed | None = None
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        plain(self.said)
        self.strip = Strip(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.said)
        layout.addWidget(self.strip)
        self.inquiry.answered.connect(self._on_answer)
        self.inquiry.failed.connect(self._on_failed)
        self.strip.token_clicked.connect(workspace.set_pinned)
        workspace.pinned_changed.connect(self._on_pinned)
        self._show()

    def ask(self) -> None:
        """Ask what is to be shown now."""
        question = self._question()
        if question is None:
            self.found = None
        self._failed: JobFailed | None = None
        self.inquiry.want(question)
        self._show()

    def holds(self) -> bool:
        """Whether what was found is of the text on screen and of what is off now."""
        found, workspace = self.found, self._workspace
        if found is None or workspace.model is None or found.key != workspace.model.key:
            return False
        ids = [token.record.id for token in workspace.document.tokens()]
        return found.switches == workspace.switches and ids == [record.id for record in found.records]

    def _question(self) -> Ablate | None:
        workspace, document = self._workspace, self._workspace.document
        page = self.parentWidget()
        shown = page is not None and page.isVisible() and workspace.mode == LOOK_INSIDE and not workspace.busy
        if not shown or workspace.model is None or not workspace.switches.active or not document.is_scored():
            return None
        if len(document.tokens()) < 2:
            return None
        return Ablate(0, workspace.model.key, document.parts(), workspace.switches)

    def _on_answer(self, answer: Ablated) -> None:
        self.found = answer
        self._show()
        self.changed.emit()

    def _on_failed(self, failure: JobFailed) -> None:
        self._failed = failure
        self._show()

    def _on_pinned(self, index: int) -> None:
        self.strip.mark(index, -1)

    def _show(self) -> None:
        found = self.found if self.holds() else None
        self.setVisible(self._workspace.switches.active)
        self.strip.setVisible(found is not None)
        self.said.setText(line_of(self._failed) if self._failed else self._line(found))
        if found is not None:
            delta = np.concatenate(([np.nan], found.ablated - found.baseline))
            kl = np.concatenate(([np.nan], found.kl))
            self.strip.show_numbers(self._workspace.document.tokens(), Numbers(delta, kl))
            self.strip.mark(self._workspace.pinned, -1)

    def _line(self, found: Ablated | None) -> str:
        if found is None:
            return self.tr("Reading the text with and without…") if self.inquiry.waiting else ""
        return said(found)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
