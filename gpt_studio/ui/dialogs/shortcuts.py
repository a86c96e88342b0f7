"""The cheat-sheet: every command that has keys, by menu. Made from the command table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gpt_studio.ui.commands.actions import translated
from gpt_studio.ui.commands.command import MENUS, menu_path
from gpt_studio.ui.commands.table import COMMANDS

COLUMNS = 2


class Shortcuts(QDialog):
    """Does not block the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._close = QPushButton(self)
        self._close.clicked.connect(self.close)
        self._close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(780, 720)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._close.setText(self.tr("Close"))
        sheet = QWidget()
        sheet.setProperty("role", "panel")
        columns = [QVBoxLayout() for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for menu, _ in MENUS:
            rows = shortcuts_of(menu)
            if rows:
                column = heights.index(min(heights))
                columns[column].addWidget(_section(menu_path(menu, translated), rows, sheet))
                heights[column] += len(rows) + 2
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(36)
        for number, column in enumerate(columns):
            column.setSpacing(16)
            column.addStretch(1)
            grid.addLayout(column, 0, number)
            grid.setColumnStretch(number, 1)
        self._area.setWidget(sheet)


def shortcuts_of(menu: str) -> list[tuple[str, str]]:
    """(title, keys as they are written on this system) of the commands of a menu that have keys."""
    found = [c for c in COMMANDS if c.menu == menu and c.shortcuts]
    return [(translated(c.title).replace("&", ""), " · ".join(_native(k) for k in c.shortcuts)) for c in found]


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _section(title: str, rows: list[tuple[str, str]], parent: QWidget) -> QWidget:
    place = QWidget(parent)
    grid = QGridLayout(place)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(5)
    head = QLabel(title, place)
    head.setProperty("role", "heading")
    grid.addWidget(head, 0, 0, 1, 2)
    for number, (name, keys) in enumerate(rows, 1):
        told, held = QLabel(name, place), QLabel(keys, place)
        held.setProperty("role", "muted")
        grid.addWidget(told, number, 0)
        grid.addWidget(held, number, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return place
