"""The form of a new run: what it refuses, and the exact arguments that it makes."""

from dataclasses import fields, replace

import pytest
from fake_host import loaded
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.processes import command_text, spare_threads, train_arguments
from gpt_studio.ui.train.form import RunForm
from gpt_studio.ui.train.settings_table import ELSEWHERE, groups
from gpt_studio.ui.train.start_choice import SIZES
from gpt_studio.ui.train.time_field import MINUTES, STEPS


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "king's men.txt"
    file.write_text("ROMEO: speak\n" * 100)
    return file


@pytest.fixture
def host(qtbot):
    """A window without a layout: the offscreen screen warns of windows whose least size changes."""
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 1000)
    yield host
    host.hide()


@pytest.fixture
def form(host, tmp_path):
    form = RunForm(tmp_path / "runs", host)
    form.resize(host.size())
    host.show()
    return form


def test_an_empty_form_says_what_it_needs_and_cannot_start(form):
    assert not form.start.isEnabled()
    assert "Choose a text" in form.problem_shown.text()
    assert form.command.text() == ""
    assert not form.copy.isEnabled()


def test_the_short_form_makes_exactly_these_arguments(form, text, tmp_path):
    form.take_file(text)
    assert train_arguments(form.params()) == [
        "--from-scratch", "4x4x128", "--data", str(text), "--run", str(tmp_path / "runs" / "king_s_men-4x4x128"),
        "--minutes", "5.0", "--batch", "4", "--sample-prompt", "ROMEO: speak",
        "--on-divergence", "pause", "--threads", str(spare_threads()),
    ]  # fmt: skip


def test_steps_size_vocabulary_and_name_are_taken(form, text, tmp_path):
    form.take_file(text)
    form.time.unit.setCurrentIndex(STEPS)
    form.time.amount.setValue(300)
    form.begin.network.setCurrentIndex(SIZES.index("2x2x64"))
    form.begin.vocabulary.setCurrentIndex(form.begin.vocabulary.findData("bpe:1000"))
    form.name.setText("mine")
    params = form.params()
    assert (params.steps, params.minutes, params.from_scratch) == (300, None, "2x2x64")
    assert (params.tokenizer, params.run) == ("bpe:1000", str(tmp_path / "runs" / "mine"))
    assert (params.sample_every, params.sample_prompt) == (None, ("ROMEO: speak",))


def test_the_loaded_model_can_be_gone_on_from(form, text):
    form.take_file(text)
    assert form.begin.start_from.count() == 1
    form.set_model(loaded(path="/models/poet"))
    form.begin.start_from.setCurrentIndex(1)
    assert "poet" in form.begin.start_from.currentText()
    params = form.params()
    assert (params.model, params.from_scratch, params.tokenizer) == ("/models/poet", None, "char")
    assert params.run is not None
    assert params.run.endswith("king_s_men-poet")
    assert params.batch == 8
    assert not form.begin.network.isVisible()
    assert not form.begin.vocabulary.isVisible()
    form.set_model(None)
    assert form.params().from_scratch == "4x4x128"


def test_adapters_on_the_loaded_model_go_along(form, text):
    form.take_file(text)
    poet = loaded(path="/models/poet")
    form.set_model(replace(poet, key=replace(poet.key, adapters=("/adapters/verse",))))
    form.begin.start_from.setCurrentIndex(1)
    assert form.params().adapter == ("/adapters/verse",)
    assert "--adapter /adapters/verse" in form.command.text()


def test_another_size_is_typed_and_checked(form, text):
    form.take_file(text)
    form.begin.network.setCurrentIndex(form.begin.network.count() - 1)
    assert form.begin.shape.isVisible()
    form.begin.shape.setText("3x3x48")
    assert form.params().from_scratch == "3x3x48"
    for wrong in ("3x3", "3x5x48", "0x1x8", "a"):
        form.begin.shape.setText(wrong)
        assert not form.start.isEnabled()
        assert wrong in form.problem_shown.text()


@pytest.mark.parametrize("name", ["a/b", "..", ".hidden", 'x"y', " "])
def test_a_name_that_is_no_folder_is_refused_or_left_out(form, text, name):
    form.take_file(text)
    form.name.setText(name)
    if name.strip():
        assert not form.start.isEnabled()
    else:
        assert form.params().run.endswith("king_s_men-4x4x128")


def test_a_name_that_is_taken_is_refused_and_the_suggested_one_is_free(form, text, tmp_path):
    (tmp_path / "runs" / "king_s_men-4x4x128").mkdir(parents=True)
    form.take_file(text)
    assert form.params().run.endswith("king_s_men-4x4x128-2")
    form.name.setText("king_s_men-4x4x128")
    assert not form.start.isEnabled()
    assert "already" in form.problem_shown.text()


def test_a_file_that_is_no_text_is_refused_and_the_chosen_one_stays(form, text, tmp_path):
    form.take_file(text)
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\xff")
    form.take_file(picture)
    assert form.params().data == (str(text),)
    shown = [label.text() for label in form.data.findChildren(QLabel) if label.isVisible()]
    assert any("picture.png" in line for line in shown)


def test_a_dropped_file_becomes_the_data(form, text):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(text))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    form.data.dropEvent(drop)
    assert form.params().data == (str(text),)


def test_the_line_that_is_copied_is_the_run_that_is_started(form, text, qtbot):
    form.take_file(text)
    form.copy.click()
    with qtbot.waitSignal(form.start_requested) as started:
        qtbot.mouseClick(form.start, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == command_text(train_arguments(started.args[0]))


# -- all settings --------------------------------------------------------------------------------------


def test_every_parameter_of_a_run_has_a_place_in_one_of_the_forms():
    below = [name for _, rows in groups() for name, _ in rows]
    assert len(below) == len(set(below))
    assert set(below) | ELSEWHERE == {field.name for field in fields(TrainParams)}
    assert not set(below) & ELSEWHERE


def test_all_settings_unfold(form):
    assert not form.settings.isVisible()
    form.unfold.click()
    assert form.settings.isVisible()


def test_what_is_typed_there_becomes_the_parameter(form, text):
    form.take_file(text)
    typed = {
        "batch": "12", "context": "64", "lr": "1e-3", "min_lr": "1e-4", "betas": "0.9, 0.95", "clip": "0.5",
        "eval_every": "50", "threads": "3", "seed": "7", "sample_every": "40", "dropout": ".2",
    }  # fmt: skip
    for name, value in typed.items():
        form.settings.fields[name].setText(value)
    form.settings.fields["schedule"].setCurrentText("linear")
    form.settings.fields["sample_prompt"].setPlainText("KING:\n\nQUEEN: \n")
    params = form.params()
    assert (params.batch, params.context, params.lr, params.min_lr) == (12, 64, 1e-3, 1e-4)
    assert (params.betas, params.clip, params.eval_every) == ((0.9, 0.95), 0.5, 50)
    assert (params.threads, params.seed, params.sample_every, params.dropout) == (3, 7, 40, 0.2)
    assert (params.schedule, params.sample_prompt) == ("linear", ("KING:", "QUEEN: "))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("batch", "0", "Batch: expected a whole number from 1 to 65,536, found 0"),
        ("batch", "many", "Batch"),
        ("lr", "nan", "Highest: expected a number from 0 to 10, found nan"),
        ("betas", "0.9", "Betas"),
        ("betas", "0.9,1.5", "Betas"),
        ("dropout", "1", "Dropout: expected a number from 0 to 0.95, found 1"),
    ],
)
def test_a_value_that_cannot_be_is_named_before_the_start(form, text, name, value, said):
    form.take_file(text)
    form.settings.fields[name].setText(value)
    assert not form.start.isEnabled()
    assert said in form.problem_shown.text()
    with pytest.raises(StudioError):
        form.params()
    form.settings.fields[name].clear()
    assert form.start.isEnabled()


def test_a_sample_interval_without_prompts_takes_the_first_words(form, text):
    form.take_file(text)
    form.settings.fields["sample_every"].setText("5")
    assert (form.params().sample_every, form.params().sample_prompt) == (5, ("ROMEO: speak",))


def test_every_field_has_a_name_for_those_who_cannot_see_it(form):
    form.unfold.click()
    for widget in [
        *form.settings.fields.values(),
        form.begin.start_from,
        form.begin.network,
        form.begin.vocabulary,
        form.time.amount,
    ]:
        assert widget.accessibleName()
    assert all(
        line.accessibleName() for line in form.findChildren(QLineEdit) if line.isVisible() and line.parent() is form
    )


def test_going_back_to_minutes_forgets_the_steps(form, text):
    form.take_file(text)
    form.time.unit.setCurrentIndex(STEPS)
    form.time.unit.setCurrentIndex(MINUTES)
    assert (form.params().steps, form.params().minutes) == (None, 5.0)
