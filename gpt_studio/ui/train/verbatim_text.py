"""The text of a sample with what stands in the training data underlined; a hint says where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextCharFormat, QTextCursor

from gpt_studio.protocol.runs import VerbatimSpan
from gpt_studio.store.run_lines import SampleLine
from gpt_studio.ui import theme

from .labels import count_text

LONGEST = 4000  # characters of a sample that are shown


def insert_text(cursor: QTextCursor, sample: SampleLine) -> None:
    """What the model wrote, without the newlines at its end."""
    for text, span in _pieces(sample):
        form = QTextCharFormat()
        form.setForeground(theme.color("text"))
        if span is not None:
            form.setFontUnderline(True)
            form.setUnderlineColor(theme.color("warning"))
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            form.setToolTip(place_text(span))
        cursor.insertText(text, form)


def share_text(sample: SampleLine) -> str:
    """How much of a sample is underlined; '' where nothing is."""
    marked = sum(span.end - span.start for span in sample.verbatim)
    if not marked:
        return ""
    percent = round(100 * marked / max(1, len(sample.text)))
    text = QCoreApplication.translate("SampleList", "{percent} % word for word from the data")
    return text.format(percent=max(1, percent))


def place_text(span: VerbatimSpan) -> str:
    """Where a stretch stands."""
    if not span.line:
        return QCoreApplication.translate("SampleList", "Word for word in {file}; the line is not known").format(
            file=span.file
        )
    text = QCoreApplication.translate("SampleList", "Word for word in {file}, line {line}")
    return text.format(file=span.file, line=count_text(span.line))


def _pieces(sample: SampleLine) -> Iterator[tuple[str, VerbatimSpan | None]]:
    """The text in order, each stretch with its place; places beyond the text are let be."""
    text, at = sample.text[:LONGEST].rstrip("\n"), 0
    for span in sample.verbatim:
        if at <= span.start < span.end:
            yield text[at : span.start], None
            yield text[span.start : span.end], span
            at = span.end
    yield text[at:], None
