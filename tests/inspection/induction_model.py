"""A two-layer attention-only network whose weights are written by hand: each of its heads is known to do one thing."""

from __future__ import annotations

import numpy as np
import torch

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder

VOCABULARY, PLACES = 16, 32
WIDTH, HEAD = 2 * VOCABULARY + PLACES, 32
TOKEN = slice(0, VOCABULARY)  # numbers of the residual stream: the token, one-hot
PLACE = slice(VOCABULARY, VOCABULARY + PLACES)  # its place, one-hot
BEFORE = slice(VOCABULARY + PLACES, WIDTH)  # the token before it, as the previous-token head writes it
SHARP = 500.0  # so that the softmax leaves nothing beside what matches
PREVIOUS, DUPLICATE, EVEN, INDUCTION = (0, 0), (0, 1), (1, 0), (1, 1)


def induction_model() -> Decoder:
    """Layer 0: head 0 looks at the token before and copies it, head 1 at the same token.

    Layer 1: head 0 looks at all alike, head 1 at what followed the same token, and says it.
    """
    config = DecoderConfig(
        vocab_size=VOCABULARY, n_layer=2, n_head=2, d_model=WIDTH, max_len=PLACES, norm="rms", norm_bias=False,
        qkv_bias=False, out_bias=False, mlp="none", tie_embeddings=False,
    )  # fmt: skip
    model = Decoder(config).eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.zero_()
        for norm in (model.blocks[0].ln_1, model.blocks[1].ln_1, model.ln_f):
            norm.weight.fill_(1)
        model.wte.weight[:, TOKEN] = torch.eye(VOCABULARY)
        model.wpe.weight[:, PLACE] = torch.eye(PLACES)
        model.lm_head.weight[:, TOKEN] = torch.eye(VOCABULARY)
        _write(model, PREVIOUS, (PLACE, torch.eye(PLACES).roll(-1, 0)), (PLACE, torch.eye(PLACES)), BEFORE)
        _write(model, DUPLICATE, (TOKEN, torch.eye(VOCABULARY)), (TOKEN, torch.eye(VOCABULARY)), None)
        _write(model, INDUCTION, (TOKEN, torch.eye(VOCABULARY)), (BEFORE, torch.eye(VOCABULARY)), TOKEN)
    return model


def _write(model, head, query, key, out) -> None:
    """Compare `query` of one token with `key` of another (a slice, and what is made of it); copy its token to `out`."""
    layer, number = head
    attention = model.blocks[layer].attn
    rows = slice(number * HEAD, (number + 1) * HEAD)
    q, k, v = attention.qkv.weight.split(2 * HEAD)
    for matrix, (read, made), strength in ((q, query, SHARP), (k, key, 1.0)):
        matrix[rows, read][: len(made)] = strength * made
    if out is not None:
        v[rows, TOKEN][:VOCABULARY] = torch.eye(VOCABULARY)
        attention.out.weight[out, rows][:, :VOCABULARY] = 10 * torch.eye(VOCABULARY)


def repeated_ids(seed: int, count: int = 12, times: int = 2) -> list[int]:
    """A token that begins, then different random tokens, then the same again."""
    return [0, *np.tile(1 + np.random.default_rng(seed).permutation(VOCABULARY - 1)[:count], times).tolist()]
