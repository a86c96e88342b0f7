"""What of a sample stands in the training data is underlined and says where; nanoGPT's ids are data like a text."""

import json

import numpy as np
import pytest
from fake_host import FakeHost
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QTextCursor
from run_folders import append_metrics, append_sample, write_state
from train_window import train_page

from gpt_studio.protocol.datasets import DataFacts, DataPreviewed, PreviewData, PreviewRow, PreviewToken
from gpt_studio.protocol.runs import VerbatimSpan
from gpt_studio.ui.drops import kind_of
from gpt_studio.ui.train.data_field import dropped_file
from gpt_studio.ui.train.verbatim_text import place_text

SAID = "First Citizen: Before we proceed any further, hear"
ROW = PreviewRow("train.bin", 1, (PreviewToken(1, "so\n", b"so\n", True),), 1)


@pytest.fixture
def host():
    return FakeHost()


@pytest.fixture
def page(qtbot, tmp_path, host):
    with train_page(qtbot, tmp_path, host) as page:
        yield page


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "shakespeare_char"
    place.mkdir()
    np.arange(90, dtype=np.uint16).tofile(place / "train.bin")
    np.arange(10, dtype=np.uint16).tofile(place / "val.bin")
    return place


def underlined(page, text):
    """The hint of a stretch of the page, None where it is not underlined."""
    cursor = QTextCursor(page.document())
    shown = page.toPlainText()
    cursor.setPosition(len(shown[: shown.index(text)].encode("utf-16-le")) // 2 + 1)  # Qt counts in UTF-16
    form = cursor.charFormat()
    return form.toolTip() if form.fontUnderline() else None


def test_what_stands_in_the_data_is_underlined_with_its_line(page, tmp_path):
    run = write_state(tmp_path / "runs" / "a")
    append_metrics(run, [20], verbatim=0.5)
    append_sample(run, 0, " xq🦉z")
    text = f" 🦉 why?\n{SAID} and so on"
    start = text.index(SAID)
    line = {"step": 20, "prompt": "KING:", "text": text}
    spans = [{"start": start, "end": start + len(SAID), "file": "input.txt", "line": 234}]
    with (run / "samples.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line | {"verbatim": spans}, ensure_ascii=False) + "\n")
    view = page._open(run)
    shown = view.samples.page
    percent = round(100 * len(SAID) / len(text))
    assert shown.toPlainText() == f"step 20 · {percent} % word for word from the data\nKING:{text}\nstep 0\nKING: xq🦉z"
    assert underlined(shown, SAID) == "Word for word in input.txt, line 234"
    assert underlined(shown, " and so on") is None and underlined(shown, " why?") is None
    view.curve.step_clicked.emit(20.0)
    assert underlined(shown, SAID) == "Word for word in input.txt, line 234"
    assert f"{percent} % word for word" in shown.toPlainText()
    offered = {view.series.which.itemData(row): row for row in range(view.series.which.count())}
    view.series.which.setCurrentIndex(offered["verbatim"])
    assert [list(values) for values in view.series.line.getData()] == [[20], [50]]


def test_a_folder_of_ids_is_dropped_looked_at_and_learnt_from(page, host, qtbot, folder):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    assert dropped_file(data) == folder and kind_of(str(folder)) == kind_of(str(folder / "train.bin")) == "data"
    page.take_file(str(folder / "train.bin"))
    assert "100 tokens" in page.form.data._facts.text()
    assert not page.form.start.isEnabled()
    qtbot.waitUntil(lambda: bool(host.sent_of(PreviewData)))
    asked = host.last(PreviewData)
    facts = DataFacts(
        "nanogpt", (), (), 3, 9, 0, (), 100, 89, None, 4, 2, 0, 0, 32, 65, 200, True, val_tokens=10, stretch=32
    )
    host.say(DataPreviewed(asked.job, asked.params, facts, (ROW,), ("First",)))
    qtbot.waitUntil(page.form.start.isEnabled)
    counts, warnings = page.form.learnt.facts.counts.text(), page.form.learnt.facts.warnings.text()
    assert "nanoGPT's ids: 90 to train on, 10 to validate on" in counts
    assert "4 stretches of 32 tokens repeat an earlier one" in counts
    assert "2 of 9 stretches of the validation, 32 tokens each, are learnt from too" in warnings
    assert page.form.learnt.choices.answers.isHidden()  # every id is learnt
    params = page.form.params()
    assert params.data == (str(folder),) and params.sample_prompt == ("First",)


def test_a_folder_with_a_checkpoint_is_a_model_and_a_damaged_one_is_named(page, folder):
    (folder / "val.bin").write_bytes(b"123")
    page.take_file(str(folder))
    assert "val.bin holds no 16-bit ids" in page.form.data._problem.text()
    (folder / "ckpt.pt").touch()
    assert kind_of(str(folder)) == "model"


def test_a_stretch_whose_line_nobody_knows_says_so():
    assert place_text(VerbatimSpan(0, 50, "train.bin", 0)) == "Word for word in train.bin; the line is not known"
