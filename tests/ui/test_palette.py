"""The palette and the sheet of shortcuts: every command within reach of a few letters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from gpt_studio.ui.commands.command import MENUS
from gpt_studio.ui.commands.table import COMMANDS
from gpt_studio.ui.dialogs.shortcuts import Shortcuts, shortcuts_of
from gpt_studio.ui.palette.match import Texts, fit
from gpt_studio.ui.translations import Translations


@pytest.fixture
def palette(studio):
    studio.window.commands["view.palette"].trigger()
    return studio.window.palette_commands.palette


def ids(palette):
    return [entry.command.id for entry in palette.rows()]


def test_every_word_of_the_query_must_be_found():
    texts = (Texts("Another version", "Generate", "Writes the last span once more with a new seed."),)
    assert fit("another vers", texts) is not None
    assert fit("version seed", texts) is not None
    assert fit("anvr", texts) is not None
    assert fit("another model", texts) is None
    assert fit("", texts) is not None


def test_the_beginning_of_a_title_beats_its_middle_and_that_beats_a_tip():
    start, middle, tip = Texts("Copy"), Texts("Photocopy it"), Texts("Take", "", "A copy of it")
    scores = [fit("copy", (texts,)) for texts in (start, middle, tip)]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == 3


def test_the_palette_lists_every_command_but_itself(palette):
    assert set(ids(palette)) == {c.id for c in COMMANDS} - {"view.palette"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("dark", "scheme.dark"), ("another", "generate.again"), ("undo", "edit.undo"), ("save as", "document.save_as"),
     ("look", "mode.look_inside"), ("chinese", None), ("简体", "language.zh_CN"), ("expt mod", "model.export")],
)  # fmt: skip
def test_a_few_letters_bring_the_command_to_the_top(palette, qtbot, typed, expected):
    palette.field.setText(typed)
    if expected is None:
        assert not palette.rows() and not palette.list.isVisible()
    else:
        assert ids(palette)[0] == expected


def test_enter_runs_what_is_chosen_and_the_keyboard_goes_back_to_the_text(studio, palette, qtbot):
    qtbot.keyClicks(palette.field, "look inside")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert studio.workspace.mode == "look_inside"
    assert palette.isHidden()
    assert studio.window.focusWidget() is studio.editor


def test_arrows_go_round_the_list(palette, qtbot):
    last = len(palette.rows()) - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == last
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 0


def test_escape_closes_the_palette_and_stops_nothing(studio, qtbot):
    studio.reason = ""
    studio.type(qtbot, "a")
    studio.generate()
    studio.window.commands["view.palette"].trigger()
    palette = studio.window.palette_commands.palette
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert studio.host.cancelled == []
    studio.window.page.generation.stop_for_edit()


def test_what_cannot_be_done_now_is_listed_with_its_reason_and_does_nothing(studio, palette, qtbot):
    stop = next(entry for entry in palette.rows() if entry.command.id == "generate.stop")
    assert not stop.enabled and stop.why == "nothing is being written"
    qtbot.keyClicks(palette.field, "stop")
    assert ids(palette)[0] == "generate.stop"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_what_was_chosen_last_stands_on_top_and_is_remembered(studio, palette, qtbot):
    qtbot.keyClicks(palette.field, "dark")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    studio.window.commands["view.palette"].trigger()
    assert ids(palette)[0] == "scheme.dark"
    assert studio.keeper.settings.recent_commands == ("scheme.dark",)
    studio.window.appearance.scheme_system()


def test_in_chinese_a_command_is_found_by_its_chinese_and_its_english_name(studio, palette):
    translations = Translations()
    translations.use("zh_CN")
    try:
        palette.leave()
        studio.window.commands["view.palette"].trigger()
        undo = next(entry for entry in palette.rows() if entry.command.id == "edit.undo")
        assert undo.title == "撤销"
        for typed in ("撤销", "undo"):
            palette.field.setText(typed)
            assert ids(palette)[0] == "edit.undo"
    finally:
        translations.use("en")


def test_the_sheet_holds_every_shortcut_once(studio):
    told = [title for menu, _ in MENUS for title, _ in shortcuts_of(menu)]
    assert len(told) == sum(bool(c.shortcuts) for c in COMMANDS)
    studio.window.commands["help.shortcuts"].trigger()
    (sheet,) = studio.window.findChildren(Shortcuts)
    sheet.close()
