"""All that the headers of a checkpoint say: every tensor, all metadata; also of networks that cannot be run. No torch.

Values are a stranger's: they are cut and cleaned before they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from gpt_studio.files.bounded import parse_json
from gpt_studio.files.places import model_path
from gpt_studio.gpt.folder import absent, has, meant, naming, open_inside, read_object, shown
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelFacts, TensorInfo
from gpt_studio.protocol.runs import STATE_FILE

from .gguf.header import STRING, Array
from .gguf.metadata import GGUF
from .gguf.split import open_whole
from .run_folder import checkpoint_of_run
from .tensors import Entry
from .torch_files.pickles import read_structure
from .weight_files import find_weights, read_weights

LONGEST_VALUE = 400
LONGEST_NAME = 200
MOST_VALUES = 20_000
MOST_LEAVES = 200_000
LONGEST_PLACE = 2000  # characters of a dotted key
LISTED = 8  # elements of a list that are shown
DEEPEST_LIST = 3
_DESCRIPTIONS = ("config.json", "generation_config.json", "adapter_config.json", "tokenizer_config.json")
_ADAPTER = "adapter_model"
_SHARD = re.compile(r"-\d{5}-of-\d{5}\.(safetensors|bin)$")

Pairs = Iterator[tuple[str, str]]


def read_facts(model: str | Path) -> ModelFacts:
    """Tensors and metadata of a MODEL, from its headers. Raises StudioError with one clear line."""
    try:
        path = model_path(str(model))
        if not path.exists():
            raise absent(path)
        folder, name = _weights_of(path)
        return _facts(folder, name)
    except (OSError, RuntimeError, ValueError) as error:
        raise StudioError(
            "absent", f"{shown(str(model), 400)} cannot be read", expected="a file or a folder", found=str(error)
        ) from error


def _facts(folder: Path, name: str) -> ModelFacts:
    if name.endswith(".gguf"):
        return _of_gguf(folder, name)
    if name.endswith((".pt", ".pth")):
        return _of_pickle(folder, name)
    return _of_weights(folder, name)


def _weights_of(path: Path) -> tuple[Path, str]:
    """(the folder, the name of its weights or of their index)."""
    path = meant(path)
    if not path.is_dir():
        if path.name == "config.json" or _SHARD.search(path.name):
            return _weights_of(path.parent)
        return path.parent, path.name
    if not (found := _name_in(path)) and has(path, STATE_FILE):
        return _weights_of(checkpoint_of_run(path))
    if not found:
        raise StudioError("absent", f"{path} holds no weights", expected="a checkpoint", found="other files")
    return path, found


def _name_in(folder: Path) -> str:
    others = (f"{_ADAPTER}.safetensors", f"{_ADAPTER}.bin", "ckpt.pt", "model.pt", "lit_model.pth")
    listed = sorted(entry.name for entry in folder.glob("*.gguf"))
    return find_weights(folder) or next((name for name in others if has(folder, name)), "") or (listed or [""])[0]


# -- formats --------------------------------------------------------------------------------------------------------


def _of_gguf(folder: Path, name: str) -> ModelFacts:
    file = open_whole(folder, name)
    header = file.header
    tensors = tuple(
        TensorInfo(shown(key, LONGEST_NAME), tensor.shape, tensor.kind.name, tensor.bytes, tensor.file)
        for key, tensor in header.tensors.items()
    )
    return ModelFacts(tensors, tuple((shown(key, LONGEST_NAME), _gguf_text(file, key)) for key in header.metadata))


def _gguf_text(file: GGUF, key: str) -> str:
    value = file.header.metadata[key]
    if not isinstance(value, Array):
        return _text(value)
    if value.type == STRING and value.count <= LISTED and value.end - value.start <= LONGEST_VALUE:
        return _text(list(file.strings(key)))
    return f"[{value.count:,} × {'string' if value.type == STRING else 'number'}]"


def _of_weights(folder: Path, name: str) -> ModelFacts:
    """Safetensors, sharded or not, and pickled state dicts, with the JSON files beside them."""
    weights = read_weights(folder, name)
    pairs = [pair for file in weights.files if file.endswith(".safetensors") for pair in _header_notes(folder, file)]
    return ModelFacts(_tensors(weights.entries), tuple((*_beside(folder), *pairs)[:MOST_VALUES]))


def _of_pickle(folder: Path, name: str) -> ModelFacts:
    """A file of torch.save: tensors by their place, and the plain values around them."""
    with open_inside(folder, name) as f:
        found = read_structure(f, folder / name)
    entries: dict[str, Entry] = {}
    pairs: list[tuple[str, str]] = []
    for key, value in _leaves("", found):
        if isinstance(value, Entry):
            entries[key] = Entry(value.dtype, value.shape, name, value.storage)
        elif len(pairs) < MOST_VALUES:
            pairs.append((shown(key, LONGEST_NAME), _text(value)))
    return ModelFacts(_tensors(entries), tuple(pairs))


def _tensors(entries: Mapping[str, Entry]) -> tuple[TensorInfo, ...]:
    return tuple(
        TensorInfo(shown(key, LONGEST_NAME), entry.shape, entry.dtype, entry.bytes, entry.file)
        for key, entry in entries.items()
    )


# -- metadata -------------------------------------------------------------------------------------------------------


def _beside(folder: Path) -> Pairs:
    """What the JSON files beside the weights say, key by key. One that cannot be read says so."""
    for name in _DESCRIPTIONS:
        if has(folder, name):
            try:
                with naming(folder / name):
                    found = read_object(folder, name)
            except StudioError as error:
                yield name, shown(error.one_line(), LONGEST_VALUE)
                continue
            for key, value in _leaves("", found):
                yield shown(f"{name}: {key}", LONGEST_NAME), _text(value)


def _header_notes(folder: Path, name: str) -> Pairs:
    """The __metadata__ of a safetensors file, whose header was checked before."""
    with open_inside(folder, name) as f:
        found = parse_json(f.read(int.from_bytes(f.read(8), "little")))
    notes = found.get("__metadata__") if isinstance(found, dict) else None
    for key, value in cast("dict[str, Any]", notes).items() if isinstance(notes, dict) else ():
        yield shown(f"{name}: {key}", LONGEST_NAME), _text(value)


def _leaves(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    """(dotted key, value) of all that lies in nested objects; those of a pickle may hold themselves."""
    stack: list[tuple[str, Any]] = [(prefix, value)]
    seen = 0
    while stack:
        at, held = stack.pop()
        seen += 1
        if isinstance(held, dict) and held and len(at) <= LONGEST_PLACE and seen + len(stack) <= MOST_LEAVES:
            inner = cast("dict[Any, Any]", held)
            stack += [(f"{at}.{key}" if at else str(key), inner[key]) for key in reversed(inner)]
        else:
            yield at, held


def _text(value: Any, depth: int = 0) -> str:
    """A value in one line."""
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case list() | tuple() if depth < DEEPEST_LIST:
            listed = cast("list[Any]", value)
            head = ", ".join(_text(item, depth + 1) for item in listed[:LISTED])
            return shown(f"[{head}{f', … {len(listed):,}' if len(listed) > LISTED else ''}]", LONGEST_VALUE)
        case list() | tuple() | dict():
            return "…" if value else "{}" if isinstance(value, dict) else "[]"
        case str():
            cut = value[: LONGEST_VALUE + 1].replace("\n", "⏎").replace("\t", "⇥")
            return shown(cut, LONGEST_VALUE)
        case _:
            return shown(value, LONGEST_VALUE)
