"""A decoder whose matrices are packed."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn

from gpt_studio.gpt.model import Decoder

from .linear import PackedEmbedding, PackedLinear
from .matrix import PackedMatrix


def is_packed(model: nn.Module) -> bool:
    """Whether a network holds packed matrices: it can be run, but neither trained nor saved."""
    return any(isinstance(module, PackedMatrix) for module in model.modules())


def with_packed(model: Decoder, bits: Mapping[str, int]) -> dict[str, PackedMatrix]:
    """Give a decoder without memory (torch's meta device) memory on the CPU: packed for the weights in `bits`.

    Returns the packed matrices, empty as yet, by the names of the parameters whose place they take. A tied head shares
    the embedding's.
    """
    matrices: dict[str, PackedMatrix] = {}
    for path, module in list(model.named_modules()):
        name = f"{path}.weight"
        if path == "lm_head" and model.config.tie_embeddings:
            name = "wte.weight"
        if name not in bits or not isinstance(module, nn.Linear | nn.Embedding):
            continue
        if name not in matrices:
            rows, columns = module.weight.shape
            matrices[name] = PackedMatrix(rows, columns, bits[name])
        model.set_submodule(path, _packed(module, matrices[name]))
    _allocate(model)
    return matrices


def _packed(module: nn.Linear | nn.Embedding, matrix: PackedMatrix) -> nn.Module:
    if isinstance(module, nn.Embedding):
        return PackedEmbedding(matrix)
    return PackedLinear(matrix, module.bias)


def _allocate(model: nn.Module) -> None:
    """Memory for the parameters that are left, shared where they were."""
    made: dict[int, nn.Parameter] = {}
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False, remove_duplicate=False):
            if id(parameter) not in made:
                made[id(parameter)] = nn.Parameter(torch.empty_like(parameter, device="cpu"))
            setattr(module, name, made[id(parameter)])
