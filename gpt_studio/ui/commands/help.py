"""About the program."""

from __future__ import annotations

from .command import QT_TRANSLATE_NOOP, Command

HELP: tuple[Command, ...] = (
    Command(
        "help.shortcuts", QT_TRANSLATE_NOOP("Command", "Keyboard shortcuts"), "help", "palette.shortcuts", ("F1",),
        tip=QT_TRANSLATE_NOOP("Command", "Lists every command that has keys."),
    ),
    Command(
        "help.data_folder", QT_TRANSLATE_NOOP("Command", "Open the data folder"), "help",
        "window.open_data_folder",
        tip=QT_TRANSLATE_NOOP("Command", "Where runs, settings, the history and the crash log are kept."),
    ),
    Command(
        "help.about", QT_TRANSLATE_NOOP("Command", "About GPT Studio"), "help", "window.about", group=1
    ),
)  # fmt: skip
