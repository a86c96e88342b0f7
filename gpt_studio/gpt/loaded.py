"""A model ready for use: network, tokenizer, card. Importing this loads no torch; `load_model` does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import MEMORY_SHARE, ModelInfo

from .adapters.fitting import fit_all
from .checkpoints.describe import card, usable_context
from .checkpoints.recognise import read_checkpoint
from .checkpoints.tokenizer_of import tokenizer_of
from .tokenizers import Tokenizer

if TYPE_CHECKING:
    import torch

    from .model import Decoder

DTYPES = ("auto", "float32", "bfloat16", "int8", "int4")
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
    on_progress: Callable[[str, int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LoadedModel:
    """Load a MODEL: `bundled`, a nanoGPT ckpt.pt or its folder, a Hugging Face folder, a run or its checkpoint.

    `dtype` auto is float32, `device` auto the CPU; `context` defaults to min(model, 4096). `adapters` are folders of
    PEFT adapters, put on it in this order, behind that which a MODEL of PEFT's format is itself.
    `on_progress(phase, done, total)` counts bytes. Raises StudioError; its code is `cancelled` where `cancelled()`
    said so.
    """
    checkpoint = read_checkpoint(path)
    context = usable_context(checkpoint, context)
    kind, place = _dtype(dtype), _device(device)
    tokenizer = tokenizer_of(checkpoint)

    from .adapters import attach, read_adapter
    from .checkpoints.read import read_decoder

    info = card(checkpoint, context, str(kind).removeprefix("torch."), adapters)
    if place.type == "cpu":
        _check_memory(info)
    model, warnings = read_decoder(checkpoint, kind, place, on_progress, cancelled)
    for folder in (*checkpoint.adapters, *adapters):
        warnings += attach(model, read_adapter(folder), checkpoint.family)
    return LoadedModel(replace(info, warnings=info.warnings + warnings), model, tokenizer, context)


def _check_memory(info: ModelInfo) -> None:
    """Refuse what would not fit, before anything is allocated: the system may grant it and end the program later."""
    need, free = info.memory_estimate_bytes.peak, psutil.virtual_memory().available
    if need > MEMORY_SHARE * free:
        raise StudioError(
            "too_large", f"{info.path} does not fit into memory", expected=f"at most {MEMORY_SHARE:.0%} of free memory",
            found=f"it needs {need / 1e9:.1f} GB, {free / 1e9:.1f} GB are free",
            remedy="Close other programs or models, take a shorter --context, or --dtype bfloat16",
        )  # fmt: skip


def load_tokenizer_of(path: str | Path, adapters: tuple[str, ...] = ()) -> Tokenizer:
    """The tokenizer of a MODEL, without its weights and without torch. Adapters, which change nothing of it, must fit.

    Raises StudioError.
    """
    checkpoint = read_checkpoint(path)
    fit_all((*checkpoint.adapters, *adapters), checkpoint.config, checkpoint.family)
    return tokenizer_of(checkpoint)


def _dtype(name: str) -> torch.dtype:
    import torch

    if name in ("int8", "int4"):
        raise StudioError(
            "unsupported", f"dtype {name} is not available in this version", expected="auto, float32 or bfloat16"
        )
    if name not in DTYPES:
        raise StudioError("bad_parameter", "dtype is not known", expected=", ".join(DTYPES), found=name)
    return torch.bfloat16 if name == "bfloat16" else torch.float32


def _device(name: str) -> torch.device:
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
