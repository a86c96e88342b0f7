"""What is shown, and how."""

from __future__ import annotations

from .command import QT_TRANSLATE_NOOP, Command

VIEW: tuple[Command, ...] = (
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
)  # fmt: skip
