"""How many alternatives are kept and listed of each token."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gpt_studio.ui.fields import IntField

from .draw_settings import DrawSettings

FEWEST, MOST = 5, 50


class AlternativesCount(QWidget):
    """A number between 5 and 50. What was read before keeps what was kept of it, until its logits are at hand."""

    def __init__(self, settings: DrawSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._label = QLabel(self)
        self._label.setProperty("role", "muted")
        self.field = IntField(self)
        self.field.setRange(FEWEST, MOST)
        self.field.setSingleStep(5)
        self.field.setKeyboardTracking(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addWidget(self.field)
        layout.addStretch(1)
        self.field.valueChanged.connect(settings.set_alternatives)
        settings.changed.connect(self._show)
        self._retranslate()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._label.setText(self.tr("Alternatives"))
        tip = self.tr("How many alternatives are kept of each token, from the next reading on.")
        for widget in (self._label, self.field):
            widget.setToolTip(tip)
        self.field.setAccessibleName(self.tr("Number of alternatives"))

    def _show(self) -> None:
        blocker = QSignalBlocker(self.field)
        self.field.setValue(self._settings.alternatives)
        blocker.unblock()
