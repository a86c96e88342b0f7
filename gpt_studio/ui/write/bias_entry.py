"""One token of the bias: its text, whether it is banned, moved or forced, and by how much."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from gpt_studio.protocol.records import TokenForm
from gpt_studio.ui import theme
from gpt_studio.ui.fields import FloatField
from gpt_studio.ui.icons import icon
from gpt_studio.ui.token_text import hex_bytes, visible

LARGEST = 100.0
FIRST = 5.0  # what "moved" begins with
BANNED, MOVED, FORCED = range(3)


class BiasEntry(QWidget):
    """Says `changed(id, value)` and `removed(id)`."""

    changed = Signal(int, float)
    removed = Signal(int)

    def __init__(self, token: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.token = token
        self._name = QLabel(self)
        self._name.setFont(theme.mono_font(9.5))
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self.choice = QComboBox(self)
        self.choice.addItems([self.tr("banned"), self.tr("moved"), self.tr("forced")])
        self.choice.setToolTip(
            self.tr(
                "Banned: it cannot be drawn. Moved: its logit is raised or lowered.\n"
                "Forced: only forced tokens can be drawn."
            )
        )
        self.value = FloatField(self)
        self.value.setRange(-LARGEST, LARGEST)
        self.value.setSingleStep(0.5)
        self.value.setDecimals(1)
        self._remove = QToolButton(self)
        self._remove.setProperty("kind", "icon")
        self._remove.setIcon(icon("close", "muted"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._name, 1)
        layout.addWidget(self.choice)
        layout.addWidget(self.value)
        layout.addWidget(self._remove)
        self.choice.activated.connect(self._on_choice)
        self.value.valueChanged.connect(self._on_value)
        self._remove.clicked.connect(self._on_remove)

    def show_entry(self, value: float, form: TokenForm | None) -> None:
        """The value in force and, once it is known, what the id stands for."""
        text = self.tr("id {number}").format(number=self.token)
        if form is not None:
            text = visible(form.text) or hex_bytes(form.bytes) or text
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, 90))
        bytes_said = hex_bytes(form.bytes) if form is not None else ""
        self._name.setToolTip(self.tr("id {number} · bytes {bytes}").format(number=self.token, bytes=bytes_said or "–"))
        for widget in (self.choice, self.value):
            widget.setAccessibleName(self.tr("Bias of {token}").format(token=text))
        self._remove.setToolTip(self.tr("Take {token} off the list").format(token=text))
        self._remove.setAccessibleName(self._remove.toolTip())
        blockers = (QSignalBlocker(self.choice), QSignalBlocker(self.value))
        kind = MOVED if math.isfinite(value) else FORCED if value > 0 else BANNED
        self.choice.setCurrentIndex(kind)
        self.value.setVisible(kind == MOVED)
        if kind == MOVED:
            self.value.setValue(value)
        for blocker in blockers:
            blocker.unblock()

    def _on_choice(self, kind: int) -> None:
        self.changed.emit(self.token, {BANNED: -math.inf, MOVED: FIRST, FORCED: math.inf}[kind])

    def _on_value(self, value: float) -> None:
        self.changed.emit(self.token, value)

    def _on_remove(self) -> None:
        self.removed.emit(self.token)
