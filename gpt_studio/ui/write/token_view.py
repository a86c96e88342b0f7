"""A text whose tokens can be seen: tinted by a measure, told by a card under the pointer, clicked.

The editor, the column beside it and the messages of the chat view are texts of this kind. Tints and outlines are
painted beneath and above the text, so they never touch Qt's document, which mirrors what is shown (mirror.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gpt_studio.store.document import Token
from gpt_studio.ui import theme

from .mirror import Mirror
from .text_marks import TextMarks
from .token_geometry import Known, Visible, token_holding
from .token_paint import TintPainter

DRAG_PX = 4  # a press that moves further selects


class TokenView(QPlainTextEdit):
    """Heirs say what is shown (`shown_tokens`, `shown_text`, `measure`) and what is done with it (`click`, `point`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = Mirror(self.document(), self)
        self._marks = TextMarks(self, self._mirror.cursor_at)
        self._known: Known = {}
        self._tints = TintPainter()
        self._visible: tuple[tuple[object, ...], Visible] | None = None
        self._revision = 0
        self._pressed: QPoint | None = None
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # -- what heirs say -----------------------------------------------------------------------------------------

    def shown_tokens(self) -> Sequence[Token]:
        """The tokens; `click` and `point` name them by their place in this list."""
        raise NotImplementedError

    def shown_text(self) -> str:
        """The text itself, byte for byte."""
        raise NotImplementedError

    def begin(self) -> int:
        """The character of the tokens' text with which the text on screen begins."""
        return 0

    def sight(self) -> QRect:
        """What can be seen of the viewport."""
        return self.viewport().rect()

    def measure(self) -> str:
        """What the background of a token says."""
        raise NotImplementedError

    def opacity(self) -> float:
        """Of the backgrounds."""
        return 1.0

    def click(self, index: int) -> None:
        """A token was clicked; -1: a place without one."""
        raise NotImplementedError

    def point(self, index: int, place: QRectF) -> None:
        """The pointer rests on a token (-1: on none) that begins at `place`."""
        raise NotImplementedError

    def paint_marks(self, painter: QPainter, visible: Visible) -> None:
        """Above the text."""
        raise NotImplementedError

    # -- reading ------------------------------------------------------------------------------------------------

    def caret(self) -> int:
        """The cursor's place in characters."""
        return self.character_of(self.textCursor())

    def character_of(self, cursor: QTextCursor) -> int:
        """The place of any cursor of Qt's document in characters."""
        return self._mirror.units.characters(cursor.position())

    def selected(self) -> tuple[int, int]:
        """The characters [start, end) that are selected."""
        return self._mirror.selected(self.textCursor())

    def visible_tokens(self) -> Visible:
        """The tokens that can be seen, with their places; kept until something moves."""
        composed = self.textCursor().block().layout().preeditAreaText()
        shape = (self.viewport().width(), self.font().pointSizeF(), composed)
        sight = self.sight()
        place = (self.verticalScrollBar().value(), sight.top(), sight.bottom())
        key = (shape, self._revision, self.document().revision(), place)
        if self._visible is None or self._visible[0] != key:
            if self._visible is None or self._visible[0][0] != shape:
                self._forget()
            tokens, units = self.shown_tokens(), self._mirror.units
            self._visible = (key, Visible(self, tokens, units, self._known, self.begin(), sight))
        return self._visible[1]

    def scroll_to_token(self, index: int) -> None:
        """Have the line of a token be the first that is seen, as far as the text goes."""
        tokens = self.shown_tokens()
        if 0 <= index < len(tokens):
            place = self._mirror.cursor_at(tokens[index].start - self.begin())
            self.verticalScrollBar().setValue(line_number(place))

    def select(self, start: int, end: int) -> None:
        """Select characters and bring them into sight."""
        cursor = self._mirror.cursor_at(start)
        cursor.setPosition(self._mirror.cursor_at(end).position(), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def set_found(self, ranges: list[tuple[int, int]]) -> None:
        """Mark what was found."""
        self._marks.find(tuple(ranges))

    def click_at_cursor(self) -> None:
        """As a click on the token at the cursor, or on the one that ends there."""
        tokens, at = self.shown_tokens(), self.begin() + self.caret()
        index = token_holding(tokens, at)
        index = token_holding(tokens, at - 1) if index < 0 and at else index
        if index >= 0:
            self.click(index)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show_text(self, text: str, *, grows: bool) -> bool:
        """Have the screen say `text`; its end stays in sight if it was. Whether text was only appended.

        While it `grows` its last paragraph is bounded, so that a batch costs the same however long the text.
        """
        at_foot = self._is_at_foot()
        appended = self._mirror.show(text)
        if appended and grows:
            self._mirror.bound_tail()
        if at_foot:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        return appended

    def _set_points(self, points: float) -> None:
        self._join()
        self.setFont(theme.text_font(points))
        self._forget()

    def _join(self) -> None:
        """Paragraphs are laid out whole again; what was at the top stays there."""
        bar = self.verticalScrollBar()
        top, at_foot = self._mirror.units.characters(self.firstVisibleBlock().position()), self._is_at_foot()
        if not self._mirror.join():
            return
        self._forget()
        bar.setValue(bar.maximum() if at_foot else line_number(self._mirror.cursor_at(top)))

    def _forget(self) -> None:
        """Lines, tokens or numbers are others now."""
        self._known.clear()
        self._tints.forget()
        self._revision += 1

    def _is_at_foot(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 1

    # -- events -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        visible = self.visible_tokens()
        painter = QPainter(self.viewport())
        clip = QRectF(event.rect())
        self._tints.paint(painter, visible, self.shown_tokens(), clip, self.measure(), self.opacity())
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.paint_marks(painter, visible)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.point(-1, QRectF())

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
            self.click(self.visible_tokens().at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if enter and self.isReadOnly():
            self.click_at_cursor()
            return
        super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The text itself, not as it is shown, and without the ends that only bound a paragraph."""
        start, end = self.selected()
        found = QMimeData()
        found.setText(self.shown_text()[start:end])
        return found

    def _hover(self, point: QPointF) -> None:
        visible = self.visible_tokens()
        index = visible.at(point)
        pieces = visible.of(index) if index >= 0 else []
        self.point(index, pieces[0].rect if pieces else QRectF())


def line_number(cursor: QTextCursor) -> int:
    """The line on which a cursor stands, counted as the scroll bar counts them."""
    line = cursor.block().layout().lineForTextPosition(cursor.positionInBlock())
    return cursor.block().firstLineNumber() + max(0, line.lineNumber())
