"""The commands that list commands: the palette, and the sheet of keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gpt_studio.ui.commands.actions import Commands
from gpt_studio.ui.dialogs.shortcuts import Shortcuts
from gpt_studio.ui.keeper import Keeper

from .palette import MOST_RECENT, Palette


class PaletteCommands(QObject):
    """Makes the palette when it is first asked for, and remembers what was chosen in it."""

    def __init__(self, keeper: Keeper, window: QWidget) -> None:
        super().__init__(window)
        self._keeper = keeper
        self._window = window
        self._commands: Commands | None = None
        self._flags: Callable[[], frozenset[str]] = frozenset
        self.palette: Palette | None = None

    def bind(self, commands: Commands, flags: Callable[[], frozenset[str]]) -> None:
        """The actions to list, and what holds now in the words of the command table."""
        self._commands, self._flags = commands, flags

    def open(self) -> None:
        """Show the palette above the window, or hide it again."""
        if self._commands is None:
            return
        if self.palette is None:
            self.palette = Palette(self._commands, self._flags, self._window)
            self.palette.used.connect(self._on_used)
        self.palette.ask(self._keeper.settings.recent_commands)

    def shortcuts(self) -> None:
        """Show the sheet of keyboard shortcuts."""
        Shortcuts(self._window).show()

    def _on_used(self, command: str) -> None:
        settings = self._keeper.settings
        others = (known for known in settings.recent_commands if known != command)
        settings.recent_commands = (command, *others)[:MOST_RECENT]
        self._keeper.settings_changed()
