"""The commands of the table as QActions: bound, enabled, checked, translated, put into menus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from .command import MENUS, Command
from .table import COMMANDS


class CommandAction(QAction):
    """The QAction of one row."""

    def __init__(self, command: Command, run: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.command = command
        self._run = run
        self.setObjectName(command.id)
        self.setCheckable(bool(command.checked))
        self.setShortcuts([QKeySequence(keys) for keys in command.shortcuts])
        self.triggered.connect(self._on_triggered)
        self.retranslate()

    def retranslate(self) -> None:
        """Title and tooltip in the language in force."""
        title = translated(self.command.title)
        keys = self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        head = f"{title} ({keys})" if keys else title
        self.setText(title)
        self.setToolTip(f"{head}\n{translated(self.command.tip)}" if self.command.tip else head)

    def _on_triggered(self, _checked: bool) -> None:
        if self.command.checked:  # the flag says what is checked, not the click
            self.setChecked(not self.isChecked())
        self._run()


class Commands(QObject):
    """The actions of the table, bound to the objects that carry them out."""

    def __init__(self, targets: Mapping[str, object], parent: QObject) -> None:
        super().__init__(parent)
        self.targets = targets
        self._actions = {row.id: CommandAction(row, resolve(row.handler, targets), self) for row in COMMANDS}
        self._menus: dict[str, QMenu] = {}

    def __getitem__(self, command: str) -> CommandAction:
        return self._actions[command]

    def menu(self, name: str) -> QMenu:
        """A menu of the table, once `fill` made it."""
        return self._menus[name]

    def update(self, flags: frozenset[str]) -> None:
        """Enable what may be done now and check what is on."""
        for action in self._actions.values():
            action.setEnabled(flags.issuperset(action.command.when))
            if action.command.checked:
                action.setChecked(action.command.checked in flags)

    def retranslate(self) -> None:
        """Actions and menus in the language in force."""
        for action in self._actions.values():
            action.retranslate()
        for name, title in MENUS:
            if name in self._menus:
                self._menus[name].setTitle(translated(title))

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus, in the order of the table."""
        bar.clear()
        self._menus = {}
        for name, title in MENUS:
            above = self._menus.get(name.partition(".")[0])
            menu = self._menus[name] = (above or bar).addMenu(translated(title))
            menu.setToolTipsVisible(True)
            if above and not above.actions()[-2].menu():  # a line before the first menu in a menu
                above.insertSeparator(menu.menuAction())
            self._fill_menu(menu, name)

    def _fill_menu(self, menu: QMenu, name: str) -> None:
        group = 0
        for row in COMMANDS:
            if row.menu != name:
                continue
            if row.group != group and not menu.isEmpty():
                menu.addSeparator()
            group = row.group
            menu.addAction(self._actions[row.id])


def resolve(handler: str, targets: Mapping[str, object]) -> Callable[[], Any]:
    """The bound method that `target.method` names. KeyError or AttributeError when there is none."""
    target, _, method = handler.partition(".")
    found = getattr(targets[target], method)
    if not callable(found):
        raise TypeError(f"{handler} is no method")
    return found


def translated(text: str) -> str:
    """A title or tip of the table in the language in force."""
    return QCoreApplication.translate("Command", text)
