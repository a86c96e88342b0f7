"""What a family is: how its config.json is read, and where each parameter of ours is kept in its files.

A name map says for each part of ours (`wte`, `ln_1`, `attn.qkv`, …) the part of theirs, or three that make up the
rows [Q|K|V], or a `Part` that is arranged differently.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gpt_studio.gpt.checkpoints.fields import Json
from gpt_studio.gpt.checkpoints.tensors import Source
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.shapes import Shape, parameter_shapes


@dataclass(frozen=True)
class Part:
    """A part of theirs: the share `of` = (index, count) of its rows, `per_head` with rows [q, k, v] of each head.

    `{head}` in the name stands for one tensor a head.
    """

    name: str
    of: tuple[int, int] = (0, 1)
    per_head: bool = False


Names = Mapping[str, str | Part | tuple[str, str, str]]


@dataclass(frozen=True)
class Family:
    """`base` begins all names but the head's, unless a file holds the network without its head."""

    read: Callable[[Json], DecoderConfig]
    base: str
    block: str
    ends: Names
    parts: Names

    def sources(self, config: DecoderConfig, base: str) -> dict[str, tuple[Source, ...]]:
        """Where each parameter of ours is kept, in tensors whose names begin with `base`."""
        found: dict[str, tuple[Source, ...]] = {}
        for name, shape in parameter_shapes(config).items():
            part, kind = name.rsplit(".", 1)
            if part == "lm_head":
                prefix, theirs = "", self.ends[part]
            elif part.startswith("blocks."):
                _, layer, part = part.split(".", 2)
                prefix, theirs = f"{base}{self.block}.{layer}.", self.parts[part]
            else:
                prefix, theirs = base, self.ends[part]
            found[name] = tuple(_sources(config, prefix, theirs, kind, shape))
        return found


def _sources(
    c: DecoderConfig, prefix: str, theirs: str | Part | tuple[str, str, str], kind: str, shape: Shape
) -> list[Source]:
    rows, rest = shape[0], shape[1:]
    if isinstance(theirs, tuple):
        sizes = (c.n_head * c.head_dim, c.n_kv_head * c.head_dim, c.n_kv_head * c.head_dim)
        return [Source("", f"{prefix}{t}.{kind}", (n, *rest)) for t, n in zip(theirs, sizes, strict=True)]
    if isinstance(theirs, str):
        return [Source("", f"{prefix}{theirs}.{kind}", shape)]
    if "{head}" in theirs.name:
        return [Source("", f"{prefix}{theirs.name.format(head=head)}.{kind}", rest) for head in range(rows)]
    index, count = theirs.of
    grid = (c.n_head, 3, c.head_dim) if theirs.per_head else ()
    numbers = math.prod(shape)
    return [Source("", f"{prefix}{theirs.name}.{kind}", (rows * count, *rest), grid=grid,
                   start=index * numbers, numbers=numbers)]  # fmt: skip
