"""How far two models, and two ways of drawing from them, lie apart at every token of one text.

Symbols: T tokens of the text, N rows of a slice, V vocabulary, C width.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpt_studio.gpt.blocks import Watch
from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.sampling import DrawnWith
from gpt_studio.sampling.chain import Moment, apply
from gpt_studio.sampling.reading import piece_length

from .scoring import windows

Watching = Callable[[KVCache, int], Watch]
Watches = tuple[Watching | None, Watching | None]

# A slice is an eighteenth of the piece that a prompt is read in (100 ms), and of the rows no more than this many
# numbers: it is read by both models and told in float64.
_SLICES = 18
_NUMBERS = 250_000
# Tokens whose bytes are compared between two places to stop.
_COMPARED = 4096


@dataclass(frozen=True, eq=False)
class Divergence:
    """Of each of T tokens given those before it, in nats, float64; NaN where nothing precedes.

    `logprob_a`, `logprob_b` are each model's own, over all rows of its head. `kl` is KL(a‖b) of the two whole
    distributions at temperature 1; where one head has more rows, of the rows that both have. `draw_kl` is that of what
    the draws would use; ∞ where b removed a token that a keeps; None where it was not asked for.
    """

    logprob_a: NDArray[np.float64]
    logprob_b: NDArray[np.float64]
    kl: NDArray[np.float64]
    draw_kl: NDArray[np.float64] | None


def divergence(
    a: Decoder,
    b: Decoder,
    ids: Sequence[int],
    context: int,
    *,
    known: int,
    draws: tuple[DrawnWith, DrawnWith] | None = None,
    watches: Watches = (None, None),
    same: bool | None = None,
) -> Iterator[Divergence | None]:
    """Yields None between slices (a place to stop), at last the Divergence.

    Both models read the same windows of `context` tokens that start every half of it. Ids from `known` on cannot be
    drawn. `watches` give the watch of a window of each from its KV cache and its first token. Where both say the
    `same` (None: where `a` is `b` and nothing watches) the network runs once.
    """
    same = a is b and watches == (None, None) if same is None else same
    T = len(ids)
    logprob_a, logprob_b, kl = (np.full(T, np.nan) for _ in range(3))
    draw_kl = None if draws is None else np.full(T, np.nan)
    for first, rows_a, rows_b in _rows(
        [(a, watches[0])] if same else [(a, watches[0]), (b, watches[1])], list(ids), context
    ):
        targets = ids[first : first + len(rows_a)]
        here = slice(first, first + len(rows_a))
        log_a, log_b = rows_a.log_softmax(-1), rows_b.log_softmax(-1)
        chosen = torch.tensor(targets).unsqueeze(-1)
        logprob_a[here] = log_a.gather(-1, chosen).squeeze(-1).numpy()
        logprob_b[here] = log_b.gather(-1, chosen).squeeze(-1).numpy()
        if not same:
            both = min(rows_a.size(-1), rows_b.size(-1))
            if rows_a.size(-1) != rows_b.size(-1):
                log_a, log_b = rows_a[:, :both].log_softmax(-1), rows_b[:, :both].log_softmax(-1)
            kl[here] = kl_of(log_a, log_b).numpy()
        else:
            kl[here] = 0.0
        yield None
        if draws is not None and draw_kl is not None:
            for i, (row_a, row_b) in enumerate(zip(rows_a, rows_b, strict=True), first):
                used = [drawn_from(row, ids[:i], how, known) for row, how in zip((row_a, row_b), draws, strict=True)]
                draw_kl[i] = float(kl_of(*used))
                yield None
    yield Divergence(logprob_a, logprob_b, kl, draw_kl)


def kl_of(log_p: Tensor, log_q: Tensor) -> Tensor:
    """KL(p‖q) = Σ p (ln p − ln q) in nats of log-probabilities (…, V); ∞ where q has not what p has."""
    p = log_p.exp()
    return torch.where(p > 0, p * (log_p - log_q), 0.0).sum(-1).clamp_min(0.0)


def drawn_from(row: Tensor, seen: Sequence[int], how: DrawnWith, known: int) -> Tensor:
    """Log-probabilities (known,) of what the draw uses after the samplers, from logits (V,) behind `seen`.

    At temperature 0 all of it is the best token's.
    """
    logits = row.float().clone()
    logits[known:] = -torch.inf
    logits = apply(logits, Moment(seen, how.seed, how.member, len(seen)), how.sampling)[:known]
    if how.sampling.temperature != 0:
        return logits.double().log_softmax(-1)
    return torch.full((known,), -torch.inf, dtype=torch.float64).index_fill_(0, logits.argmax(), 0.0)


def same_vocabulary(a: Tokenizer, b: Tokenizer) -> Iterator[None]:
    """Yields at places to stop. Raises StudioError when an id does not stand for the same bytes in both."""
    if a is b:
        return
    if a.size != b.size:
        raise _other_tokens(f"{a.size:,} and {b.size:,} tokens")
    if a.prefix() != b.prefix():
        raise _other_tokens("other tokens before every text")
    for token in range(a.size):
        if a.token_bytes(token) != b.token_bytes(token) or a.is_special(token) != b.is_special(token):
            raise _other_tokens(f"id {token} is {a.token_bytes(token)!r} and {b.token_bytes(token)!r}")
        if token % _COMPARED == _COMPARED - 1:
            yield


def _other_tokens(found: str) -> StudioError:
    return StudioError(
        "other_tokens",
        "KL needs the same tokens",
        expected="two models with one vocabulary",
        found=found,
        remedy="The texts themselves can be compared",
    )


def _rows(
    sides: Sequence[tuple[Decoder, Watching | None]], ids: list[int], context: int
) -> Iterator[tuple[int, Tensor, Tensor]]:
    """(index of the first token, rows of a (N, V), rows of b) for every token that something precedes, in order."""
    models = [model for model, _ in sides]
    length = max(1, min(piece_length(m.config) for m in models) // _SLICES)
    length = max(1, min(length, _NUMBERS // max(m.config.vocab_size for m in models)))
    for begin, end, counted in windows(len(ids), context, max(1, context // 2)):
        caches = [model.new_cache(1, end - begin) for model in models]
        seen = [watch and watch(cache, begin) for (_, watch), cache in zip(sides, caches, strict=True)]
        for start in itertools.count(begin, length):
            if start >= end - 1:
                break
            piece = torch.tensor([ids[start : min(start + length, end - 1)]])
            with torch.inference_mode():
                found = [
                    model(piece.to(model.device), cache, watch=watch)[0].float().cpu()
                    for model, cache, watch in zip(models, caches, seen, strict=True)
                ]
            skipped = max(counted - 1 - start, 0)
            rows = [rows[skipped:].double() for rows in found]
            if len(rows[0]):
                yield start + skipped + 1, rows[0], rows[-1]
