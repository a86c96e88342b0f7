"""Documents: files of their own, copies, titles, the recent ones, and coming back to where one was."""

from __future__ import annotations

import sqlite3

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QInputDialog
from window_fixture import end_studio, make_studio

from gpt_studio.store.document_file import decode_document


def wait(qtbot, holds) -> None:
    qtbot.waitUntil(holds, timeout=20_000)


def drop(window, path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_a_copy_is_saved_with_all_versions_and_a_dropped_one_opens(studio, qtbot, tmp_path):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    path = tmp_path / "play.gptdoc"
    studio.window.documents.write_copy(str(path))
    wait(qtbot, path.exists)
    assert decode_document(path.read_bytes()).document.versions() == (2, 2)
    studio.window.commands["document.new"].trigger()
    drop(studio.window, path)
    wait(qtbot, lambda: studio.document.text() == "ROMEO wherefore art thou")
    assert studio.document.versions() == (2, 2)
    assert studio.workspace.mode == "write"
    studio.keeper.documents.write().result()
    assert len(studio.keeper.documents.history.cards().result()) == 2


def test_the_open_dialog_s_choice_may_be_a_document(studio, qtbot, tmp_path):
    studio.type(qtbot, "kept")
    path = tmp_path / "one.gptdoc"
    studio.window.documents.write_copy(str(path))
    wait(qtbot, path.exists)
    studio.window.files.read(str(path))
    wait(qtbot, lambda: len(studio.keeper.documents.history.cards().result()) == 2)


def test_a_stranger_s_file_is_refused_and_the_document_stays(studio, qtbot, tmp_path):
    studio.type(qtbot, "kept")
    (tmp_path / "bad.gptdoc").write_bytes(b'{"format": "other"}')
    studio.window.files.read(str(tmp_path / "bad.gptdoc"))
    wait(qtbot, studio.window.page.banner.isVisible)
    assert "cannot be opened" in studio.window.page.banner.text()
    assert studio.document.text() == "kept"


def test_a_copy_that_cannot_be_written_is_told(studio, qtbot, tmp_path):
    studio.type(qtbot, "kept")
    studio.window.documents.write_copy(str(tmp_path / "none" / "a.gptdoc"))
    wait(qtbot, studio.window.page.banner.isVisible)
    assert "a.gptdoc was not saved" in studio.window.page.banner.text()


def test_without_a_history_a_copy_is_still_saved(studio, qtbot, tmp_path):
    second = make_studio(tmp_path)
    qtbot.addWidget(second.window)
    second.editor.insertPlainText("only here")
    second.window.documents.write_copy(str(tmp_path / "rescue.gptdoc"))
    assert decode_document((tmp_path / "rescue.gptdoc").read_bytes()).document.text() == "only here"
    end_studio(second)


def test_a_duplicate_is_a_document_of_its_own(studio, qtbot):
    studio.type(qtbot, "first")
    before = studio.document
    studio.window.commands["document.duplicate"].trigger()
    wait(qtbot, lambda: studio.document is not before)
    studio.editor.insertPlainText("second ")
    assert before.text() == "first"
    studio.keeper.documents.write().result()
    cards = studio.keeper.documents.history.cards().result()
    assert sorted(card.title for card in cards) == ["", "first (copy)"]


def test_the_recent_documents_stand_in_the_menu_under_their_titles(studio, qtbot):
    studio.type(qtbot, "first & last")
    studio.window.commands["document.rename"].trigger()
    dialog = studio.window.findChild(QInputDialog)
    dialog.setTextValue("Beginnings & ends")
    dialog.accept()
    history = studio.keeper.documents.history
    wait(qtbot, lambda: any(card.title for card in history.cards().result()))
    studio.window.commands["document.new"].trigger()
    studio.type(qtbot, "second")
    studio.keeper.documents.write().result()
    wait(qtbot, lambda: len(studio.window.documents._cards) == 2)
    menu = studio.window.documents.recent
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["second", "Beginnings && ends"]
    menu.actions()[1].trigger()
    wait(qtbot, lambda: studio.document.text() == "first & last")


def test_the_window_opens_at_the_version_the_place_and_the_pin_where_it_was(studio, qtbot, tmp_path):
    studio.editor.insertPlainText("line\n" * 200 + "ROMEO")
    studio.generate()
    studio.answer = " farewell"
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    studio.window.commands["versions.previous"].trigger()
    studio.score()
    index = len(studio.document.tokens()) - 1
    studio.workspace.set_pinned(index)
    studio.editor.set_caret(12)
    studio.editor.verticalScrollBar().setValue(40)
    end_studio(studio)
    again = make_studio(tmp_path)
    qtbot.addWidget(again.window)
    again.window.show()
    assert again.document.versions() == (1, 2)
    assert again.document.text().endswith(" wherefore art thou")
    assert again.editor.caret() == 12
    wait(qtbot, lambda: again.editor.verticalScrollBar().value() == 40)
    again.vocabulary = studio.vocabulary
    assert again.workspace.pinned == -1  # the text is not read into tokens yet
    again.score()
    assert again.workspace.pinned == index
    end_studio(again)


def test_a_full_disk_is_told_once_in_a_banner(studio, qtbot):
    history = studio.keeper.documents.history
    history.ask(lambda c: c.execute("PRAGMA query_only = ON")).result()
    for text in "abc":
        studio.type(qtbot, text)
        answer = studio.keeper.documents.write()
        wait(qtbot, answer.done)
        assert isinstance(answer.exception(), sqlite3.OperationalError)
    wait(qtbot, studio.window.banner.isVisible)
    assert "Nothing is saved at the moment" in studio.window.banner.text()
    assert not history.take_notices()
    history.ask(lambda c: c.execute("PRAGMA query_only = OFF")).result()


def test_what_the_statistics_of_a_generation_were_is_kept_with_it(studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.generate()
    kept = studio.keeper.documents
    kept.write().result()
    loaded = kept.history.load(kept.number_of(studio.document)).result()
    assert loaded.document.path()[-1].settings["statistics"]["decode_tok_s"] == 212.4
    assert loaded.document.path()[-1].stop_reason == "max_tokens"
