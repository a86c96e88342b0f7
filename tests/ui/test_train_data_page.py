"""How the data page is laid out: numbers in a column of their own, nothing cut off where the window is small."""

import pytest
from fake_host import FakeHost
from PySide6.QtCore import QRect
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox
from train_window import train_page

from gpt_studio.protocol.datasets import DataFacts, DataPreviewed, PreviewRow, PreviewToken
from gpt_studio.protocol.training import TrainParams

LINES = (1, 9, 10, 99, 100, 12_345)


@pytest.fixture
def page(qtbot, tmp_path):
    with train_page(qtbot, tmp_path, FakeHost()) as page:
        yield page


def looked_at(words: int) -> DataPreviewed:
    """Rows of some words on the LINES of a text."""
    tokens = tuple(PreviewToken(1, "word ", b"word ", True) for _ in range(words))
    facts = DataFacts(
        form="text", columns=(), first=(), rows=6, val_rows=0, bad=0, bad_rows=(), tokens=60, learnt=59, lengths=None,
        duplicates=0, overlap=0, truncated=0, empty=0, context=32, vocabulary=60, total_bytes=900, complete=True,
    )  # fmt: skip
    return DataPreviewed(1, TrainParams(), facts, tuple(PreviewRow("a.txt", n, tokens, words) for n in LINES))


def place(page, block, at: int) -> QRect:
    """Where a character of a row stands."""
    cursor = QTextCursor(block)
    cursor.setPosition(block.position() + at)
    return page.tokens.page.cursorRect(cursor)


def test_tokens_of_all_rows_begin_below_one_another_whatever_the_number_of_their_line(page, qtbot):
    page.tokens.show_rows(looked_at(80))
    page.tokens.show()
    document = page.tokens.page.document()
    first = [document.findBlockByNumber(n) for n in range(len(LINES))]
    begins = [place(page, block, block.text().index("word")).left() for block in first]
    assert len(set(begins)) == 1
    ends = [place(page, block, len(block.text().rstrip("word␣\u200b ").rstrip())).left() for block in first]
    assert len(set(ends)) == 1, "the numbers end below one another"
    (last,) = {place(page, block, len(block.text()) - 1).top() for block in first[:1]}
    assert last > place(page, first[0], 0).top(), "the row goes on in another line"
    wrapped = [place(page, first[0], at) for at in range(len(first[0].text()))]
    assert min(rect.left() for rect in wrapped if rect.top() > wrapped[0].top()) == begins[0]
    assert page.tokens.page.verticalScrollBar().value() == 0


@pytest.mark.parametrize("new", [True, False])
def test_what_to_learn_can_be_read_as_a_whole_in_a_window_of_1024_pixels(page, qtbot, new):
    begin = page.form.begin
    boxes = (begin.network, begin.vocabulary) if new else (begin.method, begin.freeze)
    page.form.resize(460, 700)  # what the window leaves it
    for box in (begin.network, begin.vocabulary, begin.method, begin.freeze):
        box.setVisible(box in boxes)
    page.form.layout().activate()
    for box in boxes:
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        room = box.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
        )
        for row in range(box.count()):
            assert box.fontMetrics().horizontalAdvance(box.itemText(row)) <= room.width(), box.itemText(row)


def test_another_size_of_a_new_model_makes_the_form_no_wider(page, qtbot):
    before = page.form.minimumSizeHint().width()
    page.form.begin.network.setCurrentIndex(page.form.begin.network.count() - 1)
    assert not page.form.begin.shape.isHidden()
    assert page.form.minimumSizeHint().width() <= before
