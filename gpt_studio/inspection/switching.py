"""Heads, KV groups, MLPs and whole layers switched off (ablated) while a network runs, by a watch and nothing else.

Symbols: B batch, T positions, C width, H query heads, D head size, L layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from torch import Tensor

from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.protocol.switches import Switch, Switches

from .means import Means


@dataclass(frozen=True, eq=False)
class Part:
    """What stands in the place of an activation: of `heads` of z (n, D), or of what a half of a layer adds (C,).

    None where it is zero.
    """

    heads: tuple[int, ...]
    value: Tensor | None


Parts = Mapping[tuple[str, int], Part]  # by name and layer of the activation


@dataclass(frozen=True, eq=False)
class SwitchedOff:
    """A watch under which `parts` of a network are off; the network itself is not touched, and no hook stays.

    A head that is off has 0, or its mean, in the place of its z: what the output projection reads (hook_z). z holds
    Σ A (xW_V + b_V) and thus b_V, so an off head adds nothing at all, as if its rows of W_O were 0; b_O stays, which
    belongs to no head. An MLP that is off adds 0 or its mean (hook_mlp_out, behind a norm that follows it, its biases
    included), a layer so in both halves (hook_attn_out, too).

    The positions before `since` stay as they are. The first position that is read is `start`, with a `cache` as many
    later as it holds. One watch serves any number of forwards.
    """

    parts: Parts
    since: int = 0
    cache: KVCache | None = None
    start: int = 0

    @property
    def names(self) -> frozenset[str]:
        """The activations that are replaced somewhere."""
        return frozenset(name for name, _ in self.parts)

    @property
    def layers(self) -> frozenset[int]:
        """The layers in which something is off."""
        return frozenset(layer for _, layer in self.parts)

    def on(self, cache: KVCache | None, start: int = 0) -> SwitchedOff:
        """The same for another cache, whose first position is `start` of the text."""
        return replace(self, cache=cache, start=start)

    def __call__(self, name: str, layer: int, x: Tensor) -> Tensor | None:
        part = self.parts.get((name, layer))
        if part is None:
            return None
        first = self.start + (0 if self.cache is None else self.cache.length)
        stays = max(self.since - first, 0)
        x = x.clone()
        if part.heads:  # (B, H, T, D)
            rows = x[:, :, stays:]
            rows[:, list(part.heads)] = 0.0 if part.value is None else part.value.to(x)[:, None]
        else:  # (B, T, C)
            x[:, stays:] = 0.0 if part.value is None else part.value.to(x)
        return x


@dataclass(frozen=True, eq=False)
class OneEach:
    """A watch over copies of a text, in each of which another of the `heads` of a layer is off, as in SwitchedOff.

    `values` (n, D) stand in their places; None: zero.
    """

    layer: int
    heads: range
    values: Tensor | None

    def __call__(self, name: str, layer: int, x: Tensor) -> Tensor | None:
        if (name, layer) != ("hook_z", self.layer):
            return None
        x = x.clone()  # (B, H, T, D)
        for copy, head in enumerate(self.heads):
            x[copy, head] = 0.0 if self.values is None else self.values[copy].to(x)
        return x


def switched_off(switches: Switches, config: DecoderConfig, means: Means | None = None) -> SwitchedOff:
    """The watch for these switches; the mode mean takes its `means`.

    Raises StudioError for parts that the network does not have.
    """
    switches.check(config.n_layer, config.n_head, config.n_kv_head)
    if switches.mode == "mean" and means is None:
        raise ValueError("the mode mean needs means")
    return SwitchedOff(_parts(switches.off, config, means if switches.mode == "mean" else None), switches.since)


def _parts(off: Iterable[Switch], config: DecoderConfig, means: Means | None) -> dict[tuple[str, int], Part]:
    """What takes the place of which activation."""
    heads: dict[int, set[int]] = {}
    found: dict[tuple[str, int], Part] = {}
    for switch in off:
        layer = switch.layer
        if switch.kind in ("head", "kv_group"):
            heads.setdefault(layer, set()).update(heads_of(switch, config))
        if switch.kind == "layer":
            found["hook_attn_out", layer] = Part((), None if means is None else means.attn_out[layer])
        if switch.kind in ("layer", "mlp"):
            found["hook_mlp_out", layer] = Part((), None if means is None else means.mlp_out[layer])
    for layer, chosen in heads.items():
        numbers = tuple(sorted(chosen))
        found["hook_z", layer] = Part(numbers, None if means is None else means.z[layer][list(numbers)])
    return found


def heads_of(switch: Switch, config: DecoderConfig) -> range:
    """The query heads that a head or a KV group is."""
    if switch.kind == "head":
        return range(switch.index, switch.index + 1)
    size = config.n_head // config.n_kv_head
    return range(switch.index * size, (switch.index + 1) * size)
