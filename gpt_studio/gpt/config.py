"""One decoder's switches, read from a checkpoint's own configuration. Sizes in counts, no torch here."""

from __future__ import annotations

from dataclasses import dataclass

from gpt_studio.protocol.errors import StudioError


@dataclass(frozen=True)
class DecoderConfig:
    """The switches of the one decoder. `max_len` is the most positions it was made for.

    norm: layer (LayerNorm, with or without `norm_bias`); position: learned | none; mlp: plain | none;
    activation: gelu (erf) | gelu_tanh. Later families add values, not classes.
    """

    vocab_size: int
    n_layer: int
    n_head: int
    d_model: int
    max_len: int
    d_ff: int = 0  # 0: four times d_model
    n_kv_head: int = 0  # 0: n_head
    head_dim: int = 0  # 0: d_model / n_head
    norm: str = "layer"
    norm_bias: bool = True
    norm_eps: float = 1e-5
    position: str = "learned"
    qkv_bias: bool = True
    out_bias: bool = True
    mlp: str = "plain"
    mlp_bias: bool = True
    activation: str = "gelu_tanh"
    tie_embeddings: bool = True
    dropout: float = 0.0

    def __post_init__(self) -> None:
        if not self.head_dim and self.n_head > 0 and self.d_model % self.n_head:
            raise StudioError(
                "unsupported",
                "the width does not divide into the heads",
                expected=f"a multiple of {self.n_head}",
                found=str(self.d_model),
            )
        for name, value in (
            ("d_ff", 4 * self.d_model),
            ("n_kv_head", self.n_head),
            ("head_dim", self.d_model // max(self.n_head, 1)),
        ):
            if not getattr(self, name):
                object.__setattr__(self, name, value)
        self._check_sizes()
        self._check_switches()

    def _check_sizes(self) -> None:
        for name, limit in _LARGEST.items():
            value = getattr(self, name)
            if not 1 <= value <= limit:
                raise StudioError(
                    "unsupported", f"{name} of the network is out of range", expected=f"1 to {limit}", found=str(value)
                )
        if self.n_head % self.n_kv_head:
            raise StudioError(
                "unsupported",
                "query heads do not divide into key/value heads",
                expected=f"a divisor of {self.n_head}",
                found=str(self.n_kv_head),
            )

    def _check_switches(self) -> None:
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise StudioError(
                    "unsupported",
                    f"the network's {name} is not known",
                    expected=" or ".join(allowed),
                    found=str(getattr(self, name)),
                )

    def parameter_count(self) -> int:
        """Numbers in the weights; a tied head counts once."""
        norm = self.d_model * (2 if self.norm_bias else 1)
        qkv_rows = (self.n_head + 2 * self.n_kv_head) * self.head_dim
        attention = qkv_rows * self.d_model + self.n_head * self.head_dim * self.d_model
        attention += qkv_rows * self.qkv_bias + self.d_model * self.out_bias
        mlp = 0
        if self.mlp == "plain":
            mlp = norm + 2 * self.d_ff * self.d_model + (self.d_ff + self.d_model) * self.mlp_bias
        ends = self.vocab_size * self.d_model * (1 if self.tie_embeddings else 2) + norm
        ends += self.max_len * self.d_model * (self.position == "learned")
        return ends + self.n_layer * (norm + attention + mlp)

    def kv_cache_bytes(self, context: int, bytes_per_number: int = 4) -> int:
        """Bytes of keys and values of one sequence of `context` tokens."""
        return 2 * self.n_layer * self.n_kv_head * self.head_dim * context * bytes_per_number


_LARGEST = {
    "vocab_size": 2_000_000,
    "n_layer": 1_000,
    "n_head": 1_024,
    "n_kv_head": 1_024,
    "d_model": 65_536,
    "head_dim": 4_096,
    "d_ff": 1_000_000,
    "max_len": 16_777_216,
}
_CHOICES = {
    "norm": ("layer",),
    "position": ("learned", "none"),
    "mlp": ("plain", "none"),
    "activation": ("gelu", "gelu_tanh"),
}
