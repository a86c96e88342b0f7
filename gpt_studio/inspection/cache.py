"""All activations of one forward by TransformerLens' names, in its shapes.

Symbols: B batch, T positions, C width, H query heads, G key/value heads, D head size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import cast

import torch
from torch import Tensor, nn

from gpt_studio.gpt.blocks import Block
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError

from .attention import attention_scores
from .frozen import FrozenNorm
from .matrices import head_matrices
from .pieces import check_free, check_text

Shape = tuple[int, ...]
# What is cached: names, or patterns of them with *; a rule; None: all but hook_result.
Names = str | Sequence[str] | Callable[[str], bool] | None

_HEADS_FIRST = ("hook_q", "hook_k", "hook_v", "hook_rot_q", "hook_rot_k", "hook_z")
_IN_ATTENTION = (*_HEADS_FIRST, "hook_attn_scores", "hook_pattern", "hook_result")
_IN_MLP = ("hook_pre", "hook_pre_linear", "hook_post")


class ActivationCache(Mapping[str, Tensor]):
    """Activations by name, in the order in which the network makes them: `cache["blocks.0.attn.hook_q"]`.

    `cache["q", 0]` is short for that, `cache["scale", 0, "ln1"]` for `blocks.0.ln1.hook_scale`.
    """

    def __init__(self, held: dict[str, Tensor]) -> None:
        self._held = held

    def __getitem__(self, name: str | tuple[str, int] | tuple[str, int, str]) -> Tensor:
        if not isinstance(name, str):
            name = full_name(f"hook_{name[0].removeprefix('hook_')}", name[1], name[2] if len(name) > 2 else "")
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __repr__(self) -> str:
        return f"ActivationCache({len(self)} activations: {', '.join(list(self)[:3])}, …)"


def run_with_cache(model: Decoder, ids: Tensor, names: Names = None) -> tuple[Tensor, ActivationCache]:
    """Logits (B, T, V) for ids (B, T) or (T,), and the activations of the forward.

    Shapes are TransformerLens': [B, T, H, D] for what heads have, [B, H, queries, keys] for scores and patterns; what
    there is, `activation_shapes` tells. Keys and values have G heads. The forward is the one that generates; scores
    and patterns are rebuilt from its queries and keys. hook_result [B, T, H, C], what each head adds, is there only
    when it is asked for. The grad mode is the caller's: under `torch.no_grad()` nothing else is kept.
    Raises StudioError for a name that the network does not have, a text that it cannot take, and `too_large` before
    anything is allocated where the answer would not fit in memory.
    """
    ids = ids[None] if ids.dim() == 1 else ids
    check_text(ids[0], model)
    shapes = chosen_shapes(activation_shapes(model.config, *ids.shape), names)
    _check_memory(shapes, model)
    recorder = _Recorder(model, shapes)
    logits = model(ids.to(model.device), watch=recorder)
    return logits, ActivationCache({name: recorder.held[name] for name in shapes})


def full_name(name: str, layer: int, place: str = "") -> str:
    """Where a hook of a layer is: hook_q is `blocks.{layer}.attn.hook_q`."""
    if name in ("hook_embed", "hook_pos_embed"):
        return name
    if not place:
        place = "attn" if name in _IN_ATTENTION else "mlp" if name in _IN_MLP else ""
    return f"blocks.{layer}.{place}.{name}" if place else f"blocks.{layer}.{name}"


def activation_shapes(config: DecoderConfig, batch: int, tokens: int) -> dict[str, Shape]:
    """Every activation that a network has, with its shape, in the order of the forward."""
    stream = (batch, tokens, config.d_model)
    shapes: dict[str, Shape] = {"hook_embed": stream}
    if config.position == "learned":
        shapes["hook_pos_embed"] = stream
    for layer in range(config.n_layer):
        shapes |= {full_name(*name): shape for name, shape in _of_block(config, layer, batch, tokens).items()}
    norm = {"ln_final.hook_scale": (batch, tokens, 1), "ln_final.hook_normalized": stream}
    return shapes | norm


def _of_block(c: DecoderConfig, layer: int, batch: int, tokens: int) -> dict[tuple[str, int, str], Shape]:
    """By name, layer and place ('': where hooks of this name are)."""
    stream, weights = (batch, tokens, c.d_model), (batch, c.n_head, tokens, tokens)
    q, k, inner = (
        (batch, tokens, c.n_head, c.head_dim),
        (batch, tokens, c.n_kv_head, c.head_dim),
        (batch, tokens, c.d_ff),
    )
    before, sequential = c.norm_place != "post", c.residual == "sequential"
    shapes: dict[tuple[str, str], Shape] = {("hook_resid_pre", ""): stream}
    if before:
        shapes |= _of_norm("ln1", stream)
    shapes |= {("hook_q", ""): q, ("hook_k", ""): k, ("hook_v", ""): k}
    if c.rope_of(layer) is not None or c.qk_norm != "none":
        shapes |= {("hook_rot_q", ""): q, ("hook_rot_k", ""): k}
    shapes |= {("hook_attn_scores", ""): weights, ("hook_pattern", ""): weights, ("hook_z", ""): q}
    shapes |= {("hook_result", ""): (*q[:3], c.d_model), ("hook_attn_out", ""): stream}
    if c.mlp != "none":
        if sequential:
            shapes["hook_resid_mid", ""] = stream
        if before and c.residual != "parallel_shared":
            shapes |= _of_norm("ln2", stream)
        shapes["hook_pre", ""] = inner
        if c.mlp == "gated":
            shapes["hook_pre_linear", ""] = inner
        shapes |= {("hook_post", ""): inner, ("hook_mlp_out", ""): stream}
    shapes["hook_resid_post", ""] = stream
    return {(name, layer, place): shape for (name, place), shape in shapes.items()}


def _of_norm(place: str, stream: Shape) -> dict[tuple[str, str], Shape]:
    return {("hook_scale", place): (*stream[:2], 1), ("hook_normalized", place): stream}


def chosen_shapes(shapes: dict[str, Shape], names: Names) -> dict[str, Shape]:
    """The activations that `names` mean. Raises StudioError for a name that means none."""
    if names is None:
        return {name: shape for name, shape in shapes.items() if not name.endswith("hook_result")}
    if callable(names):
        return {name: shape for name, shape in shapes.items() if names(name)}
    patterns = [names] if isinstance(names, str) else list(names)
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in shapes):
            raise StudioError(
                "bad_parameter", f"this network has no activation {pattern}",
                expected="a name of activation_shapes(config, batch, tokens), or a pattern with *", found=pattern,
            )  # fmt: skip
    return {name: shape for name, shape in shapes.items() if any(fnmatchcase(name, p) for p in patterns)}


def _check_memory(shapes: Mapping[str, Shape], model: Decoder) -> None:
    wide = torch.promote_types(model.dtype, torch.float32).itemsize
    needed = wide * sum(torch.Size(shape).numel() for shape in shapes.values())
    check_free(needed, f"{len(shapes)} activations", "Ask for fewer names, or a shorter text")


class _Recorder:
    """A watch that keeps what was chosen, and works out what follows from it."""

    def __init__(self, model: Decoder, wanted: Mapping[str, Shape]) -> None:
        self.held: dict[str, Tensor] = {}
        self._model = model
        self._wanted = wanted
        self._q: Tensor | None = None
        self._k: Tensor | None = None

    def __call__(self, name: str, layer: int, x: Tensor) -> None:
        self._keep(full_name(name, layer), x.transpose(1, 2) if name in _HEADS_FIRST else x)
        if name in ("hook_q", "hook_rot_q"):
            self._q = x
        elif name in ("hook_k", "hook_rot_k"):
            self._k = x
        elif name == "hook_z":
            self._attention(layer, x)
        elif name in ("hook_resid_pre", "hook_resid_mid", "hook_resid_post"):
            self._norms(name, layer, x)

    def _keep(self, name: str, x: Tensor) -> None:
        if name in self._wanted:
            self.held[name] = x if torch.is_grad_enabled() else x.detach()

    def _attention(self, layer: int, z: Tensor) -> None:
        """Scores and pattern, and what each head adds."""
        scores, pattern, result = (full_name(f"hook_{n}", layer) for n in ("attn_scores", "pattern", "result"))
        if self._q is not None and self._k is not None and {scores, pattern} & self._wanted.keys():
            wide, group = torch.promote_types(z.dtype, torch.float32), self._q.size(1) // self._k.size(1)
            k = self._k.repeat_interleave(group, 1).to(wide)
            found = attention_scores(self._q.to(wide), k, self._model.config, self._model.config.window(layer))
            self._keep(scores, found)
            self._keep(pattern, found.softmax(-1))
        if result in self._wanted:
            self._keep(result, torch.einsum("bhtd,hdc->bthc", z, head_matrices(self._model, layer).to(z.dtype)))

    def _norms(self, name: str, layer: int, x: Tensor) -> None:
        """Scale and normed residual of the norms that read it."""
        block, config = cast("Block", self._model.blocks[layer]), self._model.config
        if name == "hook_resid_pre":
            self._norm(f"blocks.{layer}.ln1", block.ln_1, x)
        if name == ("hook_resid_pre" if config.residual == "parallel" else "hook_resid_mid"):
            self._norm(f"blocks.{layer}.ln2", block.ln_2, x)
        if name == "hook_resid_post" and layer == config.n_layer - 1:
            self._norm("ln_final", self._model.ln_f, x)

    def _norm(self, place: str, module: nn.Module | None, x: Tensor) -> None:
        names = f"{place}.hook_scale", f"{place}.hook_normalized"
        if module is not None and not self._wanted.keys().isdisjoint(names):
            norm, wide = FrozenNorm(module), x.to(torch.promote_types(x.dtype, torch.float32))
            scale = norm.scale(wide)
            self._keep(names[0], scale)
            self._keep(names[1], norm.centre(wide) / scale)
