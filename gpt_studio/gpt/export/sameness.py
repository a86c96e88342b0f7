"""When two configurations are one network: the same arithmetic at every position that it has, however it is said."""

from __future__ import annotations

import math
from dataclasses import fields

import torch

from gpt_studio.gpt.config import DecoderConfig, Rope
from gpt_studio.gpt.rope import frequencies

# Formats keep single-precision numbers; the dropout of training and how gains are kept are no arithmetic.
TOLERANCE = 1e-6
_NO_ARITHMETIC = ("dropout", "norm_offset")
_BY_LAYER = ("rope", "local_rope", "no_rope_layers", "windows")


def differences(a: DecoderConfig, b: DecoderConfig) -> list[str]:
    """Names of the switches in which two networks differ; none where they compute the same."""
    found = [
        f.name
        for f in fields(DecoderConfig)
        if f.name not in _NO_ARITHMETIC + _BY_LAYER and not _alike(_value(a, f.name), _value(b, f.name))
    ]
    if a.n_layer == b.n_layer:
        layers = range(a.n_layer)
        if any(_window(a, layer) != _window(b, layer) for layer in layers):
            found.append("windows")
        pairs = {(a.rope_of(layer), b.rope_of(layer)) for layer in layers}
        if not all(_turn_alike(one, other, a.max_len) for one, other in pairs):
            found.append("rope")
    return found


def _value(config: DecoderConfig, name: str) -> object:
    return config.scale if name == "attention_scale" else getattr(config, name)


def _alike(a: object, b: object) -> bool:
    if isinstance(a, float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=TOLERANCE)
    return a == b


def _window(config: DecoderConfig, layer: int) -> int:
    size = config.window(layer)
    return size if size < config.max_len else 0


def _turn_alike(a: Rope | None, b: Rope | None, max_len: int) -> bool:
    """Whether two rotations turn every position of the context alike."""
    if a is None or b is None:
        return a == b
    if (a.dim, a.layout) != (b.dim, b.layout) or not math.isclose(a.amplitude, b.amplitude, rel_tol=TOLERANCE):
        return False
    starts = {1, *(r.original_len + 1 for r in (a, b) if r.scaling == "longrope" and r.original_len < max_len)}
    return all(
        torch.allclose(frequencies(a, _long(a, at)), frequencies(b, _long(b, at)), rtol=TOLERANCE, atol=0)
        for at in starts
    )


def _long(rope: Rope, length: int) -> bool:
    return rope.scaling == "longrope" and length > rope.original_len
