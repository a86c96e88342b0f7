"""What the model itself said of a token: log-probability, rank, entropy, best alternatives; before any sampler."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gpt_studio.gpt.steady import row_sums
from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.records import Alternative


@dataclass(frozen=True, slots=True)
class RowStatistics:
    """Of one row of logits and one token: nats, 1 + strictly greater logits, nats, the best first."""

    logprob: float
    rank: int
    entropy: float
    top: tuple[Alternative, ...]


def row_statistics(logits: Tensor, chosen: Tensor, top: int, tokenizer: Tokenizer) -> list[RowStatistics]:
    """Statistics of logits (N, V) and the tokens (N,) that follow them, over all V rows of the head, in float32.

    `top` alternatives are kept (all when V is smaller). Equal logits are listed in the order of their ids.
    """
    rows = logits.float()
    log_p = rows.log_softmax(-1)
    picked = chosen.unsqueeze(-1)
    logprob = log_p.gather(-1, picked).squeeze(-1)
    rank = (rows > rows.gather(-1, picked)).sum(-1) + 1
    p = log_p.exp()
    entropy = -row_sums(torch.special.xlogy(p, p))
    ids, best = best_ids(rows, log_p, top)
    return [
        RowStatistics(p, r, h, tuple(Alternative(i, token_text(tokenizer, i), v) for i, v in zip(row, vs, strict=True)))
        for p, r, h, row, vs in zip(
            logprob.tolist(), rank.tolist(), entropy.tolist(), ids.tolist(), best.tolist(), strict=True
        )
    ]


def token_text(tokenizer: Tokenizer, token: int) -> str:
    """A token by itself as text; bytes that are no whole characters become U+FFFD."""
    return tokenizer.token_bytes(token).decode("utf-8", "replace")


def best_ids(rows: Tensor, log_p: Tensor, top: int) -> tuple[Tensor, Tensor]:
    """The ids of the `top` largest logits of each row (N, V), best first, ties by id, and their log-probabilities."""
    count = min(top, rows.size(-1))
    if count == 0:
        empty = rows.new_zeros(rows.size(0), 0)
        return empty.long(), empty
    ids = rows.topk(count, dim=-1).indices
    ids = ids.gather(-1, ids.argsort(-1))  # ties: lower ids first
    order = rows.gather(-1, ids).sort(dim=-1, descending=True, stable=True).indices
    ids = ids.gather(-1, order)
    return ids, log_p.gather(-1, ids)
