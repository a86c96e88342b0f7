"""Commands as data: one table drives menus, actions, shortcuts, tooltips, accessible names and tests.

ui/command_actions.py makes them work.

`handler` is `target.method`: the targets are objects that the window registers by name. `when` lists the flags that
must all hold for the command to be enabled; `checked` is the flag that a checkable command shows.
"""

from __future__ import annotations

from dataclasses import dataclass

# What `when` and `checked` may ask for; ui/flags.py says which of them hold.
FLAGS = frozenset(
    {
        *("model", "idle", "busy", "text", "drawn", "token", "pinned", "versions", "undo", "redo"),
        *("side_panel", "switched", "mergeable", "merged"),
        *("beside", "history", "mode:write", "mode:look_inside", "mode:train"),
        *("scheme:system", "scheme:light", "scheme:dark"),
        *("tint:probability", "tint:rank", "tint:entropy", "tint:relative", "tint:none"),
        *("view:text", "view:chat", "exact_ids"),
        *("language:system", "language:en", "language:zh_CN"),
    }
)


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for translation, by the name that lupdate looks for; the table keeps it in English."""
    return text


@dataclass(frozen=True)
class Command:
    """A row. `group` numbers the sections of a menu, between which a line is drawn. `tip` is one sentence."""

    id: str
    title: str
    menu: str
    handler: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    when: tuple[str, ...] = ()
    checked: str = ""
    group: int = 0
    tip: str = ""


MENUS: tuple[tuple[str, str], ...] = (
    ("file", QT_TRANSLATE_NOOP("Command", "&File")),
    ("edit", QT_TRANSLATE_NOOP("Command", "&Edit")),
    ("model", QT_TRANSLATE_NOOP("Command", "&Model")),
    ("generate", QT_TRANSLATE_NOOP("Command", "&Generate")),
    ("view", QT_TRANSLATE_NOOP("Command", "&View")),
    ("view.tint", QT_TRANSLATE_NOOP("Command", "Tint")),
    ("view.appearance", QT_TRANSLATE_NOOP("Command", "Appearance")),
    ("view.language", QT_TRANSLATE_NOOP("Command", "Language")),
    ("help", QT_TRANSLATE_NOOP("Command", "&Help")),
)

COMMANDS: tuple[Command, ...] = (
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
    Command(
        "model.open", QT_TRANSLATE_NOOP("Command", "Open model…"), "model", "models.open", ("Ctrl+O",),
        tip=QT_TRANSLATE_NOOP("Command", "Shows the models of this machine, and the card of one before it is loaded."),
    ),
    Command(
        "model.get", QT_TRANSLATE_NOOP("Command", "Get models…"), "model", "models.get",
        tip=QT_TRANSLATE_NOOP("Command", "Fetches a model; nothing connects before you press a button."),
    ),
    Command(
        "model.unload", QT_TRANSLATE_NOOP("Command", "Unload model"), "model", "models.unload", when=("model",),
        group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Gives the memory of the loaded model back. The text stays."),
    ),
    Command(
        "model.merge", QT_TRANSLATE_NOOP("Command", "Merge adapters into the weights"), "model", "models.merge",
        when=("mergeable", "idle"), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Adds what they learned to the loaded weights; unmerging is exact."),
    ),
    Command(
        "model.unmerge", QT_TRANSLATE_NOOP("Command", "Unmerge adapters"), "model", "models.unmerge",
        when=("merged", "idle"), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Puts the weights back as they were; the adapters act beside them again."),
    ),
    Command(
        "model.export", QT_TRANSLATE_NOOP("Command", "Export model…"), "model", "models.export", when=("model",),
        group=2,
        tip=QT_TRANSLATE_NOOP("Command", "Writes the model as a Hugging Face folder, GGUF, nanoGPT or safetensors."),
    ),
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
    Command(
        "mode.write", QT_TRANSLATE_NOOP("Command", "Write"), "view", "window.show_write", ("Ctrl+1",),
        checked="mode:write",
        tip=QT_TRANSLATE_NOOP("Command", "The document, its tokens and what they could have been."),
    ),
    Command(
        "mode.look_inside", QT_TRANSLATE_NOOP("Command", "Look inside"), "view",
        "window.show_look_inside", ("Ctrl+2",), checked="mode:look_inside",
        tip=QT_TRANSLATE_NOOP("Command", "The same document with the attention of the model's heads."),
    ),
    Command(
        "mode.train", QT_TRANSLATE_NOOP("Command", "Train"), "view", "window.show_train", ("Ctrl+3",),
        checked="mode:train",
        tip=QT_TRANSLATE_NOOP("Command", "Teaches a model from a text file while the loss is drawn."),
    ),
    Command(
        "view.history", QT_TRANSLATE_NOOP("Command", "History"), "view", "centre.toggle_history", ("Ctrl+H",),
        checked="history", group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Every document and version that was ever kept, to be searched."),
    ),
    Command(
        "view.side_panel", QT_TRANSLATE_NOOP("Command", "Samplers and token"), "view",
        "centre.toggle_side_panel", ("Ctrl+\\",), checked="side_panel", when=("mode:write",), group=1,
        tip=QT_TRANSLATE_NOOP("Command", "How the next token is drawn, and what the pinned one could have been."),
    ),
    Command(
        "view.next_part",
        QT_TRANSLATE_NOOP("Command", "Next part of the window"),
        "view",
        "window.focus_next_part",
        ("F6",),
        group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Moves the keyboard from the text to the side, the bar above and back."),
    ),
    Command(
        "view.text", QT_TRANSLATE_NOOP("Command", "Text"), "view", "views.text", ("Ctrl+Alt+1",),
        checked="view:text", group=1,
        tip=QT_TRANSLATE_NOOP("Command", "The document as one text, as the model reads it."),
    ),
    Command(
        "view.chat", QT_TRANSLATE_NOOP("Command", "Chat"), "view", "views.chat", ("Ctrl+Alt+2",),
        checked="view:chat", group=1,
        tip=QT_TRANSLATE_NOOP("Command", "The document as a conversation, by the model's chat template."),
    ),
    Command(
        "view.exact_ids", QT_TRANSLATE_NOOP("Command", "Exact ids that are sent"), "view", "views.toggle_ids",
        ("Ctrl+Alt+3",), checked="exact_ids", group=1,
        tip=QT_TRANSLATE_NOOP("Command", "Every token that the model is sent, with its id; control tokens too."),
    ),
    Command(
        "view.larger", QT_TRANSLATE_NOOP("Command", "Larger text"), "view", "editor.larger",
        ("Ctrl++", "Ctrl+="), group=2,
    ),
    Command(
        "view.smaller", QT_TRANSLATE_NOOP("Command", "Smaller text"), "view", "editor.smaller",
        ("Ctrl+-",), group=2,
    ),
    Command(
        "view.normal_size", QT_TRANSLATE_NOOP("Command", "Normal size"), "view", "editor.normal_size",
        ("Ctrl+0",), group=2,
    ),
    Command(
        "view.palette", QT_TRANSLATE_NOOP("Command", "All commands…"), "view", "palette.open", ("Ctrl+K",), group=3,
        tip=QT_TRANSLATE_NOOP("Command", "Finds any command by a few letters of its name."),
    ),
    Command(
        "tint.probability", QT_TRANSLATE_NOOP("Command", "Tint by probability"), "view.tint", "tint.probability",
        checked="tint:probability",
        tip=QT_TRANSLATE_NOOP("Command", "How probable the model held each token."),
    ),
    Command(
        "tint.rank", QT_TRANSLATE_NOOP("Command", "Tint by rank"), "view.tint", "tint.rank", checked="tint:rank",
        tip=QT_TRANSLATE_NOOP("Command", "Four bands: the best 10 tokens, up to 100, up to 1,000, beyond (GLTR)."),
    ),
    Command(
        "tint.entropy", QT_TRANSLATE_NOOP("Command", "Tint by entropy"), "view.tint", "tint.entropy",
        checked="tint:entropy",
        tip=QT_TRANSLATE_NOOP("Command", "How undecided the model was at each token."),
    ),
    Command(
        "tint.relative", QT_TRANSLATE_NOOP("Command", "Tint by relative probability"), "view.tint", "tint.relative",
        checked="tint:relative",
        tip=QT_TRANSLATE_NOOP("Command", "Each token's probability beside that of the best one at its place."),
    ),
    Command(
        "tint.none", QT_TRANSLATE_NOOP("Command", "No tint"), "view.tint", "tint.none", checked="tint:none",
    ),
    Command(
        "scheme.system", QT_TRANSLATE_NOOP("Command", "As the system"), "view.appearance",
        "appearance.scheme_system", checked="scheme:system",
    ),
    Command(
        "scheme.light", QT_TRANSLATE_NOOP("Command", "Light"), "view.appearance", "appearance.scheme_light",
        checked="scheme:light",
    ),
    Command(
        "scheme.dark", QT_TRANSLATE_NOOP("Command", "Dark"), "view.appearance", "appearance.scheme_dark",
        checked="scheme:dark",
    ),
    Command(
        "language.system", QT_TRANSLATE_NOOP("Command", "As the system"), "view.language",
        "appearance.language_system", checked="language:system",
    ),
    # Languages are named in themselves, so that everybody finds the way back.
    Command("language.en", "English", "view.language", "appearance.language_english", checked="language:en"),
    Command("language.zh_CN", "简体中文", "view.language", "appearance.language_chinese", checked="language:zh_CN"),
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
