"""The numbers of a model, a parameter at a time: from a checkpoint's files, or from a network in memory."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from functools import reduce
from typing import Protocol

import torch
from torch import Tensor

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.gguf.fill import fill
from gpt_studio.gpt.checkpoints.gguf.places import Packed
from gpt_studio.gpt.checkpoints.placing import place
from gpt_studio.gpt.checkpoints.read import opened_file, stored_value
from gpt_studio.gpt.checkpoints.tensors import WEIGHT_TYPES
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import shown
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.shapes import parameter_shapes
from gpt_studio.protocol.errors import StudioError

_TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


class Numbers(Protocol):
    """The parameters of a network by our names."""

    @property
    def config(self) -> DecoderConfig: ...

    def dtype(self, name: str) -> torch.dtype:
        """In which type a parameter's numbers are kept; packed ones are float32."""
        ...

    def get(self, name: str) -> Tensor:
        """A parameter in its own type."""
        ...


class InMemory:
    """The parameters of a decoder."""

    def __init__(self, model: Decoder) -> None:
        self.config = model.config
        held = dict(model.named_parameters())
        self._held = {name: held[name].detach() for name in parameter_shapes(model.config)}

    def dtype(self, name: str) -> torch.dtype:
        return self._held[name].dtype

    def get(self, name: str) -> Tensor:
        return self._held[name]


class InFiles:
    """The parameters of a checkpoint, read when they are asked for; the last one stays at hand."""

    def __init__(self, checkpoint: Checkpoint, stack: ExitStack) -> None:
        self.config = checkpoint.config
        self._checkpoint = checkpoint
        self._stack = stack
        self._shapes = parameter_shapes(checkpoint.config)
        self._open: dict[str, Callable[[str], Tensor]] = {}
        self._last: tuple[str, Tensor] | None = None

    def dtype(self, name: str) -> torch.dtype:
        packed = self._checkpoint.packed
        if packed is not None:
            kinds = [_TYPES.get(packed.tensor(part).kind.name, torch.float32) for part in packed.places[name]]
        else:
            entries = self._checkpoint.entries
            names = {entries[source.name].dtype for source in self._checkpoint.sources[name]}
            kinds = [getattr(torch, WEIGHT_TYPES[found]) for found in names]
        return reduce(torch.promote_types, kinds)

    def get(self, name: str) -> Tensor:
        if self._last is None or self._last[0] != name:
            self._last = None
            self._last = (name, self._read(name))
        return self._last[1]

    def _read(self, name: str) -> Tensor:
        found = torch.empty(self._shapes[name], dtype=self.dtype(name))
        packed = self._checkpoint.packed
        if packed is not None:
            for _ in fill(Packed(packed.file, {name: packed.places[name]}), {name: found}):
                pass
            return found
        at = 0
        for source in self._checkpoint.sources[name]:
            place(found, at, self.stored(source.name), source)
            at += source.count
        return found

    def stored(self, name: str) -> Tensor:
        """A tensor of the files by its name there."""
        file = self._checkpoint.entries[name].file or self._checkpoint.files[0]
        if file not in self._open:
            self._open[file] = self._stack.enter_context(opened_file(self._checkpoint, file))
        return stored_value(self._checkpoint, name, self._open[file])


@contextmanager
def numbers_of(checkpoint: Checkpoint) -> Generator[InFiles]:
    """The parameters of a checkpoint's files. Raises StudioError for biases that should be zeros and are not."""
    with ExitStack() as stack:
        numbers = InFiles(checkpoint, stack)
        for name in checkpoint.zeros:
            if numbers.stored(name).any():
                raise StudioError(
                    "damaged", f"{checkpoint.path}: {shown(name)} is not zero", expected="no bias", found="one"
                )
        yield numbers


def cast(tensor: Tensor, dtype: torch.dtype) -> tuple[Tensor, bool]:
    """The tensor in another type, and whether every number is still the same."""
    if tensor.dtype == dtype:
        return tensor, True
    found = tensor.to(dtype)
    return found, bool(((found.to(tensor.dtype) == tensor) | tensor.isnan()).all())
