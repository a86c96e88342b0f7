"""What a run writes on its way, the newest first, each behind its prompt."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextLength, QTextTableFormat
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from gpt_studio.store.run_lines import SampleLine
from gpt_studio.ui import theme

from .labels import count_text
from .verbatim_text import LONGEST, insert_text, share_text

KEPT = 100


class SampleList(QWidget):
    """A page of text that grows at its top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: list[SampleLine] = []
        self._step: int | None = None  # whose samples stand beside the start's; None: all, the newest first
        self._caption = QLabel(self)
        self._caption.setProperty("role", "heading")
        self.all = QPushButton(self)
        self.all.setProperty("kind", "link")
        self.all.clicked.connect(self.show_all)
        self.page = QTextEdit(self)
        self.page.setReadOnly(True)
        self.page.setUndoRedoEnabled(False)
        self.page.setFrameShape(QTextEdit.Shape.NoFrame)
        self.page.document().setDocumentMargin(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(self._caption, 1)
        head.addWidget(self.all)
        column.addLayout(head)
        column.addWidget(self.page, 1)
        self._retranslate()

    def add(self, samples: Iterable[SampleLine]) -> None:
        """Put samples above those that are there."""
        for sample in samples:
            self._samples.append(sample)
            if self._step is None:
                self._insert(sample)
        if len(self._samples) > 2 * KEPT:
            first = [sample for sample in self._samples[:KEPT] if sample.step == 0]
            self._samples = [*first, *self._samples[-KEPT:]]
            self._rebuild()

    def show_step(self, step: float) -> None:
        """The samples nearest to a step beside the starting model's, drawn with the same random numbers."""
        steps = {sample.step for sample in self._samples}
        if not steps:
            return
        self._step = min(steps, key=lambda there: abs(there - step))
        self._retranslate()

    def show_all(self) -> None:
        """Every sample, the newest first."""
        self._step = None
        self._retranslate()

    def clear(self) -> None:
        """Forget all: the run's file was cut or replaced."""
        self._samples.clear()
        self._step = None
        self.page.clear()

    def _rebuild(self) -> None:
        self.page.clear()
        if self._step is not None:
            self._put_beside(self._step)
            return
        for sample in self._samples:
            self._insert(sample)

    def _put_beside(self, step: int) -> None:
        """A row for each prompt: before the training, and at the step."""
        before = {sample.prompt: sample for sample in self._samples if sample.step == 0}
        chosen = {sample.prompt: sample for sample in self._samples if sample.step == step}
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setCellPadding(6)
        half = QTextLength(QTextLength.Type.PercentageLength, 50)
        shape.setColumnWidthConstraints([half, half])
        table = QTextCursor(self.page.document()).insertTable(1 + len(chosen), 2, shape)
        muted, prompt = QTextCharFormat(), QTextCharFormat()
        muted.setForeground(theme.color("muted"))
        prompt.setForeground(theme.color("accent"))
        start = self.tr("before training (step 0)")
        for column, title in enumerate((start, self.tr("step {step}").format(step=count_text(step)))):
            table.cellAt(0, column).firstCursorPosition().insertText(title, muted)
        for row, (asked, sample) in enumerate(chosen.items(), 1):
            for column, one in enumerate((before.get(asked), sample)):
                cursor = table.cellAt(row, column).firstCursorPosition()
                cursor.insertText(asked[:LONGEST], prompt)
                if one is None:
                    cursor.insertText("–", muted)
                    continue
                insert_text(cursor, one)
                if share_text(one):
                    cursor.insertText(f"\n{share_text(one)}", muted)
        self.page.moveCursor(QTextCursor.MoveOperation.Start)

    def _insert(self, sample: SampleLine) -> None:
        cursor = QTextCursor(self.page.document())
        cursor.beginEditBlock()
        head, prompt = QTextCharFormat(), QTextCharFormat()
        head.setForeground(theme.color("muted"))
        prompt.setForeground(theme.color("accent"))
        spaced = QTextBlockFormat()
        spaced.setBottomMargin(2)
        cursor.setBlockFormat(spaced)
        step = self.tr("step {step}").format(step=count_text(sample.step))
        cursor.insertText(" · ".join(filter(None, (step, share_text(sample)))), head)
        cursor.insertBlock(QTextBlockFormat())
        cursor.insertText(sample.prompt[:LONGEST], prompt)
        insert_text(cursor, sample)
        if len(self._samples) > 1:
            below = QTextBlockFormat()
            below.setTopMargin(14)
            cursor.insertBlock(below)
        cursor.endEditBlock()

    def _retranslate(self) -> None:
        beside = self._step is not None
        title = self.tr("Samples of a step, with the same random numbers")
        self._caption.setText(title if beside else self.tr("Samples, the newest first"))
        self.all.setText(self.tr("All samples"))
        self.all.setVisible(beside)
        self.page.setAccessibleName(self.tr("Samples of the run"))
        self.page.setPlaceholderText(self.tr("Texts appear here as the run writes them."))
        self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._rebuild()
        super().changeEvent(event)
