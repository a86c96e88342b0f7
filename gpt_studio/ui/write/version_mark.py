"""‹2/5›: which version of the text this is, with arrows to the others, beside the place where they part."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gpt_studio.ui.icons import icon


class VersionMark(QWidget):
    """Hidden while there is one version only."""

    previous_asked = Signal()
    next_asked = Signal()
    tree_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._previous, self._next = self._button(), self._button()
        self._label = self._button()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        for widget in (self._previous, self._label, self._next):
            layout.addWidget(widget)
        self._previous.clicked.connect(self.previous_asked)
        self._next.clicked.connect(self.next_asked)
        self._label.clicked.connect(self.tree_asked)
        self._dress()
        self.set_versions(1, 1, enabled=False)

    def set_versions(self, which: int, many: int, enabled: bool) -> None:
        """Show version `which` of `many`; the arrows end at the first and the last."""
        self.setVisible(many > 1)
        self._label.setText(f"{which}/{many}")
        self._label.setAccessibleName(self.tr("Version {which} of {many}").format(which=which, many=many))
        self._previous.setEnabled(enabled and which > 1)
        self._next.setEnabled(enabled and which < many)
        self.adjustSize()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        for button, name, title in (
            (self._previous, "left", self.tr("Previous version")),
            (self._next, "right", self.tr("Next version")),
        ):
            button.setIcon(icon(name, "muted"))
            button.setToolTip(title)
            button.setAccessibleName(title)
        self._label.setToolTip(self.tr("Show the tree of versions"))

    def _button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("kind", "icon")
        return button
