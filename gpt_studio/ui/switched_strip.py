"""A line wherever text is written or looked at with parts of the network off: what is off, and one click all on."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from .plain import plain, plain_tip
from .switch_words import counted, listed, summary
from .workspace import Workspace


class SwitchedStrip(QFrame):
    """Hidden while everything is on."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setObjectName("switched")
        self._workspace = workspace
        self.said = QLabel(self)
        self.said.setProperty("role", "warning")
        plain(self.said)
        self.all_on = QPushButton(self)
        self.all_on.setProperty("kind", "link")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.setSpacing(10)
        layout.addWidget(self.said)
        layout.addWidget(self.all_on)
        layout.addStretch(1)
        self.all_on.clicked.connect(self._on_all_on)
        workspace.switches_changed.connect(self._show)
        self._show()

    def text(self) -> str:
        """What is said."""
        return self.said.text()

    def _show(self) -> None:
        workspace, kept = self._workspace, self._workspace.document.switches
        said = [summary(workspace.switches)] if workspace.switches.active else []
        if said and workspace.switches_beside:
            said.append(self.tr("only on the right"))
        missing = set(kept.off) - set(workspace.switches.off)
        if missing:
            said.append(self.tr("%n part(s) of another model", "", len(missing)))
        self.said.setText(" · ".join(said))
        self.said.setToolTip(plain_tip(listed(kept)))
        self.all_on.setText(self.tr("All on"))
        self.all_on.setToolTip(self.tr("Switches everything on again; Undo brings it back."))
        self.all_on.setAccessibleDescription(counted(kept))
        self.setVisible(kept.active)

    def _on_all_on(self) -> None:
        self._workspace.switch(self._workspace.document.switches.all_on())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
