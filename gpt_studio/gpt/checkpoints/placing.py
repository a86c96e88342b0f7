"""Numbers from stored tensors into a network's parameters, and back again: split, joined, transposed, reordered."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from .tensors import Source, Sources

# For each stored tensor: parameters of ours, the first of their numbers, and what is taken.
Places = dict[str, list[tuple[str, int, Source]]]


def places_of(sources: Sources) -> Places:
    """What goes where, by the names of the stored tensors."""
    places: Places = {}
    for parameter, several in sources.items():
        at = 0
        for source in several:
            places.setdefault(source.name, []).append((parameter, at, source))
            at += source.count
    return places


def place(parameter: Tensor, at: int, stored: Tensor, source: Source) -> None:
    """Copy what `source` takes of a stored tensor into the numbers of a parameter from `at` on."""
    taken = _arranged(stored, source)
    if source.numbers:
        taken = taken.reshape(-1)[source.start : source.start + source.numbers]
    parameter.view(-1)[at : at + source.count].view(taken.shape).copy_(taken)


def stored_tensors(sources: Sources, parameters: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of a file from the parameters that are read from it: the inverse of `place`."""
    tensors: dict[str, Tensor] = {}
    for name, places in places_of(sources).items():
        first = places[0][2]
        if len(places) == 1 and not first.grid and math.prod(first.shape) == parameters[places[0][0]].numel():
            whole = parameters[places[0][0]].detach()
            tensors[name] = whole.t() if first.transposed else whole.view(first.shape)
            continue
        flat = torch.cat([parameters[p].detach().reshape(-1)[at : at + s.count] for p, at, s in _in_order(places)])
        shape = _arranged(torch.empty(first.shape, device="meta"), first)
        tensors[name] = _restored(flat, shape.shape, first)
    return tensors


def _in_order(places: list[tuple[str, int, Source]]) -> list[tuple[str, int, Source]]:
    return sorted(places, key=lambda each: each[2].start)


def _arranged(stored: Tensor, source: Source) -> Tensor:
    if source.transposed:
        stored = stored.t()
    if source.grid:
        return stored.unflatten(0, source.grid).transpose(0, 1).flatten(0, len(source.grid) - 1)
    return stored


def _restored(flat: Tensor, shape: torch.Size, source: Source) -> Tensor:
    arranged = flat.view(shape)
    if source.grid:
        first, second, *rest = source.grid
        arranged = arranged.unflatten(0, (second, first, *rest)).transpose(0, 1).flatten(0, len(rest) + 1)
    return arranged.t() if source.transposed else arranged
