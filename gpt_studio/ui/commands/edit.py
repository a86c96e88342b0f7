"""The text at hand: changed, searched, copied."""

from __future__ import annotations

from .command import QT_TRANSLATE_NOOP, Command

EDIT: tuple[Command, ...] = (
    Command(
        "edit.undo", QT_TRANSLATE_NOOP("Command", "Undo"), "edit", "editor.undo", ("Ctrl+Z",),
        when=("undo",), tip=QT_TRANSLATE_NOOP("Command", "Takes back the last change of text or version."),
    ),
    Command(
        "edit.redo", QT_TRANSLATE_NOOP("Command", "Redo"), "edit", "editor.redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"), when=("redo",),
    ),
    Command(
        "edit.cut", QT_TRANSLATE_NOOP("Command", "Cut"), "edit", "edit.cut", ("Ctrl+X",), group=1
    ),
    Command(
        "edit.copy", QT_TRANSLATE_NOOP("Command", "Copy"), "edit", "edit.copy", ("Ctrl+C",), group=1
    ),
    Command(
        "edit.paste", QT_TRANSLATE_NOOP("Command", "Paste"), "edit", "edit.paste", ("Ctrl+V",), group=1
    ),
    Command(
        "edit.select_all", QT_TRANSLATE_NOOP("Command", "Select all"), "edit", "edit.select_all",
        ("Ctrl+A",), group=1,
    ),
    Command(
        "edit.templates", QT_TRANSLATE_NOOP("Command", "Templates…"), "edit", "templates.open", ("Ctrl+T",),
        when=("idle",), group=2,
        tip=QT_TRANSLATE_NOOP("Command", "Prompts with variables and examples, to be filled in and inserted."),
    ),
    Command(
        "copy.python", QT_TRANSLATE_NOOP("Command", "Copy as Python"), "edit", "copying.python",
        ("Ctrl+Alt+C",), when=("model", "drawn", "idle"), group=2,
        tip=QT_TRANSLATE_NOOP("Command", "A script in plain PyTorch that draws the tokens on screen again."),
    ),
    Command(
        "copy.command", QT_TRANSLATE_NOOP("Command", "Copy as command"), "edit", "copying.command",
        ("Ctrl+Alt+Shift+C",), when=("model", "drawn", "idle"), group=2,
        tip=QT_TRANSLATE_NOOP("Command", "The gpt-studio line that draws the tokens on screen again."),
    ),
    Command(
        "find.open", QT_TRANSLATE_NOOP("Command", "Find…"), "edit", "find.open", ("Ctrl+F",), when=("text",),
        group=2,
        tip=QT_TRANSLATE_NOOP("Command", "Finds in the version on screen, also by regular expression."),
    ),
    Command(
        "find.replace", QT_TRANSLATE_NOOP("Command", "Replace…"), "edit", "find.open_replace", ("Ctrl+Shift+H",),
        when=("text",), group=2,
        tip=QT_TRANSLATE_NOOP("Command", "Replaces one match, or all of them as one step to undo."),
    ),
    Command(
        "find.next", QT_TRANSLATE_NOOP("Command", "Next match"), "edit", "find.find_next", ("F3",),
        when=("text",), group=2,
    ),
    Command(
        "find.previous", QT_TRANSLATE_NOOP("Command", "Previous match"), "edit", "find.find_previous",
        ("Shift+F3",), when=("text",), group=2,
    ),
)  # fmt: skip
