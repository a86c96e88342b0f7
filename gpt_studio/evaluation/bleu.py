"""Corpus BLEU and chrF by sacrebleu; each number keeps the signature that says how it was made.

The mean of the items' own BLEU is another number: it is not given as the task's.
"""

from __future__ import annotations

from collections.abc import Sequence

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from .task import Bleu


def corpus_bleu(outputs: Sequence[str], references: Sequence[str], settings: Bleu) -> tuple[float, str]:
    """(BLEU from 0 to 100, sacrebleu's signature) of all texts together, one reference each."""
    metric = BLEU(tokenize=settings.tokenize, lowercase=settings.lowercase)
    score = metric.corpus_score(list(outputs), [list(references)])
    return float(score.score), str(metric.get_signature())


def sentence_bleu(output: str, reference: str, settings: Bleu) -> float:
    """BLEU of one text by itself, over the n-grams that it is long enough for (sacrebleu's effective order)."""
    metric = BLEU(tokenize=settings.tokenize, lowercase=settings.lowercase, effective_order=True)
    return float(metric.sentence_score(output, [reference]).score)


def corpus_chrf(outputs: Sequence[str], references: Sequence[str]) -> tuple[float, str]:
    """(chrF2 from 0 to 100, sacrebleu's signature) of all texts together."""
    metric = CHRF()
    return float(metric.corpus_score(list(outputs), [list(references)]).score), str(metric.get_signature())


def sentence_chrf(output: str, reference: str) -> float:
    """chrF2 of one text by itself."""
    return float(CHRF().sentence_score(output, [reference]).score)
