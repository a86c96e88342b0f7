"""The strip of the first start: which model this is, and how to come to another. Dismissed once and for all."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gpt_studio.ui.icons import icon


class FirstStrip(QFrame):
    """One sentence, two ways on."""

    open_asked = Signal()
    get_asked = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._text = QLabel(self)
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self._open, self._get = QPushButton(self), QPushButton(self)
        for link in (self._open, self._get):
            link.setProperty("kind", "link")
        self._close = QToolButton(self)
        self._close.setProperty("kind", "icon")
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 7, 7, 7)
        layout.setSpacing(6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._open)
        layout.addWidget(self._get)
        layout.addWidget(self._close)
        self._open.clicked.connect(self.open_asked)
        self._get.clicked.connect(self.get_asked)
        self._close.clicked.connect(self._on_closed)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        self._text.setText(self.tr("This small model ships with the program."))
        self._open.setText(self.tr("Open a model of your own…"))
        self._get.setText(self.tr("or get one…"))
        self._close.setIcon(icon("close", "muted"))
        self._close.setToolTip(self.tr("Do not show this again"))
        self._close.setAccessibleName(self.tr("Do not show this again"))
        self._fit()

    def _fit(self) -> None:
        """As wide as one line of it; where there is less room, the sentence wraps."""
        margins = self.contentsMargins() + self._row.contentsMargins()
        sentence = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 4
        widgets = (self._open, self._get, self._close)
        others = sum(widget.sizeHint().width() + self._row.spacing() for widget in widgets)
        self.setMaximumWidth(sentence + others + margins.left() + margins.right())

    def _on_closed(self) -> None:
        self.hide()
        self.dismissed.emit()
