"""The waterfall: what each sampler removed at one token, computed from its row of logits."""

from __future__ import annotations

import torch
from torch import Tensor

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.effects import Candidate, Effect, Explanation
from gpt_studio.protocol.records import Alternative
from gpt_studio.protocol.sampling import SamplingParams

from .chain import Moment, steps
from .cuts import drawable
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
    logits = drawable(row, tokenizer.size)
    effects: list[Effect] = []
    rows = [logits]
    for name, after in steps(logits, now, params):
        undecided = effects[-1].entropy_after if effects else entropy(logits)
        effects.append(_effect(name, rows[-1], after, undecided, tokenizer))
        rows.append(after)
    said = row_statistics(row[None], torch.tensor([token], device=row.device), top, tokenizer)[0]
    shown = list(dict.fromkeys([*(a.id for a in said.top), token]))
    gone = [i for i in dict.fromkeys(a.id for effect in effects for a in effect.gone) if i not in shown]
    log_p, used = row.log_softmax(-1), _used(rows[-1], params)

    def candidate(i: int) -> Candidate:
        by = (e.sampler for e, after in zip(effects, rows[1:], strict=True) if not after[i].isfinite())
        return Candidate(
            id=i,
            text=token_text(tokenizer, i),
            logprob=float(log_p[i]),
            rank=int((row > row[i]).sum()) + 1,
            probability=float(used[i]),
            removed_by=next(by, "") if rows[0][i].isfinite() else "",
        )

    return Explanation(tuple(effects), tuple(map(candidate, shown)), tuple(map(candidate, gone)))


def _used(logits: Tensor, params: SamplingParams) -> Tensor:
    """The distribution (V,) of the draw: at temperature 0 all of it is the best token's."""
    if params.temperature != 0:
        return logits.double().softmax(-1)
    return torch.zeros_like(logits).index_fill_(0, logits.argmax(), 1.0)


def _effect(name: str, before: Tensor, after: Tensor, entropy_before: float, tokenizer: Tokenizer) -> Effect:
    alive, left = before.isfinite(), after.isfinite()
    log_p = before.log_softmax(-1)
    fallen = (alive & ~left).nonzero().flatten()
    lost = log_p[fallen]
    likeliest = fallen[lost.topk(min(SHOWN_GONE, lost.numel())).indices].tolist()
    return Effect(
        sampler=name,
        before=int(alive.sum()),
        kept=int(left.sum()),
        removed=float(lost.exp().sum()),
        entropy_before=entropy_before,
        entropy_after=entropy(after),
        changed=not torch.equal(before, after),
        gone=tuple(Alternative(i, token_text(tokenizer, i), float(log_p[i])) for i in likeliest),
    )
