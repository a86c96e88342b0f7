"""Where an export goes and how its command line reads."""

from __future__ import annotations

import shlex
from pathlib import Path

from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.commands import Export
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.model_loader import model_title

# Formats that are one file, with its ending; the others are folders.
ENDINGS = {"gguf": ".gguf"}
ADAPTER_FILE = "adapter_config.json"


def suggested(model: str, to: str, dtype: str, folder: Path) -> Path:
    """A place that is free, named after the model, its format and its precision."""
    title = Path(model_title(model).replace(" · ", "-").replace("/", "-")).name
    stem = title.removesuffix(".gguf").removesuffix(".pt").removesuffix(".safetensors") or BUNDLED
    stem = f"{stem}-{dtype}" if dtype and to in ENDINGS else f"{stem}-{to}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    places = [folder / f"{name}{ENDINGS.get(to, '')}" for name in names]
    return next((place for place in places if not place.exists()), places[0])


def has_adapters(key: ModelKey) -> bool:
    """Whether adapters are on the model, or it is one itself: a run's checkpoint, a folder of PEFT's."""
    return bool(key.adapters) or (Path(key.path) / ADAPTER_FILE).is_file()


def command_line(command: Export) -> str:
    """The gpt-studio line that does the same."""
    words = ["gpt-studio", "convert", command.key.path, command.out, "--to", command.to]
    words += ["--dtype", command.dtype] if command.dtype else []
    for adapter in command.key.adapters:
        words += ["--adapter", adapter]
    words += ["--merge"] if command.merge else []
    words += ["--force"] if command.force else []
    return shlex.join(words)
