"""Names and shapes of a network's tensors: ours, and those of the GPT-2 dialect. No torch here."""

from __future__ import annotations

from gpt_studio.gpt.config import DecoderConfig

Shape = tuple[int, ...]

_GPT2_PARTS = {
    "ln_1": "ln_1", "attn.qkv": "attn.c_attn", "attn.out": "attn.c_proj",
    "ln_2": "ln_2", "mlp.up": "mlp.c_fc", "mlp.down": "mlp.c_proj",
}  # fmt: skip
_MATRICES = ("attn.qkv", "attn.out", "mlp.up", "mlp.down")


def parameter_shapes(config: DecoderConfig) -> dict[str, Shape]:
    """Name and shape of every parameter of the decoder, a tied head left out, in the order of the network."""
    c = config
    shapes: dict[str, Shape] = {"wte.weight": (c.vocab_size, c.d_model)}
    if c.position == "learned":
        shapes["wpe.weight"] = (c.max_len, c.d_model)
    for layer in range(c.n_layer):
        shapes |= {f"blocks.{layer}.{name}": shape for name, shape in _block_shapes(c).items()}
    shapes |= _norm("ln_f", c)
    if not c.tie_embeddings:
        shapes["lm_head.weight"] = (c.vocab_size, c.d_model)
    return shapes


def _block_shapes(c: DecoderConfig) -> dict[str, Shape]:
    qkv = (c.n_head + 2 * c.n_kv_head) * c.head_dim
    shapes = _norm("ln_1", c)
    shapes |= _linear("attn.qkv", qkv, c.d_model, c.qkv_bias)
    shapes |= _linear("attn.out", c.d_model, c.n_head * c.head_dim, c.out_bias)
    if c.mlp == "none":
        return shapes
    shapes |= _norm("ln_2", c)
    shapes |= _linear("mlp.up", c.d_ff, c.d_model, c.mlp_bias)
    shapes |= _linear("mlp.down", c.d_model, c.d_ff, c.mlp_bias)
    return shapes


def _norm(name: str, c: DecoderConfig) -> dict[str, Shape]:
    bias: dict[str, Shape] = {f"{name}.bias": (c.d_model,)} if c.norm_bias else {}
    return {f"{name}.weight": (c.d_model,)} | bias


def _linear(name: str, rows: int, columns: int, bias: bool) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {f"{name}.weight": (rows, columns)}
    return shapes | ({f"{name}.bias": (rows,)} if bias else {})


def gpt2_name(name: str) -> str:
    """The name in GPT-2's dialect, without its `transformer.` prefix, of one of our parameters."""
    if not name.startswith("blocks."):
        return name
    _, layer, rest = name.split(".", 2)
    part, kind = rest.rsplit(".", 1)
    return f"h.{layer}.{_GPT2_PARTS[part]}.{kind}"


def is_conv1d(name: str) -> bool:
    """Whether Hugging Face's GPT-2 keeps this parameter of ours transposed (its Conv1D is input by output)."""
    return name.endswith(".weight") and name.split(".", 2)[-1].removesuffix(".weight") in _MATRICES
