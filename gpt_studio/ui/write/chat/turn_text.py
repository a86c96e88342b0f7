"""The text of one message: its tokens tinted by the chosen measure, told under the pointer. As high as its lines."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QWidget

from gpt_studio.store.document import Token
from gpt_studio.ui import theme
from gpt_studio.ui.write.hover_card import HoverCard
from gpt_studio.ui.write.tint import Tint
from gpt_studio.ui.write.token_geometry import Visible
from gpt_studio.ui.write.token_paint import paint_outline
from gpt_studio.ui.write.token_view import TokenView


class TurnText(TokenView):
    """Shows a stretch of the document, or, without tokens, a text that is not in it. `card` stands in `card.room`."""

    token_clicked = Signal(int)

    def __init__(self, tint: Tint, card: HoverCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tint = tint
        self._card = card
        self._tokens: list[Token] = []
        self._text = ""
        self._start = 0
        self._pinned = -1
        self.setReadOnly(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent;")

    def show_stretch(self, text: str, start: int, tokens: list[Token], *, grows: bool) -> None:
        """`text` begins at character `start` of the document with these `tokens`; while it `grows`, more will come."""
        fresh = tokens is not self._tokens or start != self._start
        self._tokens, self._start, self._text, appended = tokens, start, text, True
        if not grows:
            self._join()
        if self._mirror.differs(text):
            appended = self._show_text(text, grows=grows)
            self._revision += 1
            self._fit()
        if fresh or not appended:
            self._forget()
            self.viewport().update()

    def set_pinned(self, index: int) -> None:
        """Mark the token with this index of the document's, if it stands here."""
        if index != self._pinned:
            self._pinned = index
            self.viewport().update()

    def set_stale(self, start: int, end: int) -> None:
        """Grey the characters [start, end) of the document that stand here."""
        first, last = max(0, start - self._start), min(len(self._text), end - self._start)
        self._marks.grey(((first, last),) if first < last else ())

    def set_text_font(self, points: float) -> None:
        """The size of the document's text."""
        self._set_points(points)
        self._fit()

    # -- what it shows ------------------------------------------------------------------------------------------

    def shown_tokens(self) -> list[Token]:
        return self._tokens

    def shown_text(self) -> str:
        return self._text

    def begin(self) -> int:
        return self._start

    def sight(self) -> QRect:
        return self.viewport().visibleRegion().boundingRect()

    def measure(self) -> str:
        return self._tint.measure

    def click(self, index: int) -> None:
        if index >= 0:
            self.token_clicked.emit(index)

    def point(self, index: int, place: QRectF) -> None:
        if index < 0:
            self._card.leave()
            return
        corner = self.viewport().mapTo(self._card.room, QPoint(0, 0))
        self._card.point_at(self._tokens[index].record, place.translated(corner))

    def paint_marks(self, painter: QPainter, visible: Visible) -> None:
        if self._pinned >= 0:
            paint_outline(painter, visible.of(self._pinned), theme.color("accent"), 2.0)

    # -- events -------------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """It is the conversation that scrolls."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._join()
        super().resizeEvent(event)
        self._fit()

    def _is_at_foot(self) -> bool:
        """It never scrolls itself: all of it is shown."""
        return False

    def _fit(self) -> None:
        self.verticalScrollBar().setValue(0)  # Qt scrolls where a line comes before there is room for it
        last = self.blockBoundingGeometry(self.document().lastBlock()).translated(self.contentOffset())
        height = math.ceil(last.bottom()) + 2  # with less Qt would scroll by a line
        if height != self.height():
            self.setFixedHeight(height)
