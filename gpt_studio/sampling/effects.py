"""The waterfall: what each sampler removed at one token, computed from its row of logits."""

from __future__ import annotations

import torch
from torch import Tensor

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.effects import Candidate, Effect, Explanation
from gpt_studio.protocol.records import Alternative
from gpt_studio.protocol.sampling import SamplingParams

from .chain import Moment, steps
from .shapes import entropy
from .statistics import row_statistics, token_text

SHOWN_GONE = 5


def explain(
    row: Tensor, token: int, now: Moment, params: SamplingParams, tokenizer: Tokenizer, *, top: int = 10
) -> Explanation:
    """The steps from logits (V,) over all rows of the head to what the draw used, and the fate of the best tokens.

    Ids beyond the tokenizer are out of play from the start, as in the draw.
    """
    row = row.float()
    logits = row.clone()
    logits[tokenizer.size :] = -torch.inf
    effects: list[Effect] = []
    removed_by: dict[int, str] = {}
    said = row_statistics(row[None], torch.tensor([token], device=row.device), top, tokenizer)[0]
    shown = [a.id for a in said.top]
    if token not in shown:
        shown.append(token)
    for name, after in steps(logits, now, params):
        effects.append(_effect(name, logits, after, tokenizer))
        for i in shown:
            if i not in removed_by and logits[i].isfinite() and not after[i].isfinite():
                removed_by[i] = name
        logits = after
    used = _used(logits, params)
    log_p = row.log_softmax(-1)
    candidates = tuple(
        Candidate(
            id=i,
            text=token_text(tokenizer, i),
            logprob=float(log_p[i]),
            rank=int((row > row[i]).sum()) + 1,
            probability=float(used[i]),
            removed_by=removed_by.get(i, ""),
        )
        for i in shown
    )
    return Explanation(tuple(effects), candidates)


def _used(logits: Tensor, params: SamplingParams) -> Tensor:
    """The distribution (V,) of the draw: at temperature 0 all of it is the best token's."""
    if params.temperature != 0:
        return logits.double().softmax(-1)
    return torch.zeros_like(logits).index_fill_(0, logits.argmax(), 1.0)


def _effect(name: str, before: Tensor, after: Tensor, tokenizer: Tokenizer) -> Effect:
    alive, left = before.isfinite(), after.isfinite()
    log_p = before.log_softmax(-1)
    fallen = (alive & ~left).nonzero().flatten()
    likeliest = fallen[log_p[fallen].argsort(descending=True, stable=True)[:SHOWN_GONE]].tolist()
    return Effect(
        sampler=name,
        before=int(alive.sum()),
        kept=int(left.sum()),
        removed=float(log_p[fallen].exp().sum()),
        entropy_before=entropy(before),
        entropy_after=entropy(after),
        changed=not torch.equal(before, after),
        gone=tuple(Alternative(i, token_text(tokenizer, i), float(log_p[i])) for i in likeliest),
    )
