"""An adapter's folder as PEFT loads it."""

from __future__ import annotations

import json
from pathlib import Path

from torch import Tensor

from gpt_studio.files.durable import replace_text, replace_with
from gpt_studio.gpt.checkpoints.placing import stored_tensors
from gpt_studio.gpt.checkpoints.safetensors_file import write_safetensors
from gpt_studio.gpt.model import Decoder

from .attached import Attached
from .config import adapter_to_json
from .file import CONFIG, PREFIX, SAFETENSORS
from .fitting import sources_of
from .lora import Pair
from .merging import unmerged


def save_adapter(folder: Path, model: Decoder, attached: Attached) -> None:
    """Write adapter_config.json and adapter_model.safetensors of an adapter on `model`, each durably.

    PEFT loads the folder onto the base model. Equal adapters give equal files. Raises OSError where the folder cannot
    be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    replace_text(folder / CONFIG, json.dumps(adapter_to_json(attached.config), indent=1) + "\n")
    tensors = adapter_tensors(model, attached)
    replace_with(folder / SAFETENSORS, lambda f: write_safetensors(f, tensors))


def adapter_tensors(model: Decoder, attached: Attached) -> dict[str, Tensor]:
    """The adapter's tensors under the names that PEFT gives them."""
    tensors: dict[str, Tensor] = {}
    for pair in attached.pairs:
        assert isinstance(pair, Pair)
        name, looked_up = PREFIX + pair.module.name, pair.module.is_embedding
        tensors[name + (".lora_embedding_A" if looked_up else ".lora_A.weight")] = pair.a
        tensors[name + (".lora_embedding_B" if looked_up else ".lora_B.weight")] = pair.b
    sources = sources_of(attached.family, model.config)[0]
    for whole in attached.wholes:
        needed = {parameter: sources[parameter] for parameter, _, _ in whole.places}
        stored = stored_tensors(needed, {name: unmerged(model, name) for name in needed})
        tensors[whole.tensor] = stored[whole.places[0][2].name]
    return tensors
