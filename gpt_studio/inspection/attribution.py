"""What made a logit: the residual stream is a sum of parts, and with the final norm's scale held the logit is one too.

Direct logit attribution: logit_t = Σ_c u · x_c + constant, u the row of the head (less that of a foil) pulled back
through the norm with the scale σ of the real x. Exact with LayerNorm (its mean taken away) and RMS norms; norms behind
attention are held in the same way, and no weight is changed. A final soft-cap bends the sum as a whole: what is
attributed is the logit before it. Symbols: T tokens, L layers, C width, H query heads, D head size.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from gpt_studio.gpt.blocks import Block
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.looking import Check, Component, Floats

from .checks import logit_check
from .frozen import FrozenNorm
from .gradient import gradient_bytes, gradient_times_input
from .matrices import bias, head_matrices, matrix_rows
from .pieces import check_free, check_number, check_text, read
from .switching import SwitchedOff


@dataclass(frozen=True, eq=False)
class Attribution:
    """`components` sum to `logit`, before a final soft-cap; `inputs` [T] is gradient × input of each token."""

    logit: float
    components: tuple[Component, ...]
    inputs: Floats
    check: Check


@dataclass
class _Seen:
    """The parts of the residual stream at the last position, and all that is needed to go back through the layers."""

    residuals: list[Tensor]  # (T, C) before each block
    embed: Tensor  # (T, C)
    parts: dict[tuple[str, int], Tensor] = field(default_factory=dict[tuple[str, int], Tensor])

    def __call__(self, name: str, layer: int, first: int, x: Tensor) -> None:
        if name == "hook_resid_pre":
            self.residuals[layer][first : first + x.size(0)] = x
        elif name == "hook_embed":
            self.embed[first : first + x.size(0)] = x
        if name in ("hook_embed", "hook_pos_embed", "hook_z", "hook_attn_out", "hook_mlp_out", "hook_resid_post"):
            self.parts[name, layer] = x[..., -1, :].clone()


def attribute(
    model: Decoder, ids: Tensor, token: int, foil: int | None = None, switched: SwitchedOff | None = None
) -> Iterator[Attribution | None]:
    """What made the logit of `token` behind ids (T,), or its distance to that of `foil`; None between slices.

    Raises StudioError for an id that the network does not have, and `too_large` before anything is allocated where it
    would not fit in memory.
    """
    check_text(ids, model)
    for name, one in (("token", token), ("foil", foil)):
        if one is not None:
            check_number(f"{name} {one}", one, model.config.vocab_size)
    _check_memory(model, ids.numel())
    seen = _empty(model, ids.numel())
    residual = torch.empty(0)
    for _, x in read(model, ids, seen, switched):
        residual = x[-1]
        yield None
    chosen = [token] if foil is None else [token, foil]
    with torch.inference_mode():
        said = model.uncapped(residual)[chosen]
        logit = float(said[0] if foil is None else said[0].double() - said[1].double())
    components = yield from _components(model, seen, chosen, switched, ids.numel() - 1)
    inputs = yield from gradient_times_input(model, seen.residuals, seen.embed, residual, chosen, switched)
    total = sum(component.value for component in components)
    yield Attribution(logit, components, inputs, logit_check(total, logit, model.dtype))


def _check_memory(model: Decoder, tokens: int) -> None:
    c, wide = model.config, model.dtype.itemsize
    kept = (c.n_layer + 1) * tokens * c.d_model * wide + c.kv_cache_bytes(tokens, wide)
    check_free(kept + gradient_bytes(model, tokens), f"what made a token behind {tokens} others", "Shorten the text")


def _empty(model: Decoder, tokens: int) -> _Seen:
    def rows() -> Tensor:
        return torch.empty(tokens, model.config.d_model, dtype=model.dtype, device=model.device)

    return _Seen([rows() for _ in range(model.config.n_layer)], rows())


def _components(
    model: Decoder, seen: _Seen, chosen: list[int], switched: SwitchedOff | None, position: int
) -> Generator[None, None, tuple[Component, ...]]:
    """Yields between layers; returns the components, in the order of the network."""
    u, constant = _direction(model, seen, chosen)
    found = [Component("embed", -1, -1, _along(u, seen.parts["hook_embed", 0]))]
    if ("hook_pos_embed", 0) in seen.parts:
        found.append(Component("position", -1, -1, _along(u, seen.parts["hook_pos_embed", 0])))
    for layer in range(model.config.n_layer):
        replaced = switched is not None and position >= switched.since and ("hook_attn_out", layer) in switched.parts
        found += _attention_taken_whole(seen, layer, u) if replaced else _attention(model, layer, seen, u)
        if ("hook_mlp_out", layer) in seen.parts:
            found.append(Component("mlp", layer, -1, _along(u, seen.parts["hook_mlp_out", layer])))
        yield None
    return (*found, Component("constant", -1, -1, constant))


def _direction(model: Decoder, seen: _Seen, chosen: list[int]) -> tuple[Tensor, float]:
    """u (C,), along which a part of the residual stream adds to the logit, and what no part adds."""
    norm = FrozenNorm(model.ln_f)
    rows = matrix_rows(model, "lm_head", chosen).double() * model.config.logit_scale
    offset = bias(model.lm_head) * model.config.logit_scale
    offsets = offset[chosen] if isinstance(offset, Tensor) else rows.new_zeros(len(chosen))
    row, added = (rows[0], offsets[0]) if len(chosen) == 1 else (rows[0] - rows[1], offsets[0] - offsets[1])
    last = seen.parts["hook_resid_post", model.config.n_layer - 1].double()
    return norm.pulled_back(row, norm.scale(last)), float(row @ norm.bias + added)


def _attention(model: Decoder, layer: int, seen: _Seen, u: Tensor) -> list[Component]:
    """What each head adds along u, and what the biases of the layer's attention do."""
    block = model.blocks[layer]
    assert isinstance(block, Block)
    z, w = seen.parts["hook_z", layer].double(), head_matrices(model, layer).double()  # (H, D), (H, D, C)
    offset, constant, u = bias(block.attn.out), 0.0, u * block.scale
    if block.ln_1_post is not None:
        norm = FrozenNorm(block.ln_1_post)
        constant = float(u @ norm.bias)
        u = norm.pulled_back(u, norm.scale(torch.einsum("hd,hdc->c", z, w) + offset))
    found = [Component("head", layer, head, value) for head, value in enumerate((z * (w @ u)).sum(-1).tolist())]
    constant += float((offset * u).sum()) if isinstance(offset, Tensor) else 0.0
    biased = isinstance(offset, Tensor) or (block.ln_1_post is not None and model.config.norm_bias)
    return [*found, Component("attention_bias", layer, -1, constant)] if biased else found


def _attention_taken_whole(seen: _Seen, layer: int, u: Tensor) -> list[Component]:
    """Of a layer that is off: what stands in its place belongs to no head."""
    return [Component("attention_bias", layer, -1, _along(u, seen.parts["hook_attn_out", layer]))]


def _along(u: Tensor, x: Tensor) -> float:
    return float(u @ x.double())
