"""Adapters in the weights, and out of them again to the bit: W + B A · scale (arXiv:2106.09685, 4.1).

A matrix that is changed is made anew from a copy of what it held, adding in the order in which the adapters are on
the network. So its numbers depend on which adapters are merged, not on the clicks that led there, and nothing is
subtracted. The steps go block by block: between two of them the network computes the same function.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from pathlib import PurePath

import torch
from torch import Tensor, nn

from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.packed.linear import PackedLinear
from gpt_studio.protocol.errors import StudioError

from .attached import Adapters, Attached, adapters_of, attached_to
from .lora import Pair
from .tying import ENDS, tie, untie

HEAD = "lm_head, apart from the embedding"  # the copy that a tied network needs where one of its ends changes


def merge(model: Decoder, *, keep: bool = True) -> None:
    """Add every adapter to the weights; its layers then add nothing and cost nothing.

    A tied head is taken apart first where only the embedding or the head changes. Without `keep` there are no copies,
    and it is for good. Raises StudioError, before anything is changed, where a matrix is packed.
    """
    for _ in merge_steps(model, attached_to(model), keep=keep):
        pass


def unmerge(model: Decoder) -> None:
    """Give the weights back as they were, to the bit; the adapters add beside them again."""
    for _ in merge_steps(model, ()):
        pass


def merge_steps(
    model: Decoder, chosen: Collection[Attached], *, keep: bool = True
) -> Generator[tuple[int, int], None, None]:
    """Have exactly the `chosen` adapters in the weights; yields (bytes of matrices done, in all) after each block.

    Closing it before its end brings back what was. Raises StudioError, before anything is changed, where a matrix
    is packed; ValueError for one that was merged for good.
    """
    home = adapters_of(model)
    if home is None:
        return
    _refuse_packed(model, chosen)
    before = {pair for pair in _pairs(attached_to(model)) if pair.merged}
    wanted = set(_pairs(chosen))
    names = [name for name, lora in home.layers.items() if any((p in before) != (p in wanted) for p, _ in lora.uses)]
    for name in names:
        if name not in home.kept and any(pair in before for pair, _ in home.layers[name].uses):
            raise ValueError(f"{name} was merged for good")
    parts, total = _by_block(names), sum(_weight(model, name).nbytes for name in names)
    done, touched = 0, list[list[str]]()
    try:
        for part in parts.values():
            touched.append(part)
            _bring(model, home, part, wanted, keep=keep)
            done += sum(_weight(model, name).nbytes for name in part)
            yield done, total
        for attached in attached_to(model):
            attached.merged = attached in chosen
    except BaseException:  # closed, or out of memory
        for part in reversed(touched):
            _bring(model, home, part, before, keep=keep)
        raise


def copies(model: Decoder, attached: Attached) -> dict[str, int]:
    """The bytes of each copy that merging this adapter keeps, by the matrix."""
    names = [rows.module for pair in _pairs((attached,)) for rows in pair.module.rows]
    found = {name: _bytes(model.get_submodule(name)) for name in dict.fromkeys(names)}
    home = adapters_of(model)
    tied = model.config.tie_embeddings or (home is not None and home.tied is not None)
    if tied and any(name in ENDS for name in found):
        found[HEAD] = _bytes(model.wte)
    return found


def kept_bytes(model: Decoder) -> int:
    """The bytes that are kept now, so that unmerging is exact."""
    home = adapters_of(model)
    if home is None:
        return 0
    return sum(held.nbytes for held in home.kept.values()) + (model.lm_head.weight.nbytes if home.tied else 0)


def unmerged(model: Decoder, parameter: str) -> Tensor:
    """A parameter without what was merged into it, as far as it is kept."""
    home, name = adapters_of(model), parameter.removesuffix(".weight")
    return home.kept[name] if home is not None and name in home.kept else model.get_parameter(parameter)


def packed_by(model: Decoder, attached: Attached) -> str:
    """The first matrix of an adapter that is held in codes, '' where none is: then it can be merged."""
    names = (rows.module for pair in _pairs((attached,)) for rows in pair.module.rows)
    return next((name for name in names if not _is_dense(model.get_submodule(name))), "")


def _bring(model: Decoder, home: Adapters, names: list[str], wanted: Collection[Pair], *, keep: bool) -> None:
    """Have exactly the wanted pairs in these matrices, which share no pair with others."""
    with torch.inference_mode(False), torch.no_grad():
        ends = any(name in ENDS for name in names)
        if ends and model.config.tie_embeddings and any(p in wanted for n in names for p, _ in home.layers[n].uses):
            tied = model.config, model.dialect
            untie(model)
            home.tied = tied if keep else None
        for name in names:
            _make(_weight(model, name), home, name, wanted, keep=keep)
        for lora in (home.layers[name] for name in names):
            for pair, _ in lora.uses:
                pair.merged = pair in wanted
        for lora in (home.layers[name] for name in names):
            lora.refresh()
        if ends and home.tied is not None and not any(name in home.kept for name in ENDS):
            tie(model, *home.tied)
            home.tied = None


def _make(weight: nn.Parameter, home: Adapters, name: str, wanted: Collection[Pair], *, keep: bool) -> None:
    """The matrix as it was before any merging, with the wanted pairs added in their order."""
    uses = [(pair, rows) for pair, rows in home.layers[name].uses if pair in wanted]
    held = home.kept.get(name)
    if not uses:
        if held is not None:
            weight.copy_(home.kept.pop(name))
        return
    if held is None and keep:
        held = home.kept[name] = weight.detach().clone()
    source = weight.detach() if held is None else held
    made = source.to(torch.promote_types(source.dtype, torch.float32), copy=True)  # rounded once, at the end
    for pair, rows in uses:
        made[rows.first : rows.first + rows.count] += pair.delta(rows).to(made.dtype)
    weight.copy_(made)


def _refuse_packed(model: Decoder, chosen: Collection[Attached]) -> None:
    for attached in chosen:
        name = packed_by(model, attached)
        if name:
            module, title = model.get_submodule(name), PurePath(attached.folder).name
            found = f"codes of int{module.matrix.bits}" if isinstance(module, PackedLinear) else "codes"
            raise StudioError(
                "unsupported", f"the adapter {title} cannot be merged into {name}",
                expected="weights of full precision", found=found,
                remedy="Load the model in float32 or bfloat16, then merge; beside these weights it acts as it is",
            )  # fmt: skip


def _by_block(names: list[str]) -> Mapping[str, list[str]]:
    """The matrices of each block; embedding and head, which may be tied, together."""
    parts: dict[str, list[str]] = {}
    for name in names:
        parts.setdefault("ends" if name in ENDS else ".".join(name.split(".")[:2]), []).append(name)
    return parts


def _pairs(adapters: Collection[Attached]) -> list[Pair]:
    return [pair for attached in adapters for pair in attached.pairs if isinstance(pair, Pair)]


def _is_dense(module: nn.Module) -> bool:
    return isinstance(module, nn.Linear | nn.Embedding) and isinstance(getattr(module, "weight", None), nn.Parameter)


def _bytes(module: nn.Module) -> int:
    return sum(weight.nbytes for weight in module.parameters(recurse=False) if weight.dim() == 2)


def _weight(model: Decoder, name: str) -> nn.Parameter:
    weight = model.get_submodule(name).weight
    assert isinstance(weight, nn.Parameter)
    return weight
