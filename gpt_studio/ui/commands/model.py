"""Models: opened, fetched, let go, exported."""

from __future__ import annotations

from .command import QT_TRANSLATE_NOOP, Command

MODEL: tuple[Command, ...] = (
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
)  # fmt: skip
