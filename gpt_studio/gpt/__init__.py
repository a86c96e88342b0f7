"""The network and its files. `load_model` and `Decoder` are looked up when first used, so importing this is cheap."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cache import KVCache
    from .checkpoints.describe import describe
    from .checkpoints.write import save_checkpoint
    from .config import DecoderConfig
    from .loaded import LoadedModel, load_model
    from .model import Decoder

__all__ = ["Decoder", "DecoderConfig", "KVCache", "LoadedModel", "describe", "load_model", "save_checkpoint"]

_HOMES = {
    "Decoder": "model",
    "DecoderConfig": "config",
    "KVCache": "cache",
    "LoadedModel": "loaded",
    "describe": "checkpoints.describe",
    "load_model": "loaded",
    "save_checkpoint": "checkpoints.write",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
