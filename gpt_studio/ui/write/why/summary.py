"""What an attribution says, sorted and summed up: parts by size, layers by halves. Qt-free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.looking import Component

ATTENTION = ("head", "attention_bias")


def strongest(components: Sequence[Component]) -> list[Component]:
    """All parts, the largest size first, whatever its sign."""
    return sorted(components, key=lambda component: -abs(component.value))


def total(components: Sequence[Component]) -> float:
    """The sum of the parts."""
    return float(np.sum([component.value for component in components], dtype=np.float64))


def by_layer(components: Sequence[Component]) -> NDArray[np.float64]:
    """[layers, 2]: what each layer's attention (heads and bias) and its MLP add."""
    layers = 1 + max((component.layer for component in components), default=-1)
    found = np.zeros((layers, 2))
    for component in components:
        if component.kind in ATTENTION:
            found[component.layer, 0] += component.value
        elif component.kind == "mlp":
            found[component.layer, 1] += component.value
    return found
