"""StarCoder2: rotary positions, LayerNorm, biases, a plain MLP and perhaps a window."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.fields import Json, fraction, switch
from gpt_studio.gpt.config import DecoderConfig

from .family import Family, Names
from .llama import ENDS, NORMS, QKV
from .reading import activation, layer_count, optional, rotary, windows

MLP: Names = {"mlp.up": "mlp.c_fc", "mlp.down": "mlp.c_proj"}


def read(found: Json) -> DecoderConfig:
    bias = switch(found, "use_bias", True)
    return rotary(
        found, norm="layer", eps="norm_epsilon", norm_eps=fraction(found, "norm_epsilon", 1e-5), mlp="plain",
        qkv_bias=bias, out_bias=bias, mlp_bias=bias, activation=activation(found, "hidden_act", "gelu_pytorch_tanh"),
        windows=windows(layer_count(found), optional(found, "sliding_window", 0)),
        tie_embeddings=switch(found, "tie_word_embeddings", True), dropout=fraction(found, "residual_dropout", 0.0),
    )  # fmt: skip


FAMILY = Family(read, "model.", "layers", ENDS, {**QKV, **MLP, **NORMS})
