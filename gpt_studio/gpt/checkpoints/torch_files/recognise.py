"""A .pt file by what it holds: nanoGPT's or llama2.c's envelope, minGPT's or another bare state dict. No torch here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from gpt_studio.gpt.checkpoints.bare import CONFIG, refuse_bare
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.configs import GPT2, OWN
from gpt_studio.gpt.checkpoints.families import FAMILIES, REFUSED
from gpt_studio.gpt.checkpoints.huggingface import read_huggingface
from gpt_studio.gpt.checkpoints.tensors import Entry
from gpt_studio.gpt.folder import has, open_inside, read_object
from gpt_studio.protocol.errors import StudioError

from .llama2c import read_llama2c
from .mingpt import is_mingpt, read_mingpt
from .nanogpt import compiled_entries, read_nanogpt
from .pickles import read_structure

_WRAPPERS = ("model", "state_dict", "model_state_dict", "module")


def read_torch_file(asked: Path, folder: Path, file: str) -> Checkpoint:
    """The header of a file of torch.save. Raises StudioError naming the file and what it seems to be."""
    path = folder / file
    with open_inside(folder, file) as f:
        found = read_structure(f, path)
        size = os.fstat(f.fileno()).st_size
    match found:
        case {"model_args": {"dim": _, **_rest} as arguments, "model": dict(state)}:
            entries = compiled_entries(cast("dict[Any, Any]", state), path)
            return read_llama2c(asked, folder, file, cast("dict[Any, Any]", arguments), entries, size)
        case {"model_args": dict(arguments), "model": dict(state)}:
            return read_nanogpt(
                asked, folder, file, cast("dict[Any, Any]", arguments), cast("dict[Any, Any]", state), size
            )
        case dict():
            values = cast("dict[Any, Any]", found)
            return _bare(asked, folder, file, values, size)
        case _:
            raise _other(path)


def _bare(asked: Path, folder: Path, file: str, values: Mapping[Any, Any], size: int) -> Checkpoint:
    """A state dict: with a configuration beside it a model, without one a refusal that says what is missing."""
    path = folder / file
    entries = _tensors(values)
    if entries is None:
        wrapped = next((_tensors(values[key]) for key in _WRAPPERS if isinstance(values.get(key), dict)), None)
        raise refuse_bare(path, wrapped) if wrapped else _other(path)
    if has(folder, CONFIG):
        kind = read_object(folder, CONFIG).get("model_type")
        matrix = entries.get("transformer.h.0.attn.c_attn.weight")
        if (
            isinstance(kind, str)
            and kind in {*FAMILIES, *REFUSED, GPT2, OWN}
            and (matrix is None or kind != GPT2 or not is_mingpt(entries))
        ):
            return read_huggingface(asked, folder, file)
    if is_mingpt(entries):
        return read_mingpt(asked, folder, file, entries, size)
    raise refuse_bare(path, entries)


def _tensors(values: Mapping[Any, Any]) -> dict[str, Entry] | None:
    """The tensors by name without the prefix of a compiled model; None where something else is there, or nothing."""
    if not values or not all(isinstance(key, str) and isinstance(value, Entry) for key, value in values.items()):
        return None
    return {key.removeprefix("_orig_mod."): value for key, value in values.items()}


def _other(path: Path) -> StudioError:
    return StudioError(
        "unsupported", f"{path} is not read by this version",
        expected="a checkpoint of nanoGPT or llama2.c (model, model_args), or tensors by name beside a config.json",
        found="something else",
    )  # fmt: skip
