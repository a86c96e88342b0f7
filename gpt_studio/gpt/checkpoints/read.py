"""Weights into a decoder: each tensor is read once, from safetensors by plain reads or from a checked pickle."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any, cast

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torch.overrides import TorchFunctionMode

from gpt_studio.gpt.folder import inside, open_inside, shown
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.packed.matrix import PackedMatrix
from gpt_studio.gpt.packed.network import with_packed
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.protocol.errors import StudioError

from .checkpoint import Checkpoint
from .filled import Filled, all_finite
from .gguf.fill import fill, total_bytes
from .gguf.fill_codes import fill_codes
from .gguf.places import Packed
from .placing import place
from .tensors import Places, listed, places_of
from .torch_files.pickles import load_values
from .torch_files.zip_members import damaged

Progress = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]


def read_decoder(
    checkpoint: Checkpoint,
    dtype: torch.dtype,
    device: torch.device,
    on_progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    bits: Mapping[str, int] | None = None,
) -> tuple[Decoder, tuple[str, ...]]:
    """The network in evaluation mode with its weights, and warnings about them. Those named in `bits` are packed.

    `on_progress("reading", done, total)` counts bytes of the files' tensors. Raises StudioError; with the code
    `cancelled` when `cancelled()` said so between two tensors.
    """
    model, matrices = _empty(checkpoint, dtype, device, bits or {})
    parameters = dict(model.named_parameters())
    if checkpoint.packed is not None:
        total, filled = total_bytes(checkpoint.packed), _unpacked(checkpoint.packed, parameters, matrices)
    else:
        total = sum(checkpoint.entries[name].bytes for name in places_of(checkpoint.sources))
        filled = _copied(checkpoint, parameters, matrices)
    done = 0
    odd: list[str] = []
    with closing(filled):
        for name, count, finite in filled:
            if cancelled is not None and cancelled():
                raise StudioError("cancelled", f"loading {checkpoint.path} was cancelled")
            if not finite:
                odd.append(name)
            done += count
            if on_progress is not None:
                on_progress("reading", done, total)
    model.dialect = checkpoint.dialect
    return model.eval(), (f"weights that are no finite numbers in {listed(odd)}",) if odd else ()


def _unpacked(
    packed: Packed, parameters: Mapping[str, Tensor], matrices: Mapping[str, PackedMatrix]
) -> Generator[Filled]:
    """The numbers of a GGUF file, and codes where they are kept as such."""
    dense = {name: parts for name, parts in packed.places.items() if name not in matrices}
    yield from fill(replace(packed, places=dense), parameters)
    yield from fill_codes(packed, matrices)


def _copied(
    checkpoint: Checkpoint, parameters: Mapping[str, Tensor], matrices: Mapping[str, PackedMatrix]
) -> Generator[Filled]:
    """Read each tensor once and copy its numbers to where they belong.

    After each parameter that is complete its name, the bytes that were read since the one before, and whether all its
    numbers are finite. What is to be packed is put together in float32, and let go when it is packed.
    """
    places = places_of(checkpoint.sources)
    missing = {name: sum(source.count for source in several) for name, several in checkpoint.sources.items()}
    waiting: dict[str, Tensor] = {}
    read = 0
    for name, tensor in _tensors(checkpoint, places):
        read += tensor.numel() * tensor.element_size()
        for parameter, at, source in places[name]:
            if parameter in matrices and parameter not in waiting:
                waiting[parameter] = torch.empty(matrices[parameter].rows, matrices[parameter].columns)
            numbers = waiting[parameter] if parameter in matrices else parameters[parameter].detach()
            place(numbers, at, tensor, source)
            missing[parameter] -= source.count
            if not missing[parameter]:
                finite = all_finite(numbers)
                if parameter in matrices:
                    matrices[parameter].fill(waiting.pop(parameter))
                yield Filled(parameter, read, finite)
                read = 0


class _Blank(TorchFunctionMode):
    """Parameters are made with the given type and place, and left as they are: no random start is drawn."""

    def __init__(self, dtype: torch.dtype, device: torch.device) -> None:
        super().__init__()
        self.options = {"dtype": dtype, "device": device}

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        if getattr(func, "__module__", "") == "torch.nn.init":
            return args[0] if args else kwargs["tensor"]
        return func(*args, **(kwargs | self.options if func is torch.empty else kwargs))


def _empty(
    checkpoint: Checkpoint, dtype: torch.dtype, device: torch.device, bits: Mapping[str, int]
) -> tuple[Decoder, dict[str, PackedMatrix]]:
    """The network with room for its weights and nothing in it yet, and its packed matrices by parameter."""
    try:
        with _Blank(dtype, torch.device("meta") if bits else device):
            model = Decoder(checkpoint.config)
        return model, with_packed(model, bits) if bits else {}
    except RuntimeError as error:  # torch's out of memory, on any device
        raise StudioError(
            "too_large", f"{checkpoint.path} does not fit into memory",
            expected=f"{parameter_count(checkpoint.config) * dtype.itemsize} bytes", found="less",
        ) from error  # fmt: skip


def _tensors(checkpoint: Checkpoint, places: Places) -> Iterator[tuple[str, Tensor]]:
    """The stored tensors that are read, file by file."""
    for file in checkpoint.files:
        with opened_file(checkpoint, file) as get:
            for name, uses in places.items():
                if uses[0][2].file == file:
                    yield name, stored_value(checkpoint, name, get)
            for name in checkpoint.zeros:
                if checkpoint.entries[name].file == file and stored_value(checkpoint, name, get).any():
                    raise StudioError(
                        "damaged", f"{checkpoint.folder / file}: {shown(name)} is not zero", expected="no bias",
                        found="one", remedy="Take the key gpt_studio out of config.json to read it with its biases",
                    )  # fmt: skip


def stored_value(checkpoint: Checkpoint, name: str, get: Callable[[str], Tensor]) -> Tensor:
    """A tensor, if it is still the one of the header."""
    try:
        tensor = get(name)
    except KeyError:
        tensor = None
    if tensor is None or tuple(tensor.shape) != checkpoint.entries[name].shape:
        raise StudioError(
            "damaged",
            f"{checkpoint.path} changed while it was read",
            expected="the same tensors",
            remedy="Load it again once nothing writes to it",
        )
    return tensor


@contextmanager
def opened_file(checkpoint: Checkpoint, file: str) -> Generator[Callable[[str], Tensor]]:
    """Tensors of one file by name."""
    if not file.endswith(".safetensors"):
        yield _pickled(checkpoint, file).__getitem__
        return
    path = inside(checkpoint.folder, file)
    try:
        with safe_open(path, framework="pt", backend="pread") as f:  # type: ignore[call-arg]
            yield f.get_tensor
    except (SafetensorError, OSError) as error:
        raise damaged(path, "the tensors of its header", shown(str(error))) from error


def _pickled(checkpoint: Checkpoint, file: str) -> dict[str, Tensor]:
    with open_inside(checkpoint.folder, file) as f:
        values = load_values(f, checkpoint.folder / file)
    state = cast("object", values.get(checkpoint.nested) if checkpoint.nested and isinstance(values, dict) else values)
    tensors = cast("dict[Any, Any]", state) if isinstance(state, dict) else {}
    return {str(k).removeprefix("_orig_mod."): v for k, v in tensors.items() if isinstance(v, Tensor)}
