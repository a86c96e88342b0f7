"""ROUGE by rouge-score: F1 of words (1), pairs of words (2) and the longest common subsequence (L, Lsum).

Its tokenizer keeps a-z and 0-9 alone: texts of other scripts have no words for it.
"""

from __future__ import annotations

import re
from importlib import metadata

from rouge_score.rouge_scorer import RougeScorer

from .task import Rouge


def scorer(kinds: tuple[str, ...], settings: Rouge) -> RougeScorer:
    """One scorer for all texts: it holds the stemmer."""
    return RougeScorer(list(kinds), use_stemmer=settings.stemmer)


def f1(made: RougeScorer, kind: str, output: str, reference: str) -> float:
    """F1 from 0 to 1."""
    return float(made.score(reference, output)[kind].fmeasure)


def has_words(text: str) -> bool:
    """Whether rouge-score finds anything to compare in a text."""
    return re.search(r"[a-z0-9]", text.lower()) is not None


def signature(settings: Rouge) -> str:
    """How the numbers were made."""
    stems = "yes" if settings.stemmer else "no"
    return f"F1, mean over items|stemmer:{stems}|tokens:a-z0-9|rouge-score:{metadata.version('rouge-score')}"
