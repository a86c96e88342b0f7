"""What a run writes on its way, the newest first, each behind its prompt."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLabel, QTextEdit, QVBoxLayout, QWidget

from gpt_studio.store.runs import SampleLine
from gpt_studio.ui import theme

from .labels import count_text

KEPT = 100
LONGEST = 4000  # characters of a sample that are shown


class SampleList(QWidget):
    """A page of text that grows at its top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: list[SampleLine] = []
        self._caption = QLabel(self)
        self._caption.setProperty("role", "heading")
        self.page = QTextEdit(self)
        self.page.setReadOnly(True)
        self.page.setUndoRedoEnabled(False)
        self.page.setFrameShape(QTextEdit.Shape.NoFrame)
        self.page.document().setDocumentMargin(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._caption)
        column.addWidget(self.page, 1)
        self._retranslate()

    def add(self, samples: Iterable[SampleLine]) -> None:
        """Put samples above those that are there."""
        for sample in samples:
            self._samples.append(sample)
            self._insert(sample)
        if len(self._samples) > 2 * KEPT:
            self._samples = self._samples[-KEPT:]
            self._rebuild()

    def clear(self) -> None:
        """Forget all: the run's file was cut or replaced."""
        self._samples.clear()
        self.page.clear()

    def _rebuild(self) -> None:
        self.page.clear()
        for sample in self._samples:
            self._insert(sample)

    def _insert(self, sample: SampleLine) -> None:
        cursor = QTextCursor(self.page.document())
        cursor.beginEditBlock()
        head, prompt, text = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        head.setForeground(theme.color("muted"))
        prompt.setForeground(theme.color("accent"))
        text.setForeground(theme.color("text"))
        spaced = QTextBlockFormat()
        spaced.setBottomMargin(2)
        cursor.setBlockFormat(spaced)
        cursor.insertText(self.tr("step {step}").format(step=count_text(sample.step)), head)
        cursor.insertBlock(QTextBlockFormat())
        cursor.insertText(sample.prompt[:LONGEST], prompt)
        cursor.insertText(sample.text[:LONGEST].rstrip("\n"), text)
        if len(self._samples) > 1:
            below = QTextBlockFormat()
            below.setTopMargin(14)
            cursor.insertBlock(below)
        cursor.endEditBlock()

    def _retranslate(self) -> None:
        self._caption.setText(self.tr("Samples, the newest first"))
        self.page.setAccessibleName(self.tr("Samples of the run"))
        self.page.setPlaceholderText(self.tr("Texts appear here as the run writes them."))
        self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._rebuild()
        super().changeEvent(event)
