"""A Hugging Face folder, or one .safetensors file with its config.json beside it, written tensor by tensor."""

from __future__ import annotations

import json
import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

import torch
from torch import Tensor

from gpt_studio.files.durable import replace_text
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.configs import BIASES, GPT2, OWN
from gpt_studio.gpt.checkpoints.families import FAMILIES
from gpt_studio.gpt.checkpoints.fields import Json
from gpt_studio.gpt.checkpoints.huggingface import CONFIG, gpt2_sources, own_sources
from gpt_studio.gpt.checkpoints.names import gpt2_name
from gpt_studio.gpt.checkpoints.own import own_to_json
from gpt_studio.gpt.checkpoints.placing import stored_tensor
from gpt_studio.gpt.checkpoints.safetensors_file import write_header, write_tensor
from gpt_studio.gpt.checkpoints.tensors import Sources, places_of
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import read_object
from gpt_studio.gpt.shapes import Shape, parameter_count, parameter_shapes
from gpt_studio.protocol.errors import StudioError

from .dialects import KINDS, dialect_of
from .fidelity import Fidelity
from .gains import Gains
from .numbers import InMemory, Numbers, cast
from .tokenizer_files import tokenizer_if_any, write_tokenizer


@dataclass(frozen=True)
class Layout:
    """What a folder will hold: its config.json, each tensor's sources, and zeros for biases that there are none of."""

    found: Json
    config: DecoderConfig
    sources: Sources
    zeros: dict[str, Shape]

    @property
    def bytes(self) -> int:
        """The bytes of the tensors in single precision, an upper bound."""
        return 4 * (parameter_count(self.config) + sum(map(math.prod, self.zeros.values())))


def layout_of(checkpoint: Checkpoint, config: DecoderConfig, *, own: bool) -> Layout:
    """The folder that a model becomes whose network is `config` now; in our own dialect only where `own` allows it.

    Raises StudioError where no family of transformers computes the network.
    """
    found, config = _config_json(checkpoint, config, own)
    kind = str(found["model_type"])
    if kind == OWN:
        return Layout(found, config, own_sources(config), {})
    if kind == GPT2:
        every = parameter_shapes(replace(config, **dict.fromkeys(BIASES, True)))
        absent = every.keys() - parameter_shapes(config).keys()
        zeros = {"transformer." + gpt2_name(name): every[name] for name in sorted(absent)}
        return Layout(found, config, gpt2_sources(config, "transformer."), zeros)
    family = FAMILIES[kind]
    return Layout(found, config, family.sources(config, family.base), {})


def _config_json(checkpoint: Checkpoint, config: DecoderConfig, own: bool) -> tuple[Json, DecoderConfig]:
    if _has_config(checkpoint):
        found = read_object(checkpoint.folder, CONFIG)
        if found["model_type"] != OWN:
            kept = {key: value for key, value in found.items() if key != "auto_map"}  # its code is not copied
            tied = {} if config == checkpoint.config else {"tie_word_embeddings": config.tie_embeddings}
            return kept | tied, config
    dialect = dialect_of(config, checkpoint.family)
    ends = ends_of(checkpoint)
    if dialect is not None:
        return dialect.found | ends, dialect.config
    if not own:
        raise StudioError(
            "unsupported", f"{checkpoint.path}: no family of transformers computes this network",
            expected=", ".join(KINDS), found=_peculiar(config), remedy="Use --to safetensors",
        )  # fmt: skip
    return own_to_json(config, "float32", None) | ends, config


def _has_config(checkpoint: Checkpoint) -> bool:
    """Whether the folder has a config.json of Hugging Face's kind, or of ours."""
    return checkpoint.family in (GPT2, OWN, *FAMILIES) and checkpoint.files[0].endswith((".safetensors", ".bin"))


def _peculiar(config: DecoderConfig) -> str:
    """The switches in which a network differs from GPT-2, for a message."""
    plain = DecoderConfig(config.vocab_size, config.n_layer, config.n_head, config.d_model, config.max_len)
    names = [name for name, value in vars(plain).items() if getattr(config, name) != value]
    return "a network with its own " + ", ".join(names[:8])


def ends_of(checkpoint: Checkpoint) -> Json:
    """Ids before and behind a text. Families have others of their own, so that none is said, too."""
    tokenizer = tokenizer_if_any(checkpoint)
    ends = [] if tokenizer is None else sorted(tokenizer.eos_ids)
    before = [] if tokenizer is None else tokenizer.prefix()
    return {
        "bos_token_id": before[0] if before else None,
        "eos_token_id": (ends[0] if len(ends) == 1 else ends) if ends else None,
        "pad_token_id": None,
    }


def write_model(
    folder: Path, weights: str, checkpoint: Checkpoint, numbers: Numbers, layout: Layout, dtype: str, loss: Fidelity
) -> Generator[int]:
    """Write config.json, tokenizer and weights into `folder`; yields the bytes of the tensors so far."""
    write_tokenizer(folder, checkpoint)
    tensors = _Tensors(numbers, layout, dtype, loss)
    kept = layout.found
    if tensors.retyped or not _has_config(checkpoint) or not {"dtype", "torch_dtype"} & kept.keys():
        kept = {key: value for key, value in kept.items() if key != "torch_dtype"} | {"dtype": tensors.widest}
    replace_text(folder / CONFIG, json.dumps(kept, indent=1) + "\n")
    with (folder / weights).open("xb") as f:
        write_header(f, {name: (tensors.dtype(name), tensors.shape(name)) for name in tensors.names})
        done = 0
        for name in tensors.names:
            tensor = tensors.get(name)
            write_tensor(f, tensor)
            done += tensor.numel() * tensor.element_size()
            yield done


class _Tensors:
    """The tensors of a folder by their names there, made one at a time."""

    def __init__(self, numbers: Numbers, layout: Layout, dtype: str, loss: Fidelity) -> None:
        self._numbers = Gains(numbers, layout.config, loss)
        self._places = places_of(layout.sources)
        self._zeros = layout.zeros
        self._asked: torch.dtype | None = getattr(torch, dtype) if dtype else None
        self._loss = loss
        self.names = sorted([*self._places, *self._zeros])
        self.retyped = bool(dtype) or isinstance(numbers, InMemory)

    @property
    def widest(self) -> str:
        """The type that holds every number of the folder."""
        kinds = [self.dtype(name) for name in self._places]
        return str(reduce(torch.promote_types, kinds)).removeprefix("torch.")

    def dtype(self, name: str) -> torch.dtype:
        if self._asked is not None:
            return self._asked
        used = [parameter for parameter, _, _ in self._places[name]] if name in self._places else ["wte.weight"]
        return reduce(torch.promote_types, map(self._numbers.dtype, used))

    def shape(self, name: str) -> Shape:
        return self._places[name][0][2].shape if name in self._places else self._zeros[name]

    def get(self, name: str) -> Tensor:
        if name in self._zeros:
            return torch.zeros(self._zeros[name], dtype=self.dtype(name))
        tensor, exact = cast(stored_tensor(self._places[name], self._numbers.get), self.dtype(name))
        if not exact:
            self._loss.lose(
                f"{name} in {str(tensor.dtype).removeprefix('torch.')}", expected="every number as it is",
                found="numbers that are rounded", instead="leave --dtype out",
            )  # fmt: skip
        return tensor
