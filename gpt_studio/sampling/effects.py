"""The waterfall: what each sampler removed at one token, computed from its row of logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.effects import Candidate, Effect, Explanation
from gpt_studio.protocol.records import Alternative
from gpt_studio.protocol.sampling import SamplingParams

from .chain import Moment, steps
from .cuts import REMOVED, drawable, numbers_of
from .statistics import row_statistics, token_text

SHOWN_GONE = 5


def explain(
    row: Tensor, token: int, now: Moment, params: SamplingParams, tokenizer: Tokenizer, *, top: int = 10
) -> Explanation:
    """The steps from logits (V,) over all rows of the head to what the draw used, and the fate of the best tokens.

    Ids beyond the tokenizer are out of play from the start, as in the draw.
    """
    row = row.float()
    rows = [_Row.of(drawable(row, tokenizer.size))]
    effects: list[Effect] = []
    for name, after in steps(rows[0].logits, now, params):
        rows.append(_Row.of(after))
        effects.append(_effect(name, rows[-2], rows[-1], tokenizer))
    said = row_statistics(row[None], torch.tensor([token], device=row.device), top, tokenizer)[0]
    shown = list(dict.fromkeys([*(a.id for a in said.top), token]))
    gone = [i for i in dict.fromkeys(a.id for effect in effects for a in effect.gone) if i not in shown]
    fates = _fates(row, [*shown, *gone], rows, params, tokenizer)
    return Explanation(tuple(effects), fates[: len(shown)], fates[len(shown) :])


@dataclass(frozen=True, slots=True)
class _Row:
    """Logits (V,), the ids (N,) in play, and of these the log-probabilities (N,) and their entropy in nats."""

    logits: Tensor
    ids: Tensor
    log_p: Tensor
    entropy: float

    @classmethod
    def of(cls, logits: Tensor) -> _Row:
        ids = torch.from_numpy(np.flatnonzero(numbers_of(logits) > REMOVED)).to(logits.device)
        log_p = logits[ids].log_softmax(-1)
        return cls(logits, ids, log_p, -float(log_p.exp() @ log_p))


def _fates(
    row: Tensor, ids: list[int], rows: list[_Row], params: SamplingParams, tokenizer: Tokenizer
) -> tuple[Candidate, ...]:
    """What became of these tokens; `row` (V,) is the model's own, `rows` begin with what could be drawn."""
    asked = torch.tensor(ids, device=row.device)
    alive = torch.stack([r.logits[asked] for r in rows]) > REMOVED
    stayed = alive.int().cumprod(0).sum(0).tolist()  # in how many rows, from the first on, a token is in play
    removers = ("", *params.active, "")
    log_p = row.log_softmax(-1)[asked].tolist()
    ranks = ((row > row[asked, None]).sum(-1) + 1).tolist()
    used = _used(rows[-1].logits, params)[asked].tolist()
    return tuple(
        Candidate(i, token_text(tokenizer, i), p, rank, q, removers[step])
        for i, p, rank, q, step in zip(ids, log_p, ranks, used, stayed, strict=True)
    )


def _used(logits: Tensor, params: SamplingParams) -> Tensor:
    """The distribution (V,) of the draw: at temperature 0 all of it is the best token's."""
    if params.temperature != 0:
        return logits.double().softmax(-1)
    return torch.zeros_like(logits).index_fill_(0, logits.argmax(), 1.0)


def _effect(name: str, before: _Row, after: _Row, tokenizer: Tokenizer) -> Effect:
    fell = after.logits[before.ids] == REMOVED
    fallen, lost = before.ids[fell], before.log_p[fell]
    best = lost.topk(min(SHOWN_GONE, lost.numel()))
    likeliest = zip(fallen[best.indices].tolist(), best.values.tolist(), strict=True)
    return Effect(
        sampler=name,
        before=before.ids.numel(),
        kept=after.ids.numel(),
        removed=float(lost.exp().sum()),
        entropy_before=before.entropy,
        entropy_after=after.entropy,
        changed=not torch.equal(before.logits, after.logits),
        gone=tuple(Alternative(i, token_text(tokenizer, i), p) for i, p in likeliest),
    )
