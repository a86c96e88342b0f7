"""What a model says of a text that is already there: log-probability, rank and entropy of every token.

Symbols: T tokens of a window, C width, V vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from gpt_studio.gpt.blocks import Watch
from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.sampling.reading import piece_length
from gpt_studio.sampling.statistics import RowStatistics, row_statistics

# Rows of logits that exist at a time are bounded to this many numbers.
_LOGITS = 8_000_000


@dataclass(frozen=True)
class Score:
    """Statistics of each token given those before it in its window; None where nothing precedes.

    `nll_nats` is the sum over the `counted` targets; `perplexity` exp(nll_nats / counted).
    """

    tokens: list[RowStatistics | None]
    stride: int
    definition: str

    @property
    def counted(self) -> int:
        return sum(t is not None for t in self.tokens)

    @property
    def nll_nats(self) -> float:
        return -math.fsum(t.logprob for t in self.tokens if t is not None)

    @property
    def perplexity(self) -> float | None:
        return math.exp(min(self.nll_nats / self.counted, 700.0)) if self.counted else None


def windows(tokens: int, context: int, stride: int) -> Iterator[tuple[int, int, int]]:
    """(begin, end, first target) of windows that start every `stride` tokens and count every target 1…T−1 once.

    Only with a stride of the whole context the first target of each later window is left out, as nothing precedes it.
    """
    counted = 1
    for begin in range(0, max(tokens - 1, 0), stride):
        end = min(begin + context, tokens)
        yield begin, end, max(counted, begin + 1)
        counted = end
        if end == tokens:
            return


def score(
    model: Decoder,
    tokenizer: Tokenizer,
    ids: list[int],
    context: int,
    *,
    stride: int | None = None,
    top: int = 0,
    cancelled: Callable[[], bool] = lambda: False,
    watch: Callable[[KVCache, int], Watch] | None = None,
) -> Iterator[Score | None]:
    """Yields None between pieces of a window (a place to stop), at last the Score.

    Default stride: half the context, so that each window after the first is scored with at least half a context
    before it. `watch` gives the watch of a window from its KV cache and its first token.
    Raises StudioError when the stride is not 1…context.
    """
    stride = stride or max(1, context // 2)
    if not 1 <= stride <= context:
        raise StudioError(
            "bad_parameter",
            "stride is out of range",
            expected=f"1 to the context, {context}",
            found=str(stride),
        )
    found: list[RowStatistics | None] = [None] * len(ids)
    piece = piece_length(model.config)
    for begin, end, first in windows(len(ids), context, stride):
        cache = model.new_cache(1, end - begin)
        for start in range(begin, end - 1, piece):
            if cancelled():
                return
            seen = None if watch is None else watch(cache, begin)
            rows = residuals(model, cache, ids[start : min(start + piece, end - 1)], seen)
            skipped = max(first - 1 - start, 0)
            said = said_of(model, tokenizer, rows[skipped:], ids[start + skipped + 1 : start + len(rows) + 1], top)
            found[start + skipped + 1 : start + len(rows) + 1] = said
            yield None
    yield Score(found, stride, _definition(context, stride))


def _definition(context: int, stride: int) -> str:
    counted = "each counted once" if stride < context else "but the first of each window, which has nothing before it"
    return (
        f"sum over all targets, {counted}, in windows of {context} tokens that start every {stride}; "
        "perplexity = exp(nll_nats / counted)"
    )


def residuals(model: Decoder, cache: KVCache, ids: list[int], watch: Watch | None) -> Tensor:
    """Residuals (T, C) of ids behind what the cache holds."""
    with torch.inference_mode():
        return model.hidden(torch.tensor([ids], device=model.device), cache, watch)[0]


def said_of(model: Decoder, tokenizer: Tokenizer, hidden: Tensor, targets: list[int], top: int) -> list[RowStatistics]:
    """Statistics of targets (N,), each said by the residual (N, C) before it."""
    rows = max(1, _LOGITS // model.config.vocab_size)
    with torch.inference_mode():
        chosen = torch.tensor(targets, device=hidden.device)
        return [
            said
            for part, target in zip(hidden.split(rows), chosen.split(rows), strict=True)
            for said in row_statistics(model.logits(part), target, top, tokenizer)
        ]
