"""What attention brings: the norm of each key's value behind a head's output matrix (Kobayashi 2020).

Symbols: S keys, H query heads, G key/value heads, D head size, C width.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gpt_studio.gpt.model import Decoder

from .matrices import head_matrices


def value_norms(model: Decoder, layer: int, v: Tensor) -> Tensor:
    """‖v_j W_O,h‖ (H, S), float32, of the values v (G, S, D) of a layer; head h reads those of its group.

    Without the bias of W_O, a norm behind attention, or a scale. ‖vW‖² = v (W Wᵀ) vᵀ, so that no H × S × C numbers
    are held.
    """
    w = head_matrices(model, layer).double()  # (H, D, C)
    gram = w @ w.transpose(1, 2)  # (H, D, D)
    values = v.double().repeat_interleave(w.size(0) // v.size(0), 0)  # (H, S, D)
    return torch.linalg.vecdot(values @ gram, values).clamp_min(0.0).sqrt().float()
