"""Documents and texts: made, opened, kept."""

from __future__ import annotations

from .command import QT_TRANSLATE_NOOP, Command

FILE: tuple[Command, ...] = (
    Command(
        "document.new", QT_TRANSLATE_NOOP("Command", "New document"), "file", "files.new",
        ("Ctrl+N",), when=("idle",),
        tip=QT_TRANSLATE_NOOP("Command", "Begins an empty document; Undo brings the text back."),
    ),
    Command(
        "document.open", QT_TRANSLATE_NOOP("Command", "Open text or document…"), "file", "files.open",
        ("Ctrl+Shift+O",), when=("idle",),
        tip=QT_TRANSLATE_NOOP("Command", "Reads a text file, or a document with all its versions, as a new document."),
    ),
    Command(
        "document.open_view", QT_TRANSLATE_NOOP("Command", "Open a view…"), "file", "saved_views.open", when=("idle",),
        tip=QT_TRANSLATE_NOOP("Command", "Shows a view of Look inside again, from the JSON beside its picture."),
    ),
    Command(
        "document.save", QT_TRANSLATE_NOOP("Command", "Save text"), "file", "files.save", ("Ctrl+S",),
        tip=QT_TRANSLATE_NOOP("Command", "Writes the version on screen to its file."),
    ),
    Command(
        "document.save_as", QT_TRANSLATE_NOOP("Command", "Save text as…"), "file", "files.save_as",
        ("Ctrl+Shift+S",),
        tip=QT_TRANSLATE_NOOP("Command", "Writes the version on screen to another file."),
    ),
    Command(
        "document.save_copy", QT_TRANSLATE_NOOP("Command", "Save a copy…"), "file", "documents.save_copy", group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Writes the document with all its versions, stars and tags to one file."),
    ),
    Command(
        "document.rename", QT_TRANSLATE_NOOP("Command", "Rename document…"), "file", "documents.rename", group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Gives the document a title in the history."),
    ),
    Command(
        "document.duplicate", QT_TRANSLATE_NOOP("Command", "Duplicate document"), "file", "documents.duplicate",
        when=("idle", "text"), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Goes on in a copy with all versions; this one stays as it is."),
    ),
    Command(
        "document.trash", QT_TRANSLATE_NOOP("Command", "Move document to the trash"), "file", "documents.put_away",
        when=("idle", "text"), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "It stays there for 30 days; Undo brings it back at once."),
    ),
    Command(
        "window.quit", QT_TRANSLATE_NOOP("Command", "Quit"), "file", "window.close", ("Ctrl+Q",), group=2
    ),
)  # fmt: skip
