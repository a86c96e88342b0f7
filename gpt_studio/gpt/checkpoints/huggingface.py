"""Hugging Face folders of the GPT-2 family, and our own kind of config.json. No torch here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import read_object

from .checkpoint import Checkpoint
from .configs import BIASES, OWN, config_from_json
from .names import gpt2_name, is_conv1d, parameter_shapes
from .tensors import Entry, Source, match, refuse_unexpected
from .weight_files import Weights, read_weights

CONFIG = "config.json"
_MASKS = re.compile(r"(transformer\.)?h\.\d+\.attn\.(masked_)?bias")

__all__ = ["CONFIG", "config_from_json", "read_huggingface"]


def read_huggingface(asked: Path, folder: Path, weights: str, kind: str = "huggingface") -> Checkpoint:
    """The header of a folder whose weights (or their index) are called `weights`. Raises StudioError."""
    found = read_object(folder, CONFIG)
    config = config_from_json(found, str(folder / CONFIG))
    held = read_weights(folder, weights)
    where = str(folder / weights)
    if found["model_type"] == OWN:
        sources = {name: Source(_file(held, name), name) for name in parameter_shapes(config)}
        zeros: tuple[str, ...] = ()
    else:
        prefix = "transformer." if any(name.startswith("transformer.") for name in held.entries) else ""
        sources = _gpt2_sources(config, held, prefix)
        zeros = tuple(sorted(_absent_biases(config, prefix) & held.entries.keys()))
    used = {source.name for source in sources.values()} | set(zeros)
    refuse_unexpected(_unexpected(held.entries, used, config), where)
    match(parameter_shapes(config), sources, held.entries, where)
    return Checkpoint(
        path=asked,
        format=kind,
        family=str(found["model_type"]),
        folder=folder,
        config=config,
        files=held.files,
        sources=sources,
        entries=held.entries,
        zeros=zeros,
        read_bytes=held.largest_file if held.pickled else max(e.bytes for e in held.entries.values()),
        file_bytes=held.file_bytes,
    )


def _gpt2_sources(config: DecoderConfig, held: Weights, prefix: str) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for name in parameter_shapes(config):
        theirs = name if name == "lm_head.weight" else prefix + gpt2_name(name)
        sources[name] = Source(_file(held, theirs), theirs, is_conv1d(name))
    return sources


def _file(held: Weights, name: str) -> str:
    entry = held.entries.get(name)
    return held.files[0] if entry is None else entry.file


def _absent_biases(config: DecoderConfig, prefix: str) -> set[str]:
    """Names of the zeros that a network without biases has in this dialect."""
    every = replace(config, **dict.fromkeys(BIASES, True))
    return {prefix + gpt2_name(name) for name in parameter_shapes(every).keys() - parameter_shapes(config).keys()}


def _unexpected(entries: Mapping[str, Entry], used: set[str], config: DecoderConfig) -> set[str]:
    """Names that are neither read nor known to be of no use: mask buffers, a second copy of a tied head."""
    ignored = {name for name in entries if _MASKS.fullmatch(name)}
    if config.tie_embeddings:
        ignored.add("lm_head.weight")
    return set(entries) - used - ignored
