"""Attention of one query in one head with its real numbers, and the steps of its block from token to logits.

Symbols: S keys (the query's own the last), H query heads, G key/value heads, D head size, C width, F feed-forward
width, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from gpt_studio.gpt.blocks import Block
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.looking import BlockStep, Check, Floats

from .attention import attention_scores
from .checks import heads_check, rows_check
from .matrices import head_matrices
from .pieces import check_free, check_number, check_text, read
from .switching import Parts, SwitchedOff

SHOWN = 8  # first numbers of a step's vector

# Steps of the block, in the order of the network, by the names of their activations; ln_1 and ln_2 are worked out.
_STEPS = (
    "resid_pre", "ln_1", "q", "k", "v", "z", "attn_out", "resid_mid", "ln_2", "pre", "pre_linear", "post", "mlp_out",
    "resid_post",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Calculation:
    """As in Calculated."""

    q: Floats
    k: Floats
    v: Floats
    products: Floats
    scores: Floats
    weights: Floats
    z: Floats
    out: Floats
    steps: tuple[BlockStep, ...]
    checks: tuple[Check, ...]
    off: str


@dataclass
class _Seen:
    """What a layer compares and mixes, of all positions; everything else of the newest position.

    `replaced` are the names of the layer in whose place, or in a part of which, something else stands there.
    """

    layer: int
    k: Tensor  # (G, S, D)
    v: Tensor
    replaced: frozenset[str]
    newest: dict[str, Tensor] = field(default_factory=dict[str, Tensor])

    def __call__(self, name: str, layer: int, first: int, x: Tensor) -> None:
        if layer != self.layer and name not in ("hook_embed", "hook_pos_embed"):
            return
        name = name.removeprefix("hook_").removeprefix("rot_")
        if name in ("k", "v"):
            (self.k if name == "k" else self.v)[:, first : first + x.size(1)] = x
        self.newest[name] = x[..., -1, :]


def calculate(
    model: Decoder, ids: Tensor, layer: int, head: int, switched: SwitchedOff | None = None
) -> Iterator[Calculation | None]:
    """What head `head` of `layer` works out for the last of ids (T,); None between slices.

    q, k, v are as they are compared and mixed, scores and weights rebuilt from them in float32 or what is wider.
    With parts `switched` off all numbers are those of the network without them; of a head that is off, z is what
    stands in its place.
    Raises StudioError for a layer or head that the network does not have.
    """
    c = model.config
    check_text(ids, model)
    check_number(f"layer {layer}", layer, c.n_layer)
    check_number(f"head {head}", head, c.n_head)
    tokens = ids.numel()
    check_free(
        c.kv_cache_bytes(tokens, model.dtype.itemsize) + 16 * tokens * c.n_kv_head * c.head_dim,
        f"the calculation behind {tokens} tokens", "Shorten the text",
    )  # fmt: skip
    shape = (c.n_kv_head, tokens, c.head_dim)
    k, v = (torch.empty(shape, dtype=model.dtype, device=model.device) for _ in range(2))
    parts = switched.parts if switched is not None and switched.since < tokens else {}
    seen = _Seen(layer, k, v, frozenset(name for name, at in parts if at == layer))
    off = _off(parts, layer, head)
    residual = torch.empty(0)
    for _, x in read(model, ids, seen, switched):
        residual = x[-1]
        yield None
    with torch.inference_mode():
        yield _calculation(model, seen, head, off, residual)


def _off(parts: Parts, layer: int, head: int) -> str:
    """What is off of a head, as in Calculated."""
    if ("hook_attn_out", layer) in parts:
        return "layer"
    part = parts.get(("hook_z", layer))
    return "head" if part is not None and head in part.heads else ""


def _calculation(model: Decoder, seen: _Seen, head: int, off: str, residual: Tensor) -> Calculation:
    config, group = model.config, head * model.config.n_kv_head // model.config.n_head
    wide = torch.promote_types(model.dtype, torch.float32)
    q, k, v = seen.newest["q"][head].to(wide), seen.k[group].to(wide), seen.v[group].to(wide)
    scores = attention_scores(q[None], k, config, config.window(seen.layer))[0]
    weights = scores.softmax(-1)
    z = seen.newest["z"][head].to(wide) if off == "head" else weights @ v
    out = z @ head_matrices(model, seen.layer)[head].to(wide)
    return Calculation(
        *map(_floats, (q, k, v, k @ q, scores, weights, z, torch.zeros_like(out) if off == "layer" else out)),
        steps=tuple(_steps(model, seen, residual)),
        checks=tuple(_checks(model, seen, head, off, weights, v)),
        off=off,
    )


def _checks(model: Decoder, seen: _Seen, head: int, off: str, weights: Tensor, v: Tensor) -> Iterator[Check]:
    """A head that is off mixes no row, and what stands in the place of a layer is no sum of heads."""
    newest = seen.newest["z"]
    if not off:
        yield rows_check(weights[None, None], v[None], newest[head][None, None], model.dtype)
    if off != "layer":
        yield heads_check(model, seen.layer, newest[:, None], seen.newest["attn_out"][None])


def _steps(model: Decoder, seen: _Seen, residual: Tensor) -> Iterator[BlockStep]:
    """From the token's embedding through the block to the logits that follow the query."""
    block = model.blocks[seen.layer]
    assert isinstance(block, Block)
    vectors = seen.newest | _normed(block, seen.newest)
    for name in ("embed", "pos_embed", *_STEPS):
        if name in vectors:
            own = name in _STEPS
            yield _step(name, seen.layer if own else -1, vectors[name], own and f"hook_{name}" in seen.replaced)
    if seen.layer < model.config.n_layer - 1:
        yield _step("resid_final", -1, residual)
    yield _step("ln_final", -1, model.ln_f(residual))
    yield _step("logits", -1, model.logits(residual))


def _normed(block: Block, newest: dict[str, Tensor]) -> dict[str, Tensor]:
    """What the norms before the halves of the block make of the residual stream."""
    found: dict[str, Tensor] = {}
    if block.ln_1 is not None:
        found["ln_1"] = block.ln_1(newest["resid_pre"])
    if block.ln_2 is not None:
        found["ln_2"] = block.ln_2(newest["resid_pre" if block.parallel else "resid_mid"])
    return found


def _step(name: str, layer: int, x: Tensor, off: bool = False) -> BlockStep:
    x = x.double().flatten()
    return BlockStep(name, layer, x.numel(), float(x.norm()), tuple(x[:SHOWN].tolist()), off)


def _floats(x: Tensor) -> Floats:
    return x.float().cpu().contiguous().numpy()
