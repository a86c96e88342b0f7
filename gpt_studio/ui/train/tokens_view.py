"""The exact tokens of the data: what is learnt is underlined and tinted, what is only read is pale."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFontMetricsF, QShowEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLabel, QTextEdit, QVBoxLayout, QWidget

from gpt_studio.protocol.datasets import DataPreviewed, PreviewRow, PreviewToken
from gpt_studio.ui import theme
from gpt_studio.ui.token_text import hex_bytes, visible

from .labels import count_text, quiet_label

MOST = 40_000  # tokens that are shown


class TokensView(QWidget):
    """Rows by line number, each token set off from the next; white space and bytes can be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: DataPreviewed | None = None
        self._caption, self._legend = QLabel(self), quiet_label(self)
        self._caption.setProperty("role", "heading")
        self.page = QTextEdit(self)
        self.page.setReadOnly(True)
        self.page.setUndoRedoEnabled(False)
        self.page.setFrameShape(QTextEdit.Shape.NoFrame)
        self.page.document().setDocumentMargin(10)
        self.page.setFont(theme.mono_font(self.font().pointSizeF() * 0.95))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget, stretch in ((self._caption, 0), (self._legend, 0), (self.page, 1)):
            column.addWidget(widget, stretch)
        self._retranslate()

    def show_rows(self, shown: DataPreviewed | None) -> None:
        """Other rows; None for none."""
        self._shown = shown
        self._fill()

    def _fill(self) -> None:
        self.page.clear()
        if self._shown is None:
            return
        cursor = QTextCursor(self.page.document())
        cursor.beginEditBlock()
        digits = max((len(str(row.line)) for row in self._shown.rows), default=1)
        beside = self._beside_numbers(digits)
        left = MOST
        for number, row in enumerate(self._shown.rows):
            if left <= 0:
                break
            if number:
                cursor.insertBlock()
            beside.setTopMargin(6 if number else 0)
            cursor.setBlockFormat(beside)
            self._insert(cursor, row, digits)
            left -= len(row.tokens)
        cursor.endEditBlock()
        self._to_the_top()

    def _beside_numbers(self, digits: int) -> QTextBlockFormat:
        """All lines of a row begin beside its number."""
        room = QFontMetricsF(self.page.font()).horizontalAdvance(_numbered(0, digits))
        beside = QTextBlockFormat()
        beside.setLeftMargin(room)
        beside.setTextIndent(-room)
        return beside

    def _to_the_top(self) -> None:
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        self.page.verticalScrollBar().setValue(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._to_the_top()

    def _insert(self, cursor: QTextCursor, row: PreviewRow, digits: int) -> None:
        head = QTextCharFormat()
        head.setForeground(theme.color("muted"))
        cursor.insertText(_numbered(row.line, digits), head)
        formats = _formats()
        context = self._shown.facts.context if self._shown else 0
        examples = self._shown is not None and not self._shown.facts.running
        for at, token in enumerate(row.tokens):
            cut = examples and at > context
            cursor.insertText(_seen(token), formats[(token.learnt, at % 2, cut)])
        if row.length > len(row.tokens):
            more = self.tr("… {count} more tokens").format(count=count_text(row.length - len(row.tokens)))
            cursor.insertText(f" {more}", head)

    def _retranslate(self) -> None:
        self._caption.setText(self.tr("Exact tokens"))
        self._legend.setText(
            self.tr("Underlined: learnt. Pale: only read. Struck out: beyond the context. ␣ space, ⏎ new line.")
        )
        self.page.setAccessibleName(self.tr("Tokens of the first rows of the data"))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._fill()
        super().changeEvent(event)


def _seen(token: PreviewToken) -> str:
    """A token as it can be seen; a zero-width space lets a line break behind it."""
    return (visible(token.text) if token.text else hex_bytes(token.bytes)) + "\u200b"


def _numbered(line: int, digits: int) -> str:
    """A line's number, as wide as the widest one."""
    return f"{line:>{digits}}  "


def _formats() -> dict[tuple[bool, int, bool], QTextCharFormat]:
    """By learnt, odd or even, and cut off."""
    found: dict[tuple[bool, int, bool], QTextCharFormat] = {}
    accent = theme.color("accent")
    for learnt in (False, True):
        for odd in (0, 1):
            for cut in (False, True):
                form = QTextCharFormat()
                form.setForeground(theme.color("text" if learnt and not cut else "muted"))
                if learnt and not cut:
                    form.setFontUnderline(True)
                    form.setUnderlineColor(accent)
                    tint = QColor(accent)
                    tint.setAlpha(58 if odd else 30)
                    form.setBackground(tint)
                elif odd:
                    form.setBackground(theme.color("hover"))
                form.setFontStrikeOut(cut)
                found[(learnt, odd, cut)] = form
    return found
