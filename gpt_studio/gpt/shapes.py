"""Names and shapes of the decoder's parameters. No torch here."""

from __future__ import annotations

import math

from .config import DecoderConfig

Shape = tuple[int, ...]


def parameter_shapes(config: DecoderConfig) -> dict[str, Shape]:
    """Name and shape of every parameter of the decoder, a tied head left out, in the order of the network."""
    c = config
    shapes: dict[str, Shape] = {"wte.weight": (c.vocab_size, c.d_model)}
    if c.position == "learned":
        shapes["wpe.weight"] = (c.max_len + c.position_offset, c.d_model)
    block = _norms("ln_1", c) | _attention(c) | _mlp(c)
    for layer in range(c.n_layer):
        shapes |= {f"blocks.{layer}.{name}": shape for name, shape in block.items()}
    shapes |= _norm("ln_f", c, c.d_model)
    if not c.tie_embeddings:
        shapes["lm_head.weight"] = (c.vocab_size, c.d_model)
    if c.lm_head_bias:
        shapes["lm_head.bias"] = (c.vocab_size,)
    return shapes


def parameter_count(config: DecoderConfig) -> int:
    """Numbers in the weights; a tied head counts once."""
    return sum(math.prod(shape) for shape in parameter_shapes(config).values())


def _attention(c: DecoderConfig) -> dict[str, Shape]:
    shapes = _linear("attn.qkv", (c.n_head + 2 * c.n_kv_head) * c.head_dim, c.d_model, c.qkv_bias)
    shapes |= _linear("attn.out", c.d_model, c.n_head * c.head_dim, c.out_bias)
    for name, heads in (("attn.norm_q", c.n_head), ("attn.norm_k", c.n_kv_head)):
        gains: dict[str, Shape] = {
            "none": (), "head": (c.head_dim,), "each": (heads, c.head_dim), "full": (heads * c.head_dim,)
        }  # fmt: skip
        if c.qk_norm != "none":
            shapes[f"{name}.weight"] = gains[c.qk_norm]
            if c.qk_norm_bias:
                shapes[f"{name}.bias"] = gains[c.qk_norm]
    return shapes


def _mlp(c: DecoderConfig) -> dict[str, Shape]:
    if c.mlp == "none":
        return {}
    shapes = {} if c.residual == "parallel_shared" else _norms("ln_2", c)
    if c.mlp == "gated":
        shapes |= _linear("mlp.gate", c.d_ff, c.d_model, c.mlp_bias)
    shapes |= _linear("mlp.up", c.d_ff, c.d_model, c.mlp_bias)
    return shapes | _linear("mlp.down", c.d_model, c.d_ff, c.mlp_bias)


def _norms(name: str, c: DecoderConfig) -> dict[str, Shape]:
    """The norms before and after one half of a block."""
    before = {} if c.norm_place == "post" else _norm(name, c, c.d_model)
    return before | ({} if c.norm_place == "pre" else _norm(f"{name}_post", c, c.d_model))


def _norm(name: str, c: DecoderConfig, width: int) -> dict[str, Shape]:
    bias: dict[str, Shape] = {f"{name}.bias": (width,)} if c.norm_bias else {}
    return {f"{name}.weight": (width,)} | bias


def _linear(name: str, rows: int, columns: int, bias: bool) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {f"{name}.weight": (rows, columns)}
    return shapes | ({f"{name}.bias": (rows,)} if bias else {})
