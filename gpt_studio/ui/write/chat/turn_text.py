"""The text of one message: its tokens tinted by the chosen measure, a click pins one. As high as its lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from gpt_studio.store.document import Token
from gpt_studio.ui import theme
from gpt_studio.ui.write.tint import strength, tint_color

INDEX = QTextCharFormat.Property.UserProperty
DRAG_PX = 4
Piece = tuple[str, int, str]  # text, index of the token or -1, name of its colour or ''


class TurnText(QTextEdit):
    """Shows a stretch of the document. Only what changed since the last time is written anew."""

    token_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: list[Piece] = []
        self._pinned = -1
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent;")
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def show_stretch(self, text: str, start: int, tokens: list[tuple[int, Token]], measure: str) -> None:
        """`text` begins at character `start` of the document; `tokens` are those within, with their indices."""
        pieces = _pieces(text, start, tokens, measure)
        same = 0
        while same < min(len(pieces), len(self._pieces)) and pieces[same] == self._pieces[same]:
            same += 1
        if same == len(pieces) == len(self._pieces):
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(sum(_units(piece[0]) for piece in pieces[:same]))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        for piece in pieces[same:]:
            cursor.insertText(piece[0], _format(piece))
        cursor.endEditBlock()
        self._pieces = pieces
        self._mark_pinned()

    def set_pinned(self, index: int) -> None:
        """Mark the token with this index of the document's, if it stands here."""
        if index != self._pinned:
            self._pinned = index
            self._mark_pinned()

    def set_text_font(self, points: float) -> None:
        """The size of the document's text."""
        self.setFont(theme.text_font(points))
        self._fit()

    def _mark_pinned(self) -> None:
        at, marks = 0, []
        for text, index, _ in self._pieces:
            if index == self._pinned and index >= 0:
                mark = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.document())
                cursor.setPosition(at)
                cursor.setPosition(at + _units(text), QTextCursor.MoveMode.KeepAnchor)
                mark.cursor = cursor  # pyright: ignore[reportAttributeAccessIssue]
                form = QTextCharFormat()
                form.setBackground(theme.color("accent"))
                form.setForeground(theme.color("on_accent"))
                mark.format = form  # pyright: ignore[reportAttributeAccessIssue]
                marks.append(mark)
            at += _units(text)
        self.setExtraSelections(marks)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        near = (event.position() - self._pressed).manhattanLength() <= DRAG_PX
        if event.button() == Qt.MouseButton.LeftButton and near and not self.textCursor().hasSelection():
            index = self.token_at(self.cursorForPosition(event.position().toPoint()).position())
            if index >= 0:
                self.token_clicked.emit(index)

    def token_at(self, position: int) -> int:
        """The token at a place of Qt's, or -1."""
        at = 0
        for text, index, _ in self._pieces:
            at += _units(text)
            if position < at:
                return index
        return self._pieces[-1][1] if self._pieces else -1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._mark_pinned()
        super().changeEvent(event)

    def _fit(self, _size: object = None) -> None:
        height = int(self.document().size().height()) + 2
        if height != self.height():
            self.setFixedHeight(height)


def _pieces(text: str, start: int, tokens: list[tuple[int, Token]], measure: str) -> list[Piece]:
    """The text cut at its tokens; what no token covers is a piece of no token."""
    pieces: list[Piece] = []
    at = 0
    for index, token in tokens:
        first, last = max(at, token.start - start), min(len(text), token.end - start)
        if last <= first:
            continue
        if first > at:
            pieces.append((text[at:first], -1, ""))
        share = strength(token.record, measure)
        pieces.append((text[first:last], index, "" if share is None else tint_color(share).name()))
        at = last
    return [*pieces, (text[at:], -1, "")] if at < len(text) else pieces


def _format(piece: Piece) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setProperty(INDEX, piece[1])
    if piece[2]:
        form.setBackground(QColor(piece[2]))
    return form


def _units(text: str) -> int:
    """Characters as Qt counts them."""
    return len(text) + sum(character > "\uffff" for character in text)
