"""LoRA (arXiv:2106.09685) on the one decoder, in PEFT's files. Importing this loads no torch; using a layer does."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .attached import attach, attached_to, detach, new_adapter
    from .config import AdapterConfig
    from .file import AdapterFile, read_adapter
    from .fitting import Fit, fit
    from .lora import Lora, Pair, pairs
    from .merging import merge, unmerge
    from .write import save_adapter

__all__ = [
    "AdapterConfig", "AdapterFile", "Fit", "Lora", "Pair", "attach", "attached_to", "detach", "fit", "merge",
    "new_adapter", "pairs", "read_adapter", "save_adapter", "unmerge",
]  # fmt: skip

_HOMES = {
    "config": ("AdapterConfig",),
    "file": ("AdapterFile", "read_adapter"),
    "fitting": ("Fit", "fit"),
    "lora": ("Lora", "Pair", "pairs"),
    "merging": ("merge", "unmerge"),
    "attached": ("attach", "attached_to", "detach", "new_adapter"),
    "write": ("save_adapter",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
