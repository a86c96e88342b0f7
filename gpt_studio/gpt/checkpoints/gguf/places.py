"""Where each parameter of the decoder is in a GGUF file: whole tensors, parts of fused ones, rows in another order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from gpt_studio.gpt.checkpoints.tensors import listed
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import shown
from gpt_studio.gpt.shapes import Shape, parameter_shapes
from gpt_studio.protocol.errors import StudioError

from .header import Tensor
from .kinds import PLAIN, READ
from .metadata import GGUF
from .rotation import FACTORS, LONG, SHORT

ENDS = {"wte": "token_embd", "wpe": "position_embd", "ln_f": "output_norm", "lm_head": "output"}
BLOCK = {
    "ln_1": "attn_norm", "ln_1_post": "post_attention_norm", "ln_2": "ffn_norm", "ln_2_post": "post_ffw_norm",
    "attn.out": "attn_output", "attn.norm_q": "attn_q_norm", "attn.norm_k": "attn_k_norm",
    "mlp.gate": "ffn_gate", "mlp.up": "ffn_up", "mlp.down": "ffn_down",
}  # fmt: skip
_UNUSED = (FACTORS, SHORT, LONG)


@dataclass(frozen=True)
class Part:
    """Rows `first` to `first + rows` of a tensor; `heads`: their rows are interleaved within as many heads (0: not)."""

    name: str
    first: int
    rows: int
    heads: int = 0


@dataclass(frozen=True, eq=False)
class Packed:
    """The weights of a GGUF file: for each parameter its parts, one below the other."""

    file: GGUF
    places: Mapping[str, tuple[Part, ...]]

    def tensor(self, part: Part) -> Tensor:
        return self.file.header.tensors[part.name]

    @property
    def largest_kind(self) -> str:
        """The kind that holds most of the numbers."""
        held: dict[str, int] = {}
        for tensor in self.file.header.tensors.values():
            held[tensor.kind.name] = held.get(tensor.kind.name, 0) + math.prod(tensor.shape)
        return max(held, key=held.__getitem__)

    @property
    def quantisation(self) -> str | None:
        return None if self.largest_kind in PLAIN else self.largest_kind


def places_of(file: GGUF, config: DecoderConfig, *, permuted: bool) -> Packed:
    """The place of every parameter. Raises StudioError for tensors that are missing, unexpected or do not fit."""
    tensors = file.header.tensors
    places: dict[str, tuple[Part, ...]] = {}
    for name, shape in parameter_shapes(config).items():
        parts = places[name] = _parts(name, shape, config, tensors, permuted)
        missing = [part.name for part in parts if part.name not in tensors]
        if missing:
            raise StudioError(
                "damaged", f"{file.path}: tensors are missing", expected="every weight of the network",
                found=f"no {listed(missing)}",
            )  # fmt: skip
        for part in parts:
            _check(file, part, shape)
    used = {part.name for parts in places.values() for part in parts} | {*_UNUSED}
    unexpected = sorted(set(tensors) - used)
    if unexpected:
        raise StudioError(
            "unsupported", f"{file.path}: tensors that the architecture does not know", expected="none",
            found=listed(unexpected),
        )  # fmt: skip
    _check_whole(file, places)
    return Packed(file, places)


def _parts(
    name: str, shape: Shape, c: DecoderConfig, tensors: Mapping[str, Tensor], permuted: bool
) -> tuple[Part, ...]:
    rows = shape[0]
    if not name.startswith("blocks."):
        part, kind = name.rsplit(".", 1)
        return (Part(f"{ENDS[part]}.{kind}", 0, rows),)
    _, layer, rest = name.split(".", 2)
    part, kind = rest.rsplit(".", 1)
    block = f"blk.{layer}"
    if part == "attn.qkv":
        if f"{block}.attn_qkv.{kind}" in tensors:
            return (Part(f"{block}.attn_qkv.{kind}", 0, rows),)
        heads = {"q": c.n_head, "k": c.n_kv_head, "v": c.n_kv_head}
        return tuple(
            Part(f"{block}.attn_{which}.{kind}", 0, n * c.head_dim, n if permuted and which != "v" else 0)
            for which, n in heads.items()
        )
    if part in ("mlp.gate", "mlp.up") and c.mlp == "gated" and f"{block}.ffn_gate.{kind}" not in tensors:
        return (Part(f"{block}.ffn_up.{kind}", 0 if part == "mlp.gate" else rows, rows),)  # gate above up, in one
    return (Part(f"{block}.{BLOCK[part]}.{kind}", 0, rows),)


def _check(file: GGUF, part: Part, shape: Shape) -> None:
    tensor = file.header.tensors[part.name]
    if tensor.kind.name not in READ:
        raise StudioError(
            "unsupported", f"{file.path}: {part.name} is of a kind that this version does not read",
            expected=", ".join(sorted(READ)), found=tensor.kind.name,
        )  # fmt: skip
    if len(tensor.shape) == 1 and tensor.kind.name not in PLAIN:
        raise StudioError(
            "unsupported", f"{file.path}: {part.name} is a list of numbers in blocks",
            expected=" or ".join(sorted(PLAIN)), found=tensor.kind.name,
        )  # fmt: skip
    if part.first + part.rows > tensor.shape[0] or tensor.shape[1:] != shape[1:]:
        raise StudioError(
            "damaged", f"{file.path}: {shown(part.name)} does not fit the network",
            expected=f"shape {[part.first + part.rows, *shape[1:]]}", found=f"shape {list(tensor.shape)}",
        )  # fmt: skip


def _check_whole(file: GGUF, places: Mapping[str, tuple[Part, ...]]) -> None:
    """No row of a tensor is left over."""
    read: dict[str, int] = {}
    for parts in places.values():
        for part in parts:
            read[part.name] = read.get(part.name, 0) + part.rows
    for name, rows in read.items():
        if rows != file.header.tensors[name].shape[0]:
            raise StudioError(
                "damaged", f"{file.path}: {shown(name)} does not fit the network", expected=f"{rows} rows",
                found=f"{file.header.tensors[name].shape[0]}",
            )  # fmt: skip
