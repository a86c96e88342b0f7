"""A model ready for use: network, tokenizer, card. Importing this loads no torch; `load_model` does."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import MEMORY_SHARE, PRECISIONS, ModelInfo

from .adapters.fitting import fit_all
from .checkpoints.checkpoint import Checkpoint
from .checkpoints.describe import card, usable_context
from .checkpoints.precision import packed_bits, precision_of
from .checkpoints.recognise import read_checkpoint
from .checkpoints.tokenizer_of import tokenizer_of
from .merged import merge_all
from .packed.sizes import PACKED_BITS
from .tokenizers import Tokenizer

if TYPE_CHECKING:
    import torch

    from .model import Decoder

DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """`context` is the most tokens that are kept; `model` is in evaluation mode."""

    info: ModelInfo
    model: Decoder
    tokenizer: Tokenizer
    context: int


def load_model(
    path: str | Path,
    *,
    dtype: str = "auto",
    device: str = "auto",
    context: int | None = None,
    adapters: tuple[str, ...] = (),
    merged: tuple[int, ...] = (),
    on_progress: Callable[[str, int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LoadedModel:
    """Load a MODEL: `bundled`, a nanoGPT ckpt.pt or its folder, a Hugging Face folder, a run or its checkpoint.

    `dtype` auto is float32, but int4 or int8 for a GGUF file whose blocks can be held as they are; `device` auto is
    the CPU; `context` defaults to min(model, 4096). `adapters` are folders of PEFT adapters, put on it in this order,
    behind that which a MODEL of PEFT's format is itself; `merged` are the numbers, from 0, of those that are added to
    the weights. The network's weights learn once its `requires_grad_()` asks them to.
    `on_progress(phase, done, total)` counts bytes. Raises StudioError; its code is `cancelled` where `cancelled()`
    said so.
    """
    checkpoint = read_checkpoint(path)
    context = usable_context(checkpoint, context)
    place = device_named(device)
    precision = _precision(checkpoint, dtype, place)
    with _without_collections():
        tokenizer = tokenizer_of(checkpoint)

    from .adapters import attach, read_adapter
    from .checkpoints.read import read_decoder

    info = card(checkpoint, context, precision, adapters)
    if place.type == "cpu":
        _check_memory(info)
    bits = packed_bits(checkpoint, precision, _whole(checkpoint, adapters))
    model, warnings = read_decoder(checkpoint, _kind(precision), place, on_progress, cancelled, bits=bits)
    if dtype in PACKED_BITS and precision != dtype:
        warnings += (f"this processor has no fast product with codes for {dtype}; the weights are {precision}",)
    for folder in (*checkpoint.adapters, *adapters):
        warnings += attach(model, read_adapter(folder), checkpoint.family)
    model.requires_grad_(False)
    loaded = LoadedModel(replace(info, warnings=info.warnings + warnings), model, tokenizer, context)
    return merge_all(loaded, merged) if merged else loaded


@contextmanager
def _without_collections() -> Generator[None]:
    """A vocabulary is hundreds of thousands of objects and no garbage: looking for some doubles the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _check_memory(info: ModelInfo) -> None:
    """Refuse what would not fit, before anything is allocated: the system may grant it and end the program later."""
    need, free = info.memory_estimate_bytes.peak, psutil.virtual_memory().available
    if need > MEMORY_SHARE * free:
        raise StudioError(
            "too_large", f"{info.path} does not fit into memory", expected=f"at most {MEMORY_SHARE:.0%} of free memory",
            found=f"it needs {need / 1e9:.1f} GB, {free / 1e9:.1f} GB are free",
            remedy="Close other programs or models, take a shorter --context, or --dtype int4",
        )  # fmt: skip


def load_tokenizer_of(path: str | Path, adapters: tuple[str, ...] = ()) -> Tokenizer:
    """The tokenizer of a MODEL, without its weights and without torch. Adapters, which change nothing of it, must fit.

    Raises StudioError.
    """
    checkpoint = read_checkpoint(path)
    fit_all((*checkpoint.adapters, *adapters), checkpoint.config, checkpoint.family)
    return tokenizer_of(checkpoint)


def _precision(checkpoint: Checkpoint, asked: str, place: torch.device) -> str:
    """The precision in which weights are held: bfloat16 in the place of codes that could not be multiplied fast."""
    if asked not in PRECISIONS:
        raise StudioError("bad_parameter", "dtype is not known", expected=", ".join(PRECISIONS), found=asked)
    precision = precision_of(checkpoint, asked, place.type)
    if precision not in PACKED_BITS:
        return precision
    if place.type != "cpu":
        raise StudioError(
            "unsupported", f"dtype {precision} is for the processor alone", expected="--device cpu",
            found=f"--device {place.type}", remedy="Use --dtype bfloat16 there",
        )  # fmt: skip

    from .packed.op import lane_rows

    if lane_rows():
        return precision
    return "float32" if asked == "auto" else "bfloat16"


def _kind(precision: str) -> torch.dtype:
    """The type of what is not packed, activations among it."""
    import torch

    return torch.float32 if precision == "float32" else torch.bfloat16


def _whole(checkpoint: Checkpoint, adapters: tuple[str, ...]) -> set[str]:
    """The parameters that adapters hold whole; head and embedding together, which these may take apart."""
    fitted = fit_all((*checkpoint.adapters, *adapters), checkpoint.config, checkpoint.family)
    names = {place[0] for each in fitted for whole in each.wholes for place in whole.places}
    ends = {"wte.weight", "lm_head.weight"}
    return names | ends if names & ends else names


def device_named(name: str) -> torch.device:
    """The device of an option; auto is the CPU. Raises StudioError for one that this machine does not have."""
    import torch

    if name not in DEVICES:
        raise StudioError("bad_parameter", "device is not known", expected=", ".join(DEVICES), found=name)
    available = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available}
    if name in available and not available[name]():
        raise StudioError(
            "unsupported", f"device {name} is not there", expected=f"a machine with {name}", found="none",
            remedy="Use --device cpu",
        )  # fmt: skip
    return torch.device("cpu" if name == "auto" else name)
