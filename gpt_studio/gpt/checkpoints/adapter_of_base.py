"""A PEFT adapter as a MODEL: the base model that its configuration names, where that lies on this machine. No torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gpt_studio.files.places import BUNDLED, model_path
from gpt_studio.gpt.adapters.file import FILES, AdapterFile, is_adapter, read_adapter
from gpt_studio.gpt.folder import naming
from gpt_studio.protocol.errors import StudioError

from .checkpoint import Checkpoint


def with_base(asked: Path, folder: Path, read: Callable[[Path], Checkpoint]) -> Checkpoint:
    """The checkpoint of the adapter's base, with the adapter. `read` reads a MODEL.

    Nothing is fetched: a base that is no file or folder of this machine is a refusal that names it.
    """
    adapter = read_adapter(folder)
    base = base_of(adapter)
    if base is None or is_adapter(base) or base.name in FILES:
        raise StudioError(
            "absent", f"{asked} is a PEFT adapter, which is no model by itself",
            expected="its base model on this machine", found=_named(adapter),
            remedy=f"Name the base model as MODEL and put the adapter on it: BASE --adapter {asked}",
        )  # fmt: skip
    with naming(asked):
        return replace(read(base), path=asked, format="peft", adapters=(str(folder),))


def base_of(adapter: AdapterFile) -> Path | None:
    """Where the base model of an adapter lies: its path as written, from here or from the adapter's folder."""
    named = adapter.config.base
    if not named:
        return None
    if named == BUNDLED:
        return model_path(BUNDLED)
    return next((path for path in (Path(named), adapter.folder / named) if path.exists()), None)


def _named(adapter: AdapterFile) -> str:
    if Path(adapter.config.base).is_absolute():
        return f"nothing at {adapter.config.base}"
    return f"only its name, {adapter.config.base}" if adapter.config.base else "no name of one"
