"""The text of the right: read only, tinted by what its own model says, with the strip of KL beneath its tokens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gpt_studio.store.document import Token
from gpt_studio.ui import theme
from gpt_studio.ui.write.mirror import Mirror
from gpt_studio.ui.write.token_geometry import Known, Visible
from gpt_studio.ui.write.token_paint import TintPainter, paint_outline

from .alignment import token_holding
from .card import RightCard

MARGINS = (24, 16, 20, 24)
DRAG_PX = 4
STRIP_PX = 4.0
# The KL in nats from which on the strip is as strong as it gets.
FULL_NATS = 1.0


class BesideText(QPlainTextEdit):
    """Shows `tokens`. `pinned` and `differs` are indices of these; the strip lies beneath those of `kl`."""

    token_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens: list[Token] = []
        self._text = ""
        self.pinned = self.differs = -1
        self._measure = "probability"
        self._kl: NDArray[np.float64] = np.empty(0)
        self._mirror = Mirror(self.document(), self)
        self._known: Known = {}
        self._tints = TintPainter()
        self._pressed: QPoint | None = None
        self.setObjectName("beside-text")
        self.setReadOnly(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setViewportMargins(*MARGINS)
        self._card = RightCard(self.viewport())
        self._retranslate()

    def show_text(self, text: str, tokens: list[Token], *, fresh: bool, grows: bool) -> None:
        """Show a text; its end stays in sight if it was. Not `fresh`: the tokens are those before, perhaps with more.

        While it `grows` its last paragraph is bounded, so that a batch costs the same however long the text.
        """
        self.tokens, self._text, appended = tokens, text, True
        if self._mirror.differs(text):
            bar = self.verticalScrollBar()
            at_foot = bar.value() >= bar.maximum() - 1
            appended = self._mirror.show(text)
            if appended and grows:
                self._mirror.bound_tail()
            if at_foot:
                bar.setValue(bar.maximum())
        if fresh or not appended:
            self._forget()
        self.viewport().update()

    def show_measure(self, measure: str) -> None:
        """What the background of a token says, as on the left."""
        self._measure = measure
        self.viewport().update()

    def mark(self, pinned: int, differs: int, kl: NDArray[np.float64]) -> None:
        """Mark the pinned token and the first that is otherwise; `kl` in nats of the tokens that both sides share."""
        self.pinned, self.differs, self._kl = pinned, differs, kl
        self.viewport().update()

    def set_size(self, points: float) -> None:
        """The size of the text, as on the left."""
        self._mirror.join()
        self.setFont(theme.text_font(points))
        self._forget()

    def visible_tokens(self) -> Visible:
        """The tokens that can be seen, with their places."""
        return Visible(self, self.tokens, self._mirror.units, self._known)

    def scroll_to_token(self, index: int) -> None:
        """Have the line of a token be the first that is seen, as far as the text goes."""
        if 0 <= index < len(self.tokens):
            cursor = self._mirror.cursor_at(self.tokens[index].start)
            line = cursor.block().layout().lineForTextPosition(cursor.positionInBlock())
            self.verticalScrollBar().setValue(cursor.block().firstLineNumber() + max(0, line.lineNumber()))

    def pin_at_cursor(self) -> None:
        """Pin the token at the cursor, or the one that ends there."""
        at = self._mirror.units.characters(self.textCursor().position())
        index = token_holding(self.tokens, at)
        index = token_holding(self.tokens, at - 1) if index < 0 and at else index
        if index >= 0:
            self.token_clicked.emit(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        visible = self.visible_tokens()
        painter = QPainter(self.viewport())
        self._tints.paint(painter, visible, self.tokens, QRectF(event.rect()), self._measure, 1.0)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self._paint_strip(painter, visible)
        if self.differs >= 0:
            paint_outline(painter, visible.of(self.differs), theme.color("warning"), 2.0)
        if self.pinned >= 0:
            paint_outline(painter, visible.of(self.pinned), theme.color("accent"), 2.0)
        painter.end()

    def _paint_strip(self, painter: QPainter, visible: Visible) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for line in visible.lines:
            for piece in line.pieces:
                if piece.index < len(self._kl) and not np.isnan(self._kl[piece.index]):
                    rect = piece.rect.translated(line.origin)
                    foot = QRectF(rect.left() + 0.5, rect.bottom() - STRIP_PX, rect.width() - 1, STRIP_PX)
                    painter.fillRect(foot, kl_color(float(self._kl[piece.index])))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._card.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        self._pressed = event.position().toPoint() if left else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or self.textCursor().hasSelection():
            return
        if (event.position().toPoint() - pressed).manhattanLength() <= DRAG_PX:
            self.token_clicked.emit(self.visible_tokens().at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.pin_at_cursor()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._mirror.join()
        self._forget()
        super().resizeEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The text itself, without the ends that only bound a paragraph."""
        start, end = self._mirror.selected(self.textCursor())
        data = QMimeData()
        data.setText(self._text[start:end])
        return data

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _forget(self) -> None:
        """Lines or numbers have changed."""
        self._known.clear()
        self._tints.forget()

    def _hover(self, point: QPointF) -> None:
        visible = self.visible_tokens()
        index = visible.at(point)
        pieces = visible.of(index) if index >= 0 else []
        if pieces:
            kl = float(self._kl[index]) if index < len(self._kl) else np.nan
            self._card.tell(self.tokens[index].record, pieces[0].rect, None if np.isnan(kl) else kl)
        else:
            self._card.leave()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("The text of the other side"))


def kl_color(nats: float) -> QColor:
    """From nothing at 0 to the full colour at 1 nat and above; ∞ is grey: no number."""
    if np.isinf(nats):
        return theme.color("muted")
    found = theme.series(2)
    found.setAlphaF(min(1.0, 0.06 + 0.94 * (max(nats, 0.0) / FULL_NATS) ** 0.5))
    return found
