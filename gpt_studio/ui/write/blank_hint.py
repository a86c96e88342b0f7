"""A prompt that ends in a blank: what that does, and healing it with one click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from gpt_studio.ui.workspace import Workspace

BLANK = " \t"


class BlankHint(QFrame):
    """Shown below the text while its typed end is a blank and the model is idle."""

    heal_asked = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._wanted = True
        self.setProperty("role", "notice")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self.heal = QPushButton(self)
        self.heal.setProperty("kind", "link")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 5, 8, 5)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.heal)
        self.heal.clicked.connect(self.heal_asked)
        workspace.text_changed.connect(self._refresh)
        workspace.busy_changed.connect(self._on_changed)
        workspace.model_changed.connect(self._on_changed)
        self._retranslate()
        self._refresh()

    def set_wanted(self, wanted: bool) -> None:
        """Whether the text stands there as a text: the end of a message is none."""
        self._wanted = wanted
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._text.setText(
            self.tr("The text ends in a blank. Most words bring their own, so the model can hardly go on with one.")
        )
        self.heal.setText(self.tr("Heal and generate"))
        self.heal.setToolTip(
            self.tr("Takes the blank back; what is drawn then begins with it, as a part of its first token.")
        )

    def _on_changed(self, _change: object) -> None:
        self._refresh()

    def _refresh(self) -> None:
        workspace, document = self._workspace, self._workspace.document
        text = document.text()
        ends_so = bool(text) and text[-1] in BLANK and bool(text.strip(BLANK))
        typed = not document.node(document.current).drawn
        self.setVisible(self._wanted and ends_so and typed and workspace.model is not None and not workspace.busy)
