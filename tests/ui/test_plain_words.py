"""Names from strangers are shown letter by letter, in labels and in tooltips."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel

from gpt_studio.ui.plain import plain, plain_tip

HOSTILE = "<img src=file:///etc/passwd><b>bold</b> &amp; a\u202eb"


def test_a_label_shows_what_looks_like_html_as_it_is(qtbot):
    label = QLabel(HOSTILE)
    qtbot.addWidget(label)
    plain(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == HOSTILE


def test_a_tooltip_reads_as_the_words_that_were_given():
    assert plain_tip("C:/models/a b.gguf") == "C:/models/a b.gguf"
    shown = QTextDocument()
    shown.setHtml(plain_tip(HOSTILE))
    assert shown.toPlainText() == HOSTILE
    assert "<img" not in plain_tip(HOSTILE)
