"""Texts that the model writes, their versions, and what of the network is off."""

from __future__ import annotations

from .command import QT_TRANSLATE_NOOP, Command

GENERATE: tuple[Command, ...] = (
    Command(
        "generate.start", QT_TRANSLATE_NOOP("Command", "Generate"), "generate", "generation.generate",
        ("Ctrl+Return", "Ctrl+Enter"), icon="play", when=("model", "idle"),
        tip=QT_TRANSLATE_NOOP("Command", "Goes on writing from the end of the text."),
    ),
    Command(
        "generate.stop", QT_TRANSLATE_NOOP("Command", "Stop"), "generate", "generation.stop", ("Esc",),
        icon="stop", when=("busy",),
        tip=QT_TRANSLATE_NOOP("Command", "Stops within one token; what was written stays."),
    ),
    Command(
        "generate.again", QT_TRANSLATE_NOOP("Command", "Another version"), "generate",
        "generation.another_version", ("Ctrl+R",), icon="again", when=("model", "idle", "text"), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Writes the last span once more with a new seed; the old one is kept."),
    ),
    Command(
        "generate.several", QT_TRANSLATE_NOOP("Command", "Write several versions…"), "generate", "several.open",
        ("Ctrl+Shift+R",), when=("model", "idle", "mode:write"), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Goes on from the end of the text in as many versions as you like, at once."),
    ),
    Command(
        "versions.previous", QT_TRANSLATE_NOOP("Command", "Previous version"), "generate",
        "editor.previous_version", ("Alt+Left",), icon="left", when=("versions", "idle"), group=1,
    ),
    Command(
        "versions.trash", QT_TRANSLATE_NOOP("Command", "Move this version to the trash"), "generate",
        "versions.put_away_shown", when=("versions", "idle"), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "The other versions stay. Undo brings it back; so does the history's trash."),
    ),
    Command(
        "versions.next", QT_TRANSLATE_NOOP("Command", "Next version"), "generate", "editor.next_version",
        ("Alt+Right",), icon="right", when=("versions", "idle"), group=1,
    ),
    Command(
        "generate.compare", QT_TRANSLATE_NOOP("Command", "Compare…"), "generate", "beside.toggle", ("Ctrl+B",),
        icon="beside", checked="beside", when=("mode:write",), group=1,
        tip=QT_TRANSLATE_NOOP(
            "Command", "A second column of the document: other settings, model or adapter, the same random numbers."
        ),
    ),
    Command(
        "switches.with_and_without", QT_TRANSLATE_NOOP("Command", "With and without"), "generate",
        "beside.with_and_without", ("Ctrl+Shift+B",), when=("model", "idle", "switched"), group=1,
        tip=QT_TRANSLATE_NOOP(
            "Command", "Writes on twice with the same random numbers: with everything on, and with what is off."
        ),
    ),
    Command(
        "switches.show", QT_TRANSLATE_NOOP("Command", "Switch off heads, layers, MLPs…"), "generate",
        "changing.show_changing", ("Ctrl+Shift+X",), when=("model",), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "What of the network is off (ablated), and what the text loses by it."),
    ),
    Command(
        "switches.all_on", QT_TRANSLATE_NOOP("Command", "Switch everything on"), "generate", "changing.all_on",
        when=("switched",), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Heads, groups, layers and MLPs work again; Undo brings the switches back."),
    ),
    Command(
        "switches.sweep", QT_TRANSLATE_NOOP("Command", "Sweep all heads"), "generate", "changing.sweep",
        when=("model", "text"), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Switches off each head by itself and tells what the text loses."),
    ),
    Command(
        "versions.tree", QT_TRANSLATE_NOOP("Command", "Tree of versions"), "generate", "tree.open_tree",
        ("Ctrl+Shift+T",), when=("text",), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Every version of the document, with its model and what differs."),
    ),
    Command(
        "token.inspect", QT_TRANSLATE_NOOP("Command", "Inspect the token at the cursor"), "generate",
        "editor.pin_at_cursor", ("Ctrl+I",), when=("token",), group=2,
        tip=QT_TRANSLATE_NOOP("Command", "Pins the token, so that every view shows its position."),
    ),
    Command(
        "token.release", QT_TRANSLATE_NOOP("Command", "Take the pin off"), "generate", "editor.unpin",
        ("Ctrl+Shift+I",), when=("pinned",), group=2,
    ),
    Command(
        "samplers.neutralise", QT_TRANSLATE_NOOP("Command", "Neutralise the samplers"), "generate",
        "samplers.neutralise", ("Ctrl+Shift+N",), group=3,
        tip=QT_TRANSLATE_NOOP("Command", "Draws from the model's own distribution; Undo brings the samplers back."),
    ),
)  # fmt: skip
