"""The tensors of a GGUF file: from which rows of which parameters each is made, and in which kind of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from gpt_studio.gpt.checkpoints.gguf.kinds import BY_NAME, Kind
from gpt_studio.gpt.checkpoints.gguf.metadata import GGUF
from gpt_studio.gpt.checkpoints.gguf.places import BLOCK, ENDS
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.export.gains import is_gain
from gpt_studio.gpt.shapes import Shape, parameter_shapes

from .networks import Architecture, rope_tensors
from .values import Described

QUANTISED = ("Q8_0", "Q4_1", "Q4_0")
_PLAIN = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F32"}


@dataclass(frozen=True)
class Piece:
    """Rows of a parameter; `heads`: their pairs are put side by side within as many heads (0: not)."""

    parameter: str
    first: int
    rows: int
    heads: int = 0


@dataclass(frozen=True)
class Planned(Described):
    """A tensor and what it is made of: pieces one below the other, `numbers` of its own, or zeros."""

    pieces: tuple[Piece, ...] = ()
    numbers: tuple[float, ...] = ()


def planned_tensors(
    architecture: Architecture, held: DecoderConfig, written: DecoderConfig, kinds: Kinds
) -> Iterator[Planned]:
    """The tensors of a file that describes `written`, made from the parameters of `held`."""
    for name, numbers in rope_tensors(written).items():
        yield Planned(name, (len(numbers),), BY_NAME["F32"], numbers=numbers)
    there = parameter_shapes(held)
    for parameter, shape in parameter_shapes(written).items():
        source = "wte.weight" if parameter == "lm_head.weight" and held.tie_embeddings else parameter
        for name, pieces in _named(architecture, written, parameter, source, shape):
            size = (sum(piece.rows for piece in pieces), *shape[1:])
            kind = kinds.of(name, size, source)
            yield Planned(name, size, kind, pieces if source in there else ())


def _named(
    a: Architecture, c: DecoderConfig, parameter: str, source: str, shape: Shape
) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Names of the tensors that a parameter goes into, and what they take."""
    part, kind = parameter.rsplit(".", 1)
    if not parameter.startswith("blocks."):
        yield f"{ENDS[part]}.{kind}", (Piece(source, 0, shape[0]),)
        return
    _, layer, part = part.split(".", 2)
    block = f"blk.{layer}"
    if part == "attn.qkv" and not a.fused:
        first = 0
        for which, heads in (("q", c.n_head), ("k", c.n_kv_head), ("v", c.n_kv_head)):
            rows = heads * c.head_dim
            yield (
                f"{block}.attn_{which}.{kind}",
                (Piece(source, first, rows, heads if a.permuted and which != "v" else 0),),
            )
            first += rows
    elif part == "attn.qkv":
        yield f"{block}.attn_qkv.{kind}", (Piece(source, 0, shape[0]),)
    elif part == "mlp.gate" and a.gate_up:
        up = source.replace("mlp.gate", "mlp.up")
        yield f"{block}.ffn_up.{kind}", (Piece(source, 0, shape[0]), Piece(up, 0, shape[0]))
    elif part != "mlp.up" or not a.gate_up:
        yield f"{block}.{BLOCK[part]}.{kind}", (Piece(source, 0, shape[0]),)


class Kinds:
    """The kind of each tensor, by llama.cpp's custom: norms, biases and positions stay in single precision.

    `asked` is a kind, or '' for the one that the numbers have. With 4 bits the head, or the embedding that is one, has
    8; rows that are no whole blocks are halves.
    """

    def __init__(self, asked: str, own: Callable[[str], torch.dtype], source: GGUF | None, *, tied: bool) -> None:
        self._asked = asked
        self._own = own
        self._source = source  # a file of the same architecture
        self._head = "token_embd.weight" if tied else "output.weight"

    def of(self, name: str, shape: Shape, parameter: str) -> Kind:
        """The kind of a tensor that is made from a parameter of ours."""
        if not self._asked and self._source is not None:
            stored = self._source.header.tensors.get(name)
            if stored is not None and stored.shape == shape:
                return stored.kind
        if len(shape) == 1 or is_gain(parameter) or name == "position_embd.weight":
            return BY_NAME["F32"]
        asked = self._asked or _PLAIN[self._own(parameter)]
        if asked in QUANTISED and shape[-1] % BY_NAME[asked].length:
            asked = "F16"
        return BY_NAME["Q8_0" if asked.startswith("Q4") and name == self._head else asked]
