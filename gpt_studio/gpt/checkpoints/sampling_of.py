"""The sampling that a checkpoint's files suggest: shown and offered, never applied unasked. No torch here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gpt_studio.gpt.folder import has, read_object
from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import SamplingParams

from .checkpoint import Checkpoint

FILE = "generation_config.json"
# Names of `general.sampling.*` in a GGUF file, and of generation_config.json, for our own parameters
_GGUF = {
    "temp": "temperature", "top_k": "top_k", "top_p": "top_p", "min_p": "min_p", "xtc_probability": "xtc_probability",
    "xtc_threshold": "xtc_threshold", "penalty_repeat": "repetition_penalty", "penalty_last_n": "repetition_window",
}  # fmt: skip
_MIROSTAT = {"mirostat_tau": "mirostat_tau", "mirostat_eta": "mirostat_eta"}
_HUGGING_FACE = {
    **{name: name for name in ("temperature", "top_k", "top_p", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff")},
    "repetition_penalty": "repetition_penalty", "no_repeat_ngram_size": "no_repeat_ngram",
}  # fmt: skip


def sampling_defaults(checkpoint: Checkpoint) -> dict[str, float]:
    """Values of SamplingParams, by its names, that the files suggest and that differ from doing nothing.

    Values that a sampler cannot have are left out. Raises StudioError where generation_config.json cannot be read.
    """
    if checkpoint.packed is not None:
        return _kept(_of_gguf(checkpoint.packed.file.header.metadata))
    if not has(checkpoint.folder, FILE):
        return {}
    found = read_object(checkpoint.folder, FILE)
    if found.get("do_sample") is not True:
        return {}
    return _kept({ours: found.get(theirs) for theirs, ours in _HUGGING_FACE.items()})


def _of_gguf(metadata: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: metadata.get(f"general.sampling.{name}") for name in ("mirostat", *_GGUF, *_MIROSTAT)}
    names = _GGUF | (_MIROSTAT if said["mirostat"] == 2 else {})
    found = {ours: said[theirs] for theirs, ours in names.items()}
    match said["penalty_last_n"]:
        case 0:  # the penalty looks at nothing
            found["repetition_penalty"] = None
        case -1:  # at all
            found["repetition_window"] = None
        case _:
            pass
    return found


def _kept(found: Mapping[str, Any]) -> dict[str, float]:
    kept: dict[str, float] = {}
    for info in parameters_of(SamplingParams):
        value = found.get(info.name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            continue
        whole = isinstance(info.default, int) and value != int(value)
        low, high = (-math.inf if info.low is None else info.low), (math.inf if info.high is None else info.high)
        if not whole and low <= value <= high and value != info.default:
            kept[info.name] = int(value) if isinstance(info.default, int) else round(float(value), 6)
    return kept
