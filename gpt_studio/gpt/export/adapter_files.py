"""PEFT adapters in an export: added to the weights, or copied beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gpt_studio.files.durable import replace_bytes, replace_with
from gpt_studio.gpt.adapters.file import CONFIG, SAFETENSORS, AdapterFile
from gpt_studio.gpt.adapters.fitting import Fit
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.folder import CONFIG_LIMIT, read_inside, shown
from gpt_studio.protocol.errors import StudioError

if TYPE_CHECKING:
    from gpt_studio.gpt.model import Decoder

FOLDER = "adapters"
LARGEST = 8 << 30


def merged(checkpoint: Checkpoint, adapters: tuple[str, ...]) -> Decoder:
    """The network in single precision with the adapters added to its weights. Raises StudioError."""
    from gpt_studio.gpt.adapters import merge
    from gpt_studio.gpt.loaded import load_model

    model = load_model(checkpoint.path, dtype="float32", adapters=adapters).model
    merge(model, keep=False)
    return model


def copy_adapters(folder: Path, adapters: Iterable[Fit]) -> None:
    """Put each adapter into `folder`/adapters under its own name, as safetensors. Raises StudioError."""
    for adapter in (fitted.adapter for fitted in adapters):
        place = folder / FOLDER / adapter.folder.absolute().name
        if place.exists():
            raise StudioError(
                "bad_parameter", "two adapters have one name", expected="names that differ", found=shown(place.name)
            )
        place.mkdir(parents=True)
        replace_bytes(place / CONFIG, read_inside(adapter.folder, CONFIG, CONFIG_LIMIT))
        if adapter.file == SAFETENSORS:
            replace_bytes(place / SAFETENSORS, read_inside(adapter.folder, SAFETENSORS, LARGEST))
        else:
            _write_pickled(place, adapter)


def _write_pickled(place: Path, adapter: AdapterFile) -> None:
    """The tensors of a pickled adapter, which is read but never handed on."""
    from gpt_studio.gpt.adapters.attached import opened
    from gpt_studio.gpt.checkpoints.safetensors_file import write_safetensors

    with opened(adapter) as get:
        tensors = {name: get(name).contiguous() for name in adapter.entries}
    replace_with(place / SAFETENSORS, lambda f: write_safetensors(f, tensors))
