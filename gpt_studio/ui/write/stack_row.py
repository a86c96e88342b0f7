"""A card on the stack: its title and buttons, what it did at the pinned token; it can be dragged to another place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from gpt_studio.protocol.effects import Effect
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.ui import theme
from gpt_studio.ui.icons import icon
from gpt_studio.ui.style import restyle

from .effect_line import EffectLine
from .sampler_texts import sampler_tip, sampler_title


class Grip(QWidget):
    """Six dots that say: this can be dragged."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(12, 16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("muted"))
        painter.setOpacity(0.7)
        for column in (1.0, 6.0):
            for row in (3.0, 7.5, 12.0):
                painter.drawEllipse(QRectF(column, row, 2.4, 2.4))


class StackRow(QFrame):
    """What all cards have in common: title, controls and a cross in the first line of `grid`, then the foot.

    Subclasses put their controls into columns 1 and 2, and end with `add_foot`.
    """

    removed = Signal(str)
    moved = Signal(str, int)  # sampler, −1 up or +1 down
    dragged = Signal(str, QPoint)  # the pointer, in global coordinates
    dropped = Signal(str, QPoint)

    def __init__(self, sampler: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.sampler = sampler
        self.setProperty("role", "card")
        self._pressed: QPoint | None = None
        self._dragging = False
        self.title = QLabel(sampler_title(sampler), self)
        self.title.setToolTip(sampler_tip(sampler))
        self.effect = EffectLine(self)
        self._up, self._down, self._remove = (self._button(name) for name in ("up", "down", "close"))
        for arrow in (self._up, self._down):
            arrow.setIconSize(QSize(12, 12))
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        self._remove.clicked.connect(self._on_remove)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(6, 4, 4, 3)
        self.grid.setHorizontalSpacing(6)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(Grip(self))
        head.addWidget(self.title, 1)
        self.grid.addLayout(head, 0, 0)
        self.grid.addWidget(self._remove, 0, 3)
        self._name()

    def add_foot(self) -> None:
        """The last line: what it did at the pinned token, and the arrows."""
        foot = QHBoxLayout()
        foot.setContentsMargins(2, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(self.effect, 1)
        foot.addStretch(0)
        foot.addWidget(self._up)
        foot.addWidget(self._down)
        self.grid.addLayout(foot, self.grid.rowCount(), 0, 1, 4)

    def show_values(self, sampling: SamplingParams, *, first: bool, last: bool) -> None:
        """Take the values from the settings; the arrows end at the ends of the stack."""
        self._up.setEnabled(not first)
        self._down.setEnabled(not last)

    def show_effect(self, effect: Effect | None, widest: float) -> None:
        """What it did at the pinned token; None where that is not known."""
        self.effect.show_effect(effect, widest)
        role = "" if effect is None or effect.changed else "muted"
        if self.title.property("role") != role:
            restyle(self.title, role=role)

    def first_control(self) -> QWidget:
        raise NotImplementedError

    def last_control(self) -> QWidget:
        return self._remove

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    # -- dragging -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        at = event.globalPosition().toPoint()
        if self._dragging or (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(self.sampler, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragging, self._pressed, self._dragging = self._dragging, None, False
        if dragging:
            self.unsetCursor()
            self.dropped.emit(self.sampler, event.globalPosition().toPoint())

    # -- inside -------------------------------------------------------------------------------------------------

    def _name(self) -> None:
        for button, text in (
            (self._up, self.tr("Let {sampler} act earlier")),
            (self._down, self.tr("Let {sampler} act later")),
            (self._remove, self.tr("Remove {sampler}")),
        ):
            button.setToolTip(text.format(sampler=self.title.text()))
            button.setAccessibleName(text.format(sampler=self.title.text()))
        self._dress()

    def _dress(self) -> None:
        for button, name in ((self._up, "up"), (self._down, "down"), (self._remove, "close")):
            button.setIcon(icon(name, "muted"))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("kind", "icon")
        button.setIcon(icon(name, "muted"))
        return button

    def _on_up(self) -> None:
        self.moved.emit(self.sampler, -1)

    def _on_down(self) -> None:
        self.moved.emit(self.sampler, 1)

    def _on_remove(self) -> None:
        self.removed.emit(self.sampler)
