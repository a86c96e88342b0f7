"""The data of a new run: what is asked of the engine, what is shown of its answer, what keeps a run from starting."""

import pytest
from fake_host import FakeHost, loaded
from PySide6.QtGui import QTextCursor
from run_folders import append_metrics, append_sample, write_state
from train_window import train_page

from gpt_studio.protocol.datasets import (
    BadRow,
    DataFacts,
    DataPreviewed,
    Lengths,
    MakeSampleData,
    PreviewData,
    PreviewRow,
    PreviewToken,
    SampleDataMade,
)
from gpt_studio.protocol.events import JobFailed


def facts(**changes):
    values = {
        "form": "messages", "columns": ("messages",), "first": ("[]",), "rows": 20, "val_rows": 2, "bad": 0,
        "bad_rows": (), "tokens": 400, "learnt": 100, "lengths": Lengths(5, 20, 30, 40), "duplicates": 0, "overlap": 0,
        "truncated": 0, "empty": 0, "context": 32, "vocabulary": 60, "total_bytes": 900, "complete": True,
    }  # fmt: skip
    return DataFacts(**(values | changes))


ROW = PreviewRow(
    "a.jsonl", 7, (PreviewToken(1, "ask me\n", b"ask me\n", False), PreviewToken(2, " so", b" so", True)), 2
)


@pytest.fixture
def host():
    return FakeHost()


@pytest.fixture
def page(qtbot, tmp_path, host):
    with train_page(qtbot, tmp_path, host) as page:
        yield page


@pytest.fixture
def rows(tmp_path):
    file = tmp_path / "talk.jsonl"
    file.write_text('{"messages": []}\n')
    return file


def answer(host, qtbot, page, *shown, **changes):
    """The engine's answer to the newest question about the data."""
    qtbot.waitUntil(lambda: bool(host.sent_of(PreviewData)) and page.data.inquiry.waiting)
    asked = host.last(PreviewData)
    host.say(DataPreviewed(asked.job, asked.params, facts(**changes), shown or (ROW,), ("ask me\n",)))
    qtbot.waitUntil(lambda: not page.data.inquiry.waiting)
    return asked


def test_a_run_of_examples_starts_only_when_its_data_was_looked_at(page, host, qtbot, rows):
    page.take_file(str(rows))
    assert not page.form.start.isEnabled()
    assert "looked at" in page.form.problem_shown.text()
    asked = answer(host, qtbot, page)
    assert asked.params.data == (str(rows),) and asked.params.mask_prompt
    assert page.form.start.isEnabled()
    params = page.form.params()
    assert params.mask_prompt and params.sample_prompt == ("ask me\n",)
    counts = page.form.facts.counts.text()
    assert "20 examples" in counts and "2 kept for validation" in counts and "100 of them learnt (25 %)" in counts


def test_learnt_and_masked_tokens_differ_by_more_than_colour(page, host, qtbot, rows):
    page.take_file(str(rows))
    answer(host, qtbot, page)
    text = page.tokens.page.toPlainText().replace("\u200b", "")
    assert text == "7  ask␣me⏎␣so"
    shown = page.tokens.page.toPlainText()
    underlined = {}
    for piece in ("ask␣me⏎", "␣so"):
        cursor = QTextCursor(page.tokens.page.document())
        cursor.setPosition(shown.index(piece) + 1)  # the format of the character before
        underlined[piece] = cursor.charFormat().fontUnderline()
    assert underlined["␣so"] and not underlined["ask␣me⏎"]


def test_columns_without_known_names_are_told_in_place(page, host, qtbot, tmp_path):
    file = tmp_path / "faq.csv"
    file.write_text("q,a\nx,y\n")
    page.take_file(str(file))
    answer(host, qtbot, page, form="", columns=("q", "a"), first=("x", "y"), rows=0, bad=1, tokens=0, learnt=0)
    assert not page.form.start.isEnabled() and "column" in page.form.problem_shown.text()
    for role, column in (("prompt", "q"), ("completion", "a")):
        box = page.form.choices.roles[role]
        box.setCurrentIndex(box.findData(column))
    asked = answer(host, qtbot, page, form="table", columns=("q", "a"), first=("x", "y"))
    assert asked.params.columns == ("prompt=q", "completion=a")
    assert page.form.start.isEnabled()
    assert page.form.params().columns == ("prompt=q", "completion=a")


def test_bad_lines_are_named_and_refused_until_they_are_skipped(page, host, qtbot, rows):
    page.take_file(str(rows))
    bad = (BadRow("talk.jsonl", 12, "no JSON"),)
    answer(host, qtbot, page, bad=1, bad_rows=bad)
    assert "line 12: no JSON" in page.form.choices._bad.text()
    assert not page.form.start.isEnabled()
    page.form.choices.bad_lines.setCurrentIndex(1)
    assert page.form.start.isEnabled() and page.form.params().bad_lines == "skip"


def test_what_should_give_pause_is_said_before_the_start(page, host, qtbot, rows):
    page.take_file(str(rows))
    answer(host, qtbot, page, duplicates=3, overlap=2, truncated=4)
    said = page.form.facts.warnings.text()
    assert "3 examples stand there more than once" in said and "4 examples are longer" in said and "2 examples" in said


def test_data_that_cannot_be_read_says_why(page, host, qtbot, rows):
    page.take_file(str(rows))
    qtbot.waitUntil(lambda: page.data.inquiry.waiting)
    host.say(JobFailed(host.last(PreviewData).job, "bad_data", "talk.jsonl is no JSON list"))
    qtbot.waitUntil(lambda: "no JSON list" in page.form.facts.failure.text())
    assert not page.form.start.isEnabled()


def test_the_first_run_needs_no_file(page, host, qtbot, rows):
    host.answers[MakeSampleData] = lambda command: [SampleDataMade(command.job, str(rows))]
    page.form.data.sample.click()
    qtbot.waitUntil(lambda: page.form.data.preview is not None)
    assert host.last(MakeSampleData).folder.endswith("dates")


def test_the_method_is_chosen_and_brings_its_learning_rate(page, host, qtbot, rows):
    page.form.set_model(loaded(path="/models/poet"))
    page.form.begin.start_from.setCurrentIndex(1)
    page.take_file(str(rows))
    answer(host, qtbot, page)
    method, rate = page.form.begin.method, page.form.settings.fields["lr"]
    method.setCurrentIndex(method.findData("lora"))
    answer(host, qtbot, page)
    assert (page.form.params().method, rate.placeholderText()) == ("lora", "2e-4")
    method.setCurrentIndex(method.findData("freeze"))
    answer(host, qtbot, page)
    assert page.form.params().freeze == ("all-but-last-2",)


# -- runs ----------------------------------------------------------------------------------------------


def test_a_click_on_the_curve_shows_that_step_beside_the_start(page, tmp_path):
    folder = write_state(tmp_path / "runs" / "a")
    append_metrics(folder, range(1, 61))
    for step, text in ((0, "xqz"), (20, "thou"), (40, "thee")):
        append_sample(folder, step, text)
    view = page._open(folder)
    view.curve.step_clicked.emit(23.0)
    shown = view.samples.page.toPlainText()
    assert "xqz" in shown and "thou" in shown and "thee" not in shown and "before training" in shown
    view.samples.all.click()
    assert "thee" in view.samples.page.toPlainText()


def test_checked_runs_are_laid_over_each_other(page, tmp_path, qtbot):
    for name in "ab":
        append_metrics(write_state(tmp_path / "runs" / name), range(1, 31))
    view = page._open(tmp_path / "runs" / "a")
    page.list.table.checked.add(str(tmp_path / "runs" / "b"))
    qtbot.waitUntil(lambda: [name for name, _ in view.curve._others] == ["b"])
    page.list.table.checked.clear()
    qtbot.waitUntil(lambda: not view.curve._others)


def test_other_quantities_are_drawn_below_and_why_a_run_paused_is_said(page, tmp_path):
    folder = write_state(tmp_path / "runs" / "a", status="paused")
    append_metrics(folder, range(1, 5), grad_norm=0.5, lr=1e-3, general_loss=2.5)
    append_metrics(folder, [5], paused="the loss is ten times its mean")
    view = page._open(folder)
    offered = [view.series.which.itemData(row) for row in range(view.series.which.count())]
    assert offered == ["grad_norm", "lr", "general_loss"]
    assert "ten times" in view.notice.message.text()
    view.pause.trigger()
    assert not (folder / "pause.request").exists()


def test_a_deleted_run_comes_back(page, tmp_path):
    folder = write_state(tmp_path / "runs" / "a", status="finished")
    view = page._open(folder)
    view.delete.trigger()
    assert not folder.exists() and page.view_of(folder) is None and page.undo.isVisible()
    page.undo.undo.click()
    assert folder.exists() and page.view_of(folder) is not None


def test_a_run_is_duplicated_into_the_form(page, tmp_path, host, qtbot, rows):
    folder = write_state(tmp_path / "runs" / "a", status="finished")
    (folder / "run.toml").write_text(
        f'from_scratch = "3x3x48"\ndata = ["{rows}"]\nsteps = 70\nlr = 0.004\nmask_prompt = true\n'
        'schedule = "linear"\nbatch = 3\nlora_targets = []\n'
    )
    view = page._open(folder)
    view.duplicate.trigger()
    answer(host, qtbot, page)
    params = page.form.params()
    assert (params.from_scratch, params.steps, params.lr, params.batch) == ("3x3x48", 70, 0.004, 3)
    assert (params.schedule, params.mask_prompt, params.data) == ("linear", True, (str(rows),))
    assert params.run is not None and not params.run.endswith("/a")


def test_rows_of_whole_texts_are_examples_and_have_no_answers(page, host, qtbot, rows):
    page.take_file(str(rows))
    answer(host, qtbot, page, form="text", columns=("text",), duplicates=2, overlap=1, truncated=3)
    assert "Texts: 20 examples" in page.form.facts.counts.text() and "Lengths" in page.form.facts.counts.text()
    assert "3 examples are longer" in page.form.facts.warnings.text()
    assert page.form.choices.answers.isHidden() and page.form.start.isEnabled()


def test_a_file_without_any_example_says_so_and_names_its_bad_lines(page, host, qtbot, rows):
    page.take_file(str(rows))
    bad = (BadRow("talk.jsonl", 1, "an object was expected, found int"),)
    answer(host, qtbot, page, form="", columns=(), first=(), rows=0, val_rows=0, lengths=None, bad=1, bad_rows=bad)
    assert "line 1: an object was expected" in page.form.choices._bad.text() and page.form.choices._lines.isVisible()
    assert "mend them, or skip them" in page.form.problem_shown.text()
    page.form.choices.bad_lines.setCurrentIndex(1)
    assert "holds no example" in page.form.problem_shown.text()
