"""The history beside the text: what is listed, found, marked, opened, thrown away and brought back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QPushButton
from window_fixture import end_studio, make_studio

from gpt_studio.store.history.search import Hit
from gpt_studio.store.history.shelf import Card
from gpt_studio.ui.history.rows import fitted, short_model


@pytest.fixture
def filled(studio, qtbot):
    """Two documents, the second on screen with two versions; the history is open."""
    studio.type(qtbot, "The lighthouse")
    studio.generate()
    studio.window.commands["document.new"].trigger()
    studio.type(qtbot, "Dear sir")
    studio.generate()
    studio.answer = " the sea was dark"
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    studio.keeper.documents.write().result()
    studio.window.commands["view.history"].trigger()
    studio.window.activateWindow()
    wait(qtbot, studio, lambda: len(rows(studio)) == 4)
    return studio


def wait(qtbot, studio, holds) -> None:
    """Let the history answer."""
    qtbot.waitUntil(holds, timeout=20_000)


def panel(studio):
    return studio.window.history


def rows(studio):
    return panel(studio).rows.items


def titles(studio) -> list[str]:
    return [panel(studio).rows.title(item) for item in rows(studio)]


def search(qtbot, studio, line: str, count: int) -> None:
    panel(studio).search.setText(line)
    panel(studio).refresh()
    wait(qtbot, studio, lambda: sum(isinstance(item, Hit | Card) for item in rows(studio)) == count)


def choose(studio, at: int):
    panel(studio).list.setCurrentIndex(panel(studio).rows.index(at, 0))
    return rows(studio)[at]


def press(qtbot, studio, name: str) -> None:
    qtbot.mouseClick(panel(studio).deeds.button(name), Qt.MouseButton.LeftButton)


def test_an_empty_history_says_what_it_is_for(studio, qtbot):
    studio.window.commands["view.history"].trigger()
    assert panel(studio).isVisible()
    assert "Every document" in panel(studio)._nothing.text()
    qtbot.keyClick(panel(studio).search, Qt.Key.Key_Escape)
    assert not panel(studio).isVisible()
    assert not studio.window.commands["view.history"].isChecked()


def test_documents_are_listed_and_beneath_the_one_on_screen_its_versions(filled):
    assert titles(filled) == ["Dear sir", "the sea was dark", "wherefore art thou", "The lighthouse"]
    assert "2 version" in panel(filled).rows.detail(rows(filled)[0])
    assert [panel(filled).rows.is_shown(item) for item in rows(filled)] == [False, True, False, False]
    filled.window.commands["versions.previous"].trigger()
    assert [panel(filled).rows.is_shown(item) for item in rows(filled)] == [False, False, True, False]
    assert "length reached" in panel(filled).rows.detail(rows(filled)[1])


def test_typing_searches_marks_what_is_found_and_a_click_opens_it_on_its_branch(filled, qtbot):
    panel(filled).search.setFocus()
    qtbot.keyClicks(panel(filled).search, "wherefore")
    wait(qtbot, filled, lambda: len(rows(filled)) == 4 and isinstance(rows(filled)[0], str))
    hit = rows(filled)[1]
    text, marks = fitted(hit)
    assert [text[a:b] for a, b in marks] == ["wherefore"]
    assert filled.document.text() == "Dear sir the sea was dark"
    index = panel(filled).rows.index(1, 0)
    qtbot.mouseClick(
        panel(filled).list.viewport(), Qt.MouseButton.LeftButton, pos=panel(filled).list.visualRect(index).center()
    )
    assert filled.document.text() == "Dear sir wherefore art thou"
    assert filled.editor.textCursor().selectedText() == "wherefore"


def test_a_version_of_another_document_opens_and_undo_comes_back(filled, qtbot):
    search(qtbot, filled, "lighthouse art", 1)
    panel(filled)._on_return()
    wait(qtbot, filled, lambda: filled.document.text() == "The lighthouse wherefore art thou")
    filled.window.commands["edit.undo"].trigger()
    assert filled.document.text() == "Dear sir the sea was dark"
    search(qtbot, filled, "", 4)
    assert len(filled.keeper.documents.history.cards().result()) == 2


def test_opening_while_the_model_writes_stops_it_first(filled, qtbot):
    search(qtbot, filled, "lighthouse art", 1)
    filled.reason = ""
    filled.generate()
    assert filled.workspace.busy
    panel(filled)._on_return()
    wait(qtbot, filled, lambda: "lighthouse" in filled.document.text())
    assert not filled.workspace.busy
    assert filled.host.cancelled


def test_stars_and_tags_are_set_and_searched(filled, qtbot):
    choose(filled, 1)
    press(qtbot, filled, "star")
    wait(qtbot, filled, lambda: rows(filled)[1].starred)
    panel(filled).deeds.ask_tags()
    dialog = panel(filled).findChild(QInputDialog)
    dialog.setTextValue("#sea, dark，night")
    dialog.accept()
    wait(qtbot, filled, lambda: rows(filled)[1].tags == ("dark", "night", "sea"))
    assert "★ · #dark · #night · #sea" in panel(filled).rows.detail(rows(filled)[1])
    search(qtbot, filled, "is:starred tag:night", 1)
    search(qtbot, filled, "", 4)
    panel(filled).unfold.setChecked(True)
    panel(filled).filters.starred.setChecked(True)
    wait(qtbot, filled, lambda: titles(filled) == ["Dear sir", "the sea was dark"])
    panel(filled).filters.starred.setChecked(False)
    filters = panel(filled).filters
    wait(qtbot, filled, lambda: filters.tag.count() == 4)
    filters.reason.setCurrentIndex(1)
    wait(qtbot, filled, lambda: sum(isinstance(item, Hit) for item in rows(filled)) == 3)
    filters.when.setCurrentIndex(1)
    assert panel(filled).query().after is not None
    assert panel(filled).query().stop_reason == "max_tokens"


def test_a_document_is_renamed(filled, qtbot):
    choose(filled, 3)
    panel(filled).deeds.ask_title()
    dialog = panel(filled).findChild(QInputDialog)
    assert dialog.textValue() == "The lighthouse"
    dialog.setTextValue("Storm")
    dialog.accept()
    wait(qtbot, filled, lambda: "Storm" in titles(filled))


def test_a_document_goes_to_the_trash_and_is_brought_back_at_once(filled, qtbot):
    choose(filled, 3)
    press(qtbot, filled, "trash")
    wait(qtbot, filled, lambda: "The lighthouse" not in titles(filled))
    press(qtbot, filled, "undo")
    wait(qtbot, filled, lambda: "The lighthouse" in titles(filled))


def test_the_document_on_screen_goes_to_the_trash_and_undo_brings_it_back(filled, qtbot):
    choose(filled, 0)
    press(qtbot, filled, "trash")
    wait(qtbot, filled, lambda: titles(filled) == ["The lighthouse"])
    assert filled.document.text() == ""
    filled.window.commands["edit.undo"].trigger()
    assert filled.document.text() == "Dear sir the sea was dark"
    filled.keeper.documents.write().result()
    wait(qtbot, filled, lambda: "Dear sir" in titles(filled))


def test_deleting_for_ever_asks_first_and_leaves_no_trace(filled, qtbot, tmp_path):
    choose(filled, 0)
    press(qtbot, filled, "trash")
    wait(qtbot, filled, lambda: titles(filled) == ["The lighthouse"])
    panel(filled).trash.setChecked(True)
    wait(qtbot, filled, lambda: titles(filled) == ["Dear sir"])
    choose(filled, 0)
    press(qtbot, filled, "delete")
    box = panel(filled).findChild(QMessageBox)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    ok = next(b for b in box.findChildren(QPushButton) if b.text() == "Delete for ever")
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    wait(qtbot, filled, lambda: not rows(filled))
    assert "trash is empty" in panel(filled)._nothing.text()
    while filled.window.page.undo.can_undo():
        filled.window.commands["edit.undo"].trigger()
        assert "Dear" not in filled.document.text()
    end_studio(filled)
    for word in (b"Dear sir", b"dear", b"sea was"):
        assert [p.name for p in tmp_path.rglob("*") if p.is_file() and word in p.read_bytes()] == []


def test_what_is_written_shows_in_the_list_that_is_open(filled, qtbot):
    filled.window.commands["document.new"].trigger()
    filled.editor.setFocus()
    filled.type(qtbot, "A third")
    filled.keeper.documents.write().result()
    wait(qtbot, filled, lambda: "A third" in titles(filled))


def test_the_panel_is_open_again_the_next_time_and_a_second_window_says_why_it_is_empty(filled, qtbot, tmp_path):
    second = make_studio(tmp_path)
    qtbot.addWidget(second.window)
    second.window.show()
    assert "Another window has the history" in second.window.banner.text()
    second.window.commands["view.history"].trigger()
    assert "no history" in panel(second)._nothing.text()
    second.window.commands["document.trash"].trigger()
    second.window.commands["document.duplicate"].trigger()
    end_studio(second)
    end_studio(filled)
    third = make_studio(tmp_path)
    third.vocabulary |= filled.vocabulary  # its text may be scored while the history answers
    qtbot.addWidget(third.window)
    third.window.show()
    assert panel(third).isVisible()
    wait(qtbot, third, lambda: len(rows(third)) == 4)
    end_studio(third)


def test_the_keyboard_and_a_change_of_language_reach_all_of_it(filled, qtbot):
    qtbot.keyClick(panel(filled).search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is panel(filled).list
    QApplication.sendEvent(panel(filled), QEvent(QEvent.Type.LanguageChange))
    QApplication.sendEvent(panel(filled), QEvent(QEvent.Type.PaletteChange))
    choose(filled, 1)
    menu = panel(filled).menu()
    assert [a.text() for a in menu.actions()] == ["☆ Star", "Tags…", "Rename…", "Version to trash"]
    menu.actions()[0].trigger()
    wait(qtbot, filled, lambda: rows(filled)[1].starred)
    menu.close()
    assert not panel(filled).grab().isNull()
    assert panel(filled).rows.data(panel(filled).rows.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)


def trash_button_says(studio) -> str:
    return panel(studio).deeds.button("trash").text()


def test_a_version_goes_to_the_trash_by_itself_and_undo_brings_it_back(filled, qtbot):
    at = next(i for i, t in enumerate(titles(filled)) if t.startswith("the sea"))
    choose(filled, at)
    assert trash_button_says(filled) == "Version to trash"
    press(qtbot, filled, "trash")
    assert filled.document.text() == "Dear sir wherefore art thou" and filled.document.versions() == (1, 1)
    filled.window.commands["edit.undo"].trigger()
    assert filled.document.text() == "Dear sir the sea was dark" and filled.document.versions() == (2, 2)
    filled.window.commands["edit.redo"].trigger()
    assert filled.document.versions() == (1, 1)
    press(qtbot, filled, "undo")  # the panel's own way back
    assert filled.document.text() == "Dear sir the sea was dark"


def test_a_version_is_restored_from_the_trash_and_deleted_for_ever(filled, qtbot, tmp_path):
    filled.window.commands["versions.trash"].trigger()
    filled.keeper.documents.write().result()
    panel(filled).trash.setChecked(True)
    wait(qtbot, filled, lambda: len(rows(filled)) == 2)  # the title of its document, and the version
    assert titles(filled) == ["Dear sir", "the sea was dark"]
    choose(filled, 1)
    press(qtbot, filled, "back")
    assert filled.document.text() == "Dear sir the sea was dark"
    wait(qtbot, filled, lambda: not rows(filled))
    filled.window.commands["versions.trash"].trigger()
    wait(qtbot, filled, lambda: len(rows(filled)) == 2)
    choose(filled, 1)
    panel(filled).deeds.delete()
    wait(qtbot, filled, lambda: not rows(filled))
    while filled.window.page.undo.can_undo():
        filled.window.commands["edit.undo"].trigger()
        assert "sea" not in filled.document.text()
    while filled.window.page.undo.can_redo():
        filled.window.commands["edit.redo"].trigger()
        assert "sea" not in filled.document.text()
    end_studio(filled)
    assert not any(b"sea was" in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_the_only_version_goes_with_its_document(filled, qtbot):
    search(qtbot, filled, "lighthouse", 1)
    at = next(i for i, item in enumerate(rows(filled)) if isinstance(item, Hit))
    choose(filled, at)
    press(qtbot, filled, "trash")
    panel(filled).search.clear()
    wait(qtbot, filled, lambda: "The lighthouse" not in titles(filled))


def test_a_setting_is_filtered_without_typing_its_condition(filled, qtbot):
    panel(filled).unfold.setChecked(True)
    setting = panel(filled).filters.setting
    assert panel(filled).query().browses and not setting.value.isVisible()
    setting.name.setCurrentIndex(setting.name.findData("temperature"))
    assert setting.value.isVisible() and panel(filled).query().browses  # no number yet
    setting.value.setText("0.5")
    (found,) = panel(filled).query().settings
    assert (found.name, found.sign, found.value) == ("temperature", ">=", 0.5)
    wait(qtbot, filled, lambda: sum(isinstance(item, Hit) for item in rows(filled)) == 3)
    setting.sign.setCurrentIndex(1)
    wait(qtbot, filled, lambda: not rows(filled))
    setting.name.setCurrentIndex(0)
    assert panel(filled).query().browses


def test_a_version_names_the_file_of_its_model_without_its_folders():
    told = " (llama 30x9x576, vocabulary 49152) + bfloat16"
    for path, name in (
        ("bundled", "bundled"),
        ("/home/me/My (old) models/x.gguf", "x.gguf"),
        ("C:\\m\\gpt2\\", "gpt2"),
    ):
        assert short_model(path + told) == name
    assert short_model("model-3") == "model-3"
