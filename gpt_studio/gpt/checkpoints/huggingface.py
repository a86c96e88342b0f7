"""Hugging Face folders of every family, and our own kind of config.json. No torch here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import read_object
from gpt_studio.protocol.errors import StudioError

from .checkpoint import Checkpoint
from .configs import BIASES, GPT2, OWN, config_from_json
from .families import FAMILIES
from .names import gpt2_name, is_conv1d, parameter_shapes
from .tensors import Entry, Source, Sources, match, refuse_unexpected
from .weight_files import Weights, read_weights

CONFIG = "config.json"
# buffers that old files hold: masks and the angles of rotary positions
_BUFFERS = re.compile(
    r".*(\.attn\.(attention\.)?|\.attention\.)(masked_)?bias|.*\.rotary_emb\.inv_freq|h\.\d+\.attn\.(masked_)?bias"
)

__all__ = ["CONFIG", "config_from_json", "read_huggingface"]


def read_huggingface(asked: Path, folder: Path, weights: str, kind: str = "huggingface") -> Checkpoint:
    """The header of a folder whose weights (or their index) are called `weights`. Raises StudioError."""
    found = read_object(folder, CONFIG)
    config = config_from_json(found, str(folder / CONFIG))
    held = read_weights(folder, weights)
    where = str(folder / weights)
    if config.n_layer > len(held.entries):  # before a thousand layers are looked for by name
        raise StudioError(
            "damaged", f"{where}: tensors are missing", expected=f"those of {config.n_layer} layers",
            found=f"{len(held.entries)} tensors",
        )  # fmt: skip
    family = str(found["model_type"])
    zeros: tuple[str, ...] = ()
    if family == OWN:
        sources = own_sources(config)
    elif family == GPT2:
        prefix = "transformer." if any(name.startswith("transformer.") for name in held.entries) else ""
        sources = gpt2_sources(config, prefix)
        zeros = tuple(sorted(_absent_biases(config, prefix) & held.entries.keys()))
    else:
        base = FAMILIES[family].base
        headless = not any(name.startswith(base) for name in held.entries)
        sources = FAMILIES[family].sources(config, "" if headless else base)
    sources = {name: tuple(_in_file(source, held) for source in several) for name, several in sources.items()}
    used = {source.name for several in sources.values() for source in several} | set(zeros)
    refuse_unexpected(_unexpected(held.entries, used, config), where)
    match(sources, held.entries, where)
    return Checkpoint(
        path=asked,
        format=kind,
        family=family,
        folder=folder,
        config=config,
        files=held.files,
        sources=sources,
        entries=held.entries,
        zeros=zeros,
        dialect=found if family in FAMILIES else {},
        read_bytes=held.largest_file if held.pickled else max(e.bytes for e in held.entries.values()),
        file_bytes=held.file_bytes,
    )


def own_sources(config: DecoderConfig) -> Sources:
    """Parameters under their own names."""
    return {name: (Source("", name, shape),) for name, shape in parameter_shapes(config).items()}


def gpt2_sources(config: DecoderConfig, prefix: str) -> Sources:
    """Parameters under GPT-2's names, its matrices transposed."""
    sources: dict[str, tuple[Source, ...]] = {}
    for name, shape in parameter_shapes(config).items():
        theirs = name if name == "lm_head.weight" else prefix + gpt2_name(name)
        sources[name] = (Source("", theirs, shape[::-1] if is_conv1d(name) else shape, is_conv1d(name)),)
    return sources


def _in_file(source: Source, held: Weights) -> Source:
    entry = held.entries.get(source.name)
    return replace(source, file=held.files[0] if entry is None else entry.file)


def _absent_biases(config: DecoderConfig, prefix: str) -> set[str]:
    """Names of the zeros that a network without biases has in this dialect."""
    every = replace(config, **dict.fromkeys(BIASES, True))
    return {prefix + gpt2_name(name) for name in parameter_shapes(every).keys() - parameter_shapes(config).keys()}


def _unexpected(entries: Mapping[str, Entry], used: set[str], config: DecoderConfig) -> set[str]:
    """Names that are neither read nor known to be of no use: buffers, a second copy of a tied head."""
    ignored = {name for name in entries if _BUFFERS.fullmatch(name)}
    if config.tie_embeddings:
        ignored |= {"lm_head.weight", "embed_out.weight"}
    return set(entries) - used - ignored
