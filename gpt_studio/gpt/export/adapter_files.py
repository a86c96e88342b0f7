"""PEFT adapters in an export: added to the weights, or copied beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gpt_studio.files.durable import replace_bytes
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.folder import CONFIG_LIMIT, has, read_inside, shown
from gpt_studio.protocol.errors import StudioError

if TYPE_CHECKING:
    from gpt_studio.gpt.model import Decoder

FOLDER = "adapters"
CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
LARGEST = 8 << 30


def merged(checkpoint: Checkpoint, adapters: tuple[str, ...]) -> Decoder:
    """The network in single precision with the adapters added to its weights. Raises StudioError."""
    from gpt_studio.gpt.adapters import merge
    from gpt_studio.gpt.loaded import load_model

    model = load_model(checkpoint.path, dtype="float32", adapters=adapters).model
    merge(model, keep=False)
    return model


def copy_adapters(folder: Path, adapters: tuple[str, ...]) -> None:
    """Put each adapter into `folder`/adapters under its own name. Raises StudioError for one that is none."""
    for given in adapters:
        source = Path(given).expanduser().absolute()
        place = folder / FOLDER / source.name
        for name in (CONFIG, WEIGHTS):
            if not has(source, name):
                raise StudioError("absent", f"{source} is no adapter", expected=name, found="none")
        if place.exists():
            raise StudioError(
                "bad_parameter", "two adapters have one name", expected="names that differ", found=shown(source.name)
            )
        place.mkdir(parents=True)
        replace_bytes(place / CONFIG, read_inside(source, CONFIG, CONFIG_LIMIT))
        replace_bytes(place / WEIGHTS, read_inside(source, WEIGHTS, LARGEST))
