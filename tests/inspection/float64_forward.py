"""The networks of the matrix once more, in numpy and float64, head by head: what every number looked at must be.

Rotations are those of transformers (its tables are float32 in any type). Symbols: T tokens, C width, H query heads,
D head size, L layers, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from scipy.special import log_softmax, softmax


@dataclass(frozen=True)
class Read:
    """`attention` [L, H, T, T], `z` [L, H, T, D], `residuals` [L + 1, T, C], `logits` [T, V]."""

    attention: np.ndarray
    z: np.ndarray
    residuals: np.ndarray
    logits: np.ndarray

    @property
    def log_p(self) -> np.ndarray:
        return log_softmax(self.logits, -1)


def read(model, ids, off=()) -> Read:
    """Ids (T,) read with heads `off` ((layer, head): what stands in the place of its z (T, D), or 0)."""
    return _Reader(model, ids, dict(off)).read()


@cache
def rotations(rope, count):
    """Cosines and sines (T, R) by transformers' own tables."""
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

    table = LlamaRotaryEmbedding(
        LlamaConfig(
            hidden_size=rope.dim, num_attention_heads=1, head_dim=rope.dim, rope_theta=rope.theta,
            max_position_embeddings=count,
        )
    )  # fmt: skip
    cos, sin = table(torch.empty(1, dtype=torch.float64), torch.arange(count)[None])
    return cos[0].numpy(), sin[0].numpy()


class _Reader:
    def __init__(self, model, ids, off):
        self.c, self.ids, self.off = model.config, np.asarray(ids), off
        self.w = {name: weight.detach().double().numpy() for name, weight in model.state_dict().items()}
        self.turns = rotations(self.c.rope, len(self.ids)) if self.c.rope else None

    def read(self) -> Read:
        c, w = self.c, self.w
        x = w["wte.weight"][self.ids] * c.embed_scale
        if c.position == "learned":
            x = x + w["wpe.weight"][: len(self.ids)]
        residuals, rows, zs = [x], [], []
        for layer in range(c.n_layer):
            added, attention, z = self.attend(layer, self.normed(x, f"blocks.{layer}.ln_1"))
            x = x + added
            x = x + self.mlp(layer, self.normed(x, f"blocks.{layer}.ln_2"))
            residuals.append(x)
            rows.append(attention)
            zs.append(z)
        head = w["wte.weight"] if c.tie_embeddings else w["lm_head.weight"]
        logits = self.normed(x, "ln_f") @ head.T * c.logit_scale
        if c.final_softcap:
            logits = np.tanh(logits / c.final_softcap) * c.final_softcap
        return Read(np.stack(rows), np.stack(zs), np.stack(residuals), logits)

    def attend(self, layer, x):
        c, w, path = self.c, self.w, f"blocks.{layer}.attn"
        rows = self.linear(x, f"{path}.qkv").reshape(len(x), -1, c.head_dim)
        at = np.arange(len(x))
        hidden = at[None, :] > at[:, None]
        if c.window(layer):
            hidden |= at[:, None] - at[None, :] >= c.window(layer)
        out, attention, z = np.zeros_like(x), [], []
        for head in range(c.n_head):
            group = head * c.n_kv_head // c.n_head
            q, k, v = rows[:, head], rows[:, c.n_head + group], rows[:, c.n_head + c.n_kv_head + group]
            if c.qk_norm == "head":
                q, k = self.normed(q, f"{path}.norm_q"), self.normed(k, f"{path}.norm_k")
            if self.turns is not None and layer not in c.no_rope_layers:
                q, k = self.turned(q), self.turned(k)
            scores = q @ k.T * (c.attention_scale or 1 / np.sqrt(c.head_dim))
            if c.softcap:
                scores = np.tanh(scores / c.softcap) * c.softcap
            attention.append(softmax(np.where(hidden, -np.inf, scores), -1))
            z.append(self.off.get((layer, head), attention[-1] @ v) * np.ones_like(q))
            columns = slice(head * c.head_dim, (head + 1) * c.head_dim)
            out = out + z[-1] @ w[f"{path}.out.weight"][:, columns].T
        return out + w.get(f"{path}.out.bias", 0.0), np.stack(attention), np.stack(z)

    def turned(self, x):
        """(a, b) becomes (a cos − b sin, b cos + a sin); a pair lies half a head apart."""
        cos, sin = self.turns
        a, b = np.split(x, 2, -1)
        return x * cos + np.concatenate((-b, a), -1) * sin

    def mlp(self, layer, x):
        path = f"blocks.{layer}.mlp"
        up = self.linear(x, f"{path}.up")
        if self.c.mlp == "gated":
            gate = self.linear(x, f"{path}.gate")
            return self.linear(gate / (1 + np.exp(-gate)) * up, f"{path}.down")
        bent = 0.5 * up * (1 + np.tanh(np.sqrt(2 / np.pi) * (up + 0.044715 * up**3)))
        return self.linear(bent, f"{path}.down")

    def linear(self, x, name):
        return x @ self.w[f"{name}.weight"].T + self.w.get(f"{name}.bias", 0.0)

    def normed(self, x, name):
        if self.c.norm == "layer":
            x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x**2).mean(-1, keepdims=True) + self.c.norm_eps)
        return x * self.w[f"{name}.weight"] + self.w.get(f"{name}.bias", 0.0)
