"""The command table: unique, bound, described, and safe to trigger in an empty window."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog

from gpt_studio.ui.commands.actions import resolve
from gpt_studio.ui.commands.command import FLAGS, MENUS
from gpt_studio.ui.commands.table import COMMANDS


def test_ids_are_unique():
    assert len({c.id for c in COMMANDS}) == len(COMMANDS)


def test_shortcuts_are_valid_and_unique(qapp):
    keys = [keys for command in COMMANDS for keys in command.shortcuts]
    assert all(not QKeySequence(k).isEmpty() for k in keys)
    assert len({QKeySequence(k).toString() for k in keys}) == len(keys)


def test_every_flag_and_menu_that_is_named_exists():
    menus = {name for name, _ in MENUS}
    for command in COMMANDS:
        assert command.menu in menus
        assert set(command.when) <= FLAGS
        assert not command.checked or command.checked in FLAGS


def test_the_window_tells_only_flags_of_the_table(studio):
    assert studio.window.flags.now() <= FLAGS


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.id)
def test_every_command_has_a_handler_and_runs_in_the_empty_state(studio, command, monkeypatch):
    from PySide6.QtGui import QDesktopServices

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    window = studio.window
    targets = window.commands.targets
    assert callable(resolve(command.handler, targets))
    resolve(command.handler, targets)()
    for dialog in window.findChildren(QDialog):
        dialog.close()
    if studio.workspace.busy:
        window.page.generation.stop_for_edit()


def test_a_command_is_enabled_only_where_its_flags_hold(studio, qtbot):
    commands = studio.window.commands
    assert commands["generate.start"].isEnabled()
    assert not commands["generate.stop"].isEnabled()
    assert not commands["edit.undo"].isEnabled()
    studio.reason = ""
    studio.type(qtbot, "a")
    assert commands["edit.undo"].isEnabled()
    studio.generate()
    assert not commands["generate.start"].isEnabled()
    assert commands["generate.stop"].isEnabled()
    assert not commands["edit.undo"].isEnabled()


def test_every_action_stands_in_a_menu_with_a_tooltip(studio):
    bar = studio.window.menuBar()
    shown = {id(a) for menu in bar.findChildren(type(bar.addMenu(""))) for a in menu.actions()}
    for command in COMMANDS:
        action = studio.window.commands[command.id]
        assert id(action) in shown or any(action is a for m in bar.actions() for a in m.menu().actions())
        assert action.text() in action.toolTip()


def test_clicking_a_checked_command_again_keeps_its_check(studio):
    action = studio.window.commands["mode.write"]
    action.trigger()
    assert action.isChecked()
