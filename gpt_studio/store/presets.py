"""Presets of the samplers: a JSON file each, holding only what differs from neutral.

{"samplers": {"temperature": 0.7, …}, "order": ["temperature", …], "logit_bias": {"50256": "-inf"}}; the order and the
biases only where they differ. A file that cannot be read is refused by name and never written over.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

from gpt_studio.files.bounded import read_json
from gpt_studio.files.durable import replace_text
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import DRY_BREAKERS, HF_ORDER, SamplingParams, complete_order

SUFFIX = ".json"
LIMIT_BYTES = 1 << 20
_NAME = re.compile(r"[^/\\\0:*?\"<>|.][^/\\\0:*?\"<>|]{0,99}")
# What the program brings: the values that other programs begin with, so that a text can be compared with theirs.
BUILT_IN: dict[str, SamplingParams] = {
    "Neutral": SamplingParams(),
    "Greedy": SamplingParams(temperature=0.0),
    "nanoGPT": SamplingParams(temperature=0.8, top_k=200),
    "llama.cpp": SamplingParams(temperature=0.8, top_k=40, top_p=0.95, min_p=0.05, order=complete_order(
        ("top_n_sigma", "top_k", "typical_p", "top_p", "min_p", "xtc", "temperature"))),
}  # fmt: skip


def presets_folder(data: Path) -> Path:
    """Where presets are kept."""
    return data / "presets"


def names(folder: Path) -> tuple[str, ...]:
    """The presets there are: those of the folder in alphabetical order, then the built-in ones."""
    own = sorted(path.stem for path in folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    return (*own, *(name for name in BUILT_IN if name not in own))


def load_preset(folder: Path, name: str) -> SamplingParams:
    """The preset `name` of the folder, a built-in one, or the JSON file of that path. Raises StudioError."""
    path = folder / f"{name}{SUFFIX}"
    if _NAME.fullmatch(name) and path.is_file():
        return read_preset(path)
    if name in BUILT_IN:
        return BUILT_IN[name]
    if name.endswith(SUFFIX) and Path(name).is_file():
        return read_preset(Path(name))
    raise StudioError(
        "absent", f"there is no preset {name[:100]}", found="none of that name",
        expected="one of " + ", ".join(names(folder)) + ", or a JSON file",
    )  # fmt: skip


def save_preset(folder: Path, name: str, sampling: SamplingParams) -> Path:
    """Write a preset; returns its file. Raises StudioError for a name that no file can have, OSError."""
    if not _NAME.fullmatch(name):
        raise StudioError(
            "bad_parameter", "a preset cannot have this name", found=name[:100],
            expected='at most 100 characters, none of / \\ : * ? " < > |',
        )  # fmt: skip
    path = folder / f"{name}{SUFFIX}"
    write_preset(path, sampling)
    return path


def delete_preset(folder: Path, name: str) -> None:
    """Remove a preset of the folder; built-in ones stay."""
    if _NAME.fullmatch(name):
        (folder / f"{name}{SUFFIX}").unlink(missing_ok=True)


def write_preset(path: Path, sampling: SamplingParams) -> None:
    """Write what differs from neutral to any file. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, json.dumps(preset_to_json(sampling), indent=1) + "\n")


def read_preset(path: Path) -> SamplingParams:
    """The preset of a file. Raises StudioError naming the file and what is wrong in it."""
    try:
        found = read_json(path, LIMIT_BYTES)
    except (OSError, ValueError) as error:
        raise StudioError("damaged", f"{path} cannot be read", expected="a JSON object", found=str(error)) from error
    try:
        return preset_from_json(found)
    except StudioError as error:
        raise StudioError(error.code, f"{path}: {error.message}", expected=error.expected, found=error.found) from error


def preset_to_json(sampling: SamplingParams) -> dict[str, Any]:
    """What differs from neutral, as json.dumps takes it; infinite biases are strings."""
    found: dict[str, Any] = {"samplers": sampling.differing()}
    if sampling.order != HF_ORDER:
        found["order"] = list(sampling.order)
    if sampling.logit_bias:
        found["logit_bias"] = biases_to_json(sampling)
    if sampling.dry_breakers != DRY_BREAKERS:
        found["dry_breakers"] = list(sampling.dry_breakers)
    return found


def biases_to_json(sampling: SamplingParams) -> dict[str, float | str]:
    """The biases by id; "-inf" bans, "inf" forces."""
    return {
        str(token): value if abs(value) != float("inf") else ("inf" if value > 0 else "-inf")
        for token, value in sampling.logit_bias
    }


def preset_from_json(found: object) -> SamplingParams:
    """The parameters of a preset. Raises StudioError for an unknown sampler or a value out of range."""
    held = _object(found, "the preset")
    _known(held, {"samplers", "order", "logit_bias", "dry_breakers"}, "the preset")
    values = _object(held.get("samplers", {}), "samplers")
    kinds = {info.name: type(info.default) for info in parameters_of(SamplingParams)}
    _known(values, set(kinds), "samplers")
    order = held.get("order", list(HF_ORDER))
    if not isinstance(order, list) or not all(isinstance(name, str) for name in cast("list[object]", order)):
        raise _wrong("order", "a list of samplers' names", order)
    breakers = held.get("dry_breakers", list(DRY_BREAKERS))
    if not isinstance(breakers, list) or not all(isinstance(text, str) for text in cast("list[object]", breakers)):
        raise _wrong("dry_breakers", "a list of texts", breakers)
    numbers = {name: _number(name, value) for name, value in values.items()}
    sampling = SamplingParams(
        **{name: kinds[name](value) for name, value in numbers.items()},
        logit_bias=_biases(_object(held.get("logit_bias", {}), "logit_bias")),
        dry_breakers=tuple(cast("list[str]", breakers)),
        order=complete_order(tuple(cast("list[str]", order))),
    )
    sampling.check()
    return sampling


def _biases(found: dict[str, Any]) -> tuple[tuple[int, float], ...]:
    pairs: list[tuple[int, float]] = []
    for token, value in found.items():
        if not token.isascii() or not token.isdigit() or len(token) > 9:
            raise _wrong("logit_bias", "token ids", token)
        pairs.append((int(token), float(value) if value in ("inf", "-inf") else _number("logit_bias", value)))
    return tuple(pairs)


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e12:
        raise _wrong(name, "a number", value)
    return value


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(what, "a JSON object", value)
    return cast("dict[str, Any]", value)


def _known(found: dict[str, Any], names: set[str], what: str) -> None:
    unknown = sorted(set(found) - names)
    if unknown:
        raise _wrong(what, "only " + ", ".join(sorted(names)), ", ".join(unknown[:3]))


def _wrong(what: str, expected: str, found: object) -> StudioError:
    return StudioError("bad_parameter", f"{what} is not understood", expected=expected, found=str(found)[:100])
