"""The window is there before the document of the last time is: what is typed meanwhile stays, nothing is lost."""

from __future__ import annotations

import threading

import pytest
from window_fixture import end_studio, make_studio

from gpt_studio.store.history import archive


@pytest.fixture
def held(monkeypatch):
    """The history reads no document until this is set."""
    gate, real = threading.Event(), archive.read_document

    def read(*args):
        assert gate.wait(60)
        return real(*args)

    monkeypatch.setattr(archive, "read_document", read)
    yield gate
    gate.set()


@pytest.fixture
def open_window(qapp):
    """Opens windows of one folder after another; they are gone after the test."""
    made = []

    def open_window(folder, **options):
        made.append(make_studio(folder, **options))
        return made[-1]

    yield open_window
    for studio in made:
        studio.window.deleteLater()


@pytest.fixture
def left(tmp_path, open_window):
    """A folder in which the window was left with a text and a caret."""
    studio = open_window(tmp_path)
    studio.editor.insertPlainText("as it was left")
    studio.editor.set_caret(5)
    end_studio(studio)
    return tmp_path


def test_the_window_is_shown_before_the_document_is_read(open_window, left, held):
    studio = open_window(left, wait=False)
    studio.window.show()
    assert studio.window.isVisible()
    assert studio.editor.toPlainText() == ""
    held.set()
    studio.keeper.documents.wait()
    assert studio.editor.toPlainText() == "as it was left" == studio.document.text()
    assert studio.editor.caret() == 5
    end_studio(studio)


def test_what_is_typed_before_it_is_there_stays_and_the_document_is_kept(open_window, left, held, qtbot):
    studio = open_window(left, wait=False)
    studio.window.show()
    studio.type(qtbot, "already")
    held.set()
    studio.keeper.documents.wait()
    assert studio.editor.toPlainText() == "already"
    end_studio(studio)
    again = open_window(left)
    assert again.document.text() == "already"
    cards = again.keeper.documents.history.cards().result()
    assert {card.preview for card in cards} == {"already", "as it was left"}
    end_studio(again)


def test_a_window_that_is_closed_before_it_is_there_changes_nothing(open_window, left, held):
    studio = open_window(left, wait=False)
    held.set()
    end_studio(studio)
    again = open_window(left)
    assert again.document.text() == "as it was left"
    end_studio(again)
