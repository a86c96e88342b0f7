"""The window around the document: first start, modes, models, drops, errors, names for the blind."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QLabel
from window_fixture import end_studio, make_studio

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Describe, LoadModel, UnloadModel


def drop(window, path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_setting_a_text_fifty_thousand_times_keeps_the_references_to_none(qapp):
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(50_000):
        label.setText("x")
    assert abs(sys.getrefcount(None) - before) < 1000


def test_the_first_start_shows_at_most_twelve_controls_and_no_side(studio):
    window = studio.window
    controls = [
        w for w in window.findChildren(QAbstractButton) + window.findChildren(QAbstractSpinBox) if w.isVisible()
    ]
    controls = [w for w in controls if not isinstance(w.parent(), QAbstractSpinBox)]
    assert 1 + len(controls) <= 12, [c.accessibleName() or c.objectName() for c in controls]
    assert not window.centre.side.isVisible()


def test_the_strip_of_the_first_start_is_dismissed_for_good(studio, qtbot, tmp_path):
    assert studio.window.page.strip.isVisible()
    qtbot.mouseClick(studio.window.page.strip._close, Qt.MouseButton.LeftButton)
    assert not studio.window.page.strip.isVisible()
    end_studio(studio)
    again = make_studio(tmp_path)
    qtbot.addWidget(again.window)
    again.window.show()
    assert not again.window.page.strip.isVisible()
    end_studio(again)


def test_each_mode_keeps_its_own_arrangement(studio, qtbot, tmp_path):
    window = studio.window
    window.show_look_inside()
    assert window.centre.side.isVisible()
    assert window.centre.side.currentWidget() is window.look_inside
    window.show_write()
    assert not window.centre.side.isVisible()
    window.centre.toggle_side_panel()
    assert window.centre.side.currentWidget() is window.page.side
    window.show_train()
    assert window.centre.currentWidget() is window.train
    end_studio(studio)
    again = make_studio(tmp_path)
    qtbot.addWidget(again.window)
    again.window.show()
    assert again.window.centre.side.isVisible()
    end_studio(again)


def test_generate_turns_into_stop_while_it_runs(studio, qtbot):
    button = studio.window.top.run
    assert button.text() == "Generate"
    studio.reason = ""
    studio.type(qtbot, "a")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.text() == "Stop"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert studio.host.cancelled


def test_temperature_in_the_bar_and_on_the_stack_are_one(studio):
    window = studio.window
    window.top.temperature.setValue(0.5)
    row = window.page.side.stack.rows()[0]
    assert row.fields["temperature"].value() == 0.5
    row.fields["temperature"].setValue(1.2)
    assert window.top.temperature.value() == 1.2


def test_loading_another_model_keeps_the_first_until_it_is_there(studio):
    first = studio.workspace.model
    studio.host.answers.pop(LoadModel)
    studio.window.load_model("/models/two")
    job = studio.host.last(LoadModel).job
    studio.host.say(ev.Progress(job, "reading", 30, 100, "bytes"))
    studio.turn()
    assert "30 %" in studio.window.top.model.text()
    assert studio.workspace.model is first
    studio.host.say(ev.JobFailed(job, "damaged", "two is damaged", expected="9 bytes", found="4"))
    studio.turn()
    assert studio.workspace.model is first
    assert studio.window.banner.text() == "two is damaged: expected 9 bytes, found 4"


def test_the_model_before_is_unloaded_once_the_new_one_is_there(studio):
    studio.window.load_model("/models/two")
    studio.turn()
    assert studio.workspace.model.key.path == "/models/two"
    assert studio.host.last(UnloadModel).key.path == "bundled"
    assert studio.keeper.settings.recent_models == ("/models/two", "bundled")


def test_the_model_dialog_shows_the_card_and_loads(studio, qtbot):
    studio.window.models.show_card("/models/gpt2")
    library = studio.window.models.library
    assert studio.host.last(Describe).path == "/models/gpt2"
    studio.turn()
    card = library.panel.card.values()
    assert card["Context"] == "1,024 tokens"
    assert card["Parameters"].startswith("1.9 M")
    assert card["Memory"] == "needs about 12.0 MB, 8.0 GB are free"
    qtbot.mouseClick(library.panel.foot.load, Qt.MouseButton.LeftButton)
    studio.turn()
    assert studio.workspace.model.key.path == "/models/gpt2"
    assert not library.isVisible()


def test_a_file_that_is_no_model_is_refused_in_the_dialog(studio):
    studio.host.answers[Describe] = lambda c: [ev.JobFailed(c.job, "damaged", "ckpt.pt is cut off")]
    studio.window.models.show_card("/models/ckpt.pt")
    studio.turn()
    library = studio.window.models.library
    assert library.panel.banner.isVisible()
    assert library.panel.banner.text() == "ckpt.pt is cut off"
    assert not library.panel.foot.load.isEnabled()
    assert studio.workspace.model.key.path == "bundled"


def test_a_model_that_does_not_fit_cannot_be_loaded(studio):
    from fake_host import model_info

    studio.host.answers[Describe] = lambda c: [ev.ModelDescribed(c.job, model_info(), 1_000_000)]
    studio.window.models.show_card("/models/huge")
    studio.turn()
    library = studio.window.models.library
    assert not library.panel.foot.load.isEnabled()
    assert "does not fit" in library.panel.banner.text()


def test_a_dropped_checkpoint_shows_its_card_and_a_dropped_text_goes_to_training(studio, tmp_path):
    (tmp_path / "gpt2").mkdir()
    drop(studio.window, tmp_path / "gpt2")
    assert studio.host.last(Describe).path == str(tmp_path / "gpt2")
    (tmp_path / "poems.txt").write_text("Tyger tyger\n" * 50)
    drop(studio.window, tmp_path / "poems.txt")
    assert studio.workspace.mode == "train"


def test_text_is_opened_and_saved_byte_for_byte(studio, tmp_path):
    path = tmp_path / "in.txt"
    path.write_bytes("Größe 😀\r\n\tx\n".encode())
    studio.window.files.read(str(path))
    assert studio.document.text() == "Größe 😀\r\n\tx\n"
    studio.window.files.write(str(tmp_path / "out.txt"))
    assert (tmp_path / "out.txt").read_bytes() == path.read_bytes()
    assert studio.window.windowFilePath().endswith("out.txt")


def test_a_file_that_is_no_text_is_refused_and_the_document_stays(studio, tmp_path, qtbot):
    studio.type(qtbot, "kept")
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\xff")
    studio.window.files.read(str(tmp_path / "image.txt"))
    assert "no UTF-8 text" in studio.window.page.banner.text()
    assert studio.document.text() == "kept"


def test_undo_after_new_brings_back_the_document_and_its_file(studio, tmp_path, qtbot):
    studio.type(qtbot, "old")
    studio.window.files.write(str(tmp_path / "old.txt"))
    studio.window.commands["document.new"].trigger()
    assert studio.document.text() == ""
    assert studio.window.files.path == ""
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.text() == "old"
    assert studio.window.files.path == str(tmp_path / "old.txt")


def test_when_the_engine_ends_the_window_says_so_and_keeps_the_text(studio, qtbot):
    studio.type(qtbot, "kept")
    studio.host.say(ev.EngineStopped(message="out of memory"))
    studio.turn()
    assert "out of memory" in studio.window.banner.text()
    assert studio.document.text() == "kept"
    assert not studio.window.commands["generate.start"].isEnabled()


def test_zoom_is_remembered(studio, qtbot, tmp_path):
    size = studio.editor.font().pointSizeF()
    studio.window.commands["view.larger"].trigger()
    assert studio.editor.font().pointSizeF() > size
    assert studio.keeper.settings.text_size == pytest.approx(studio.editor.font().pointSizeF())
    studio.window.commands["view.normal_size"].trigger()
    assert studio.editor.font().pointSizeF() == size


def test_every_control_without_a_text_has_a_name(studio):
    studio.window.centre.toggle_side_panel()
    studio.window.page.side.stack.add("repetition")
    studio.window.page.side.form.fold.setChecked(True)
    window = studio.window
    for button in window.findChildren(QAbstractButton):
        internal = button.objectName().startswith("qt_") or button.metaObject().className() == "QTableCornerButton"
        if not internal and not window.train.isAncestorOf(button) and not window.look_inside.isAncestorOf(button):
            assert button.text() or button.accessibleName(), button.toolTip()
    for field in window.page.findChildren(QAbstractSpinBox) + window.page.side.findChildren(QAbstractSpinBox):
        assert field.accessibleName()


def test_the_keyboard_reaches_every_part_of_the_window(studio, qtbot):
    studio.window.centre.toggle_side_panel()
    studio.window.activateWindow()
    studio.editor.setFocus()
    seen = []
    for _ in range(4):
        studio.window.commands["view.next_part"].trigger()
        seen.append(QApplication.focusWidget())
    assert studio.window.centre.side.isAncestorOf(seen[0])
    assert studio.window.top.isAncestorOf(seen[1])
    assert seen[2] is studio.editor
    assert seen[3] is seen[0]


@pytest.mark.parametrize("scheme", ["light", "dark", "system"])
def test_the_colours_of_the_window_may_be_chosen(studio, scheme):
    studio.window.commands[f"scheme.{scheme}"].trigger()
    assert studio.window.commands[f"scheme.{scheme}"].isChecked()
    assert studio.keeper.settings.scheme == scheme
    studio.window.commands["scheme.system"].trigger()


def test_a_change_of_language_reaches_every_part(studio):
    QApplication.sendEvent(studio.window, QEvent(QEvent.Type.LanguageChange))
    assert studio.window.menuBar().actions()[0].text() == "&File"
    assert studio.window.top.run.text() == "Generate"


def test_the_text_of_the_last_time_comes_back_with_its_versions(studio, qtbot, tmp_path):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.answer = " farewell"
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    end_studio(studio)
    again = make_studio(tmp_path)
    qtbot.addWidget(again.window)
    assert again.editor.toPlainText() == "ROMEO farewell"
    assert again.document.versions() == (2, 2)
    end_studio(again)
