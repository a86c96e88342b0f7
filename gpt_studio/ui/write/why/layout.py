"""How the section is laid out: against which token, the parts, the layers, the tokens before it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.ui.check_badge import CheckBadge
from gpt_studio.ui.leaving.save_menu import SaveMenu
from gpt_studio.ui.plain import plain
from gpt_studio.ui.workspace import Workspace

from .bars import SignedBars
from .foil_choice import FoilChoice
from .layers import LayerBars


class WhyLayout(QWidget):
    """The widgets of the section and their places; all but the fold stand in `_body`."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fold = QToolButton(self)
        self.fold.setProperty("kind", "fold")
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._body = QWidget(self)
        self.foil = FoilChoice(self._body)
        self._against, self._said = QLabel(self._body), QLabel(self._body)
        self.badge, self.save_menu = CheckBadge(workspace, self._body), SaveMenu(self._body)
        self.parts, self.tokens = SignedBars(self._body), SignedBars(self._body)
        self.layers = LayerBars(self._body)
        self.more = QPushButton(self._body)
        self.more.setProperty("kind", "link")
        self._headings = [QLabel(self._body) for _ in range(3)]
        for label in (self._against, self._said):
            label.setProperty("role", "muted")
        self._said.setWordWrap(True)
        plain(self._against, self._said, *self._headings)
        against = QHBoxLayout()
        against.addWidget(self._against)
        against.addWidget(self.foil, 1)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(6, 0, 0, 0)
        inner.setSpacing(6)
        inner.addLayout(against)
        inner.addWidget(self._said)
        trust = QHBoxLayout()
        trust.addWidget(self.badge, 1)
        trust.addStretch(1)
        trust.addWidget(self.save_menu)
        inner.addLayout(trust)
        for heading, part in zip(self._headings, (self.parts, self.layers, self.tokens), strict=True):
            heading.setProperty("role", "heading")
            inner.addSpacing(4)
            inner.addWidget(heading)
            inner.addWidget(part)
            if part is self.parts:
                inner.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._body)
        self._body.hide()
