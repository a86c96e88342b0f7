"""What goes on inside a network, as functions over a Decoder and token ids; importing this alone loads no torch."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .attention import attention_weights
    from .cache import ActivationCache, activation_shapes, run_with_cache

__all__ = ["ActivationCache", "activation_shapes", "attention_weights", "run_with_cache"]

_HOMES = {
    "ActivationCache": "cache",
    "activation_shapes": "cache",
    "attention_weights": "attention",
    "run_with_cache": "cache",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
