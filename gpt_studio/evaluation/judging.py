"""Answers by the metrics of a task: a number for each item, one for all, and how each was made."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .asking import Answered, Told
from .normalise import normalised
from .task import METRICS, OUTPUT, REFERENCE, Task


@dataclass(frozen=True)
class Judge:
    """Judges the answers to one task. sacrebleu and rouge-score are imported when a task asks for their metrics."""

    task: Task

    def item(self, one: Answered, metric: str) -> float | None:
        """The metric of one answer by itself; None where there is nothing to count."""
        match METRICS[metric]:
            case "output":
                return self._of_output(metric, one.output or "", one.item.reference)
            case "reference":
                return _of_reference(metric, [one.told])
            case _:
                return _of_choices(metric, one)

    def all(self, found: Sequence[Answered], metric: str) -> float | None:
        """The metric of all answers together; None without any."""
        if not found:
            return None
        if METRICS[metric] == REFERENCE:
            return _of_reference(metric, [one.told for one in found])
        if metric in ("bleu", "chrf"):
            return self._corpus(found, metric)[0]
        values = [self.item(one, metric) for one in found]
        return math.fsum(v for v in values if v is not None) / len(values)

    def signature(self, found: Sequence[Answered], metric: str) -> str:
        """How the number was made, sacrebleu's own signature among them."""
        steps = ", ".join(self.task.normalise) or "nothing"
        if metric.startswith("rouge"):
            from .rouge import signature

            return signature(self.task.rouge)
        match metric:
            case "exact_match":
                return f"share of outputs that are the reference|normalised:{steps}"
            case "contains":
                return f"share of outputs that the reference stands in|normalised:{steps}"
            case "bleu" | "chrf":
                return f"0 to 100|{self._corpus(found, metric)[1]}" if found else ""
            case _:
                return _DEFINITIONS[metric]

    def warnings(self, found: Sequence[Answered]) -> list[str]:
        """What makes a number mean less than it seems to."""
        if not any(metric.startswith("rouge") for metric in self.task.metrics):
            return []
        from .rouge import has_words

        without = sum(not has_words(one.item.reference) for one in found)
        said = f"ROUGE sees a-z and 0-9 alone: {without} of {len(found)} references have no word for it"
        return [said] if without else []

    def _of_output(self, metric: str, output: str, reference: str) -> float:
        if metric in ("exact_match", "contains"):
            ours, theirs = (normalised(text, self.task.normalise) for text in (output, reference))
            return float(ours == theirs if metric == "exact_match" else theirs in ours)
        if metric.startswith("rouge"):
            return self._rouge(metric, output, reference)
        from . import bleu

        if metric == "chrf":
            return bleu.sentence_chrf(output, reference)
        return bleu.sentence_bleu(output, reference, self.task.bleu)

    def _corpus(self, found: Sequence[Answered], metric: str) -> tuple[float, str]:
        from . import bleu

        outputs, references = [one.output or "" for one in found], [one.item.reference for one in found]
        if metric == "chrf":
            return bleu.corpus_chrf(outputs, references)
        return bleu.corpus_bleu(outputs, references, self.task.bleu)

    @cached_property
    def _rouge(self) -> Callable[[str, str, str], float]:
        from . import rouge

        kinds = tuple(metric for metric in self.task.metrics if metric.startswith("rouge"))
        made = rouge.scorer(kinds, self.task.rouge)
        return lambda kind, output, reference: rouge.f1(made, kind, output, reference)


def document(task: Task, found: Sequence[Answered]) -> dict[str, Any]:
    """The document of `gpt-studio evaluate --json` (CLI.md). An item's `score` is its first metric."""
    judge = Judge(task)
    return {
        "task": task.name,
        "n": len(found),
        "metrics": {metric: judge.all(found, metric) for metric in task.metrics},
        "signatures": {metric: judge.signature(found, metric) for metric in task.metrics}
        | ({"generation": _generation(task)} if task.needs(OUTPUT) else {}),
        "items": [_item(judge, one) for one in found],
    }


def _item(judge: Judge, one: Answered) -> dict[str, Any]:
    score = judge.item(one, judge.task.metrics[0])
    return {"input": one.item.input, "output": one.output, "reference": one.item.reference, "score": score}


def _generation(task: Task) -> str:
    how = task.generation
    drawn = "greedy" if how.temperature == 0 else f"temperature {how.temperature:g}, seed {how.seed}"
    return f"{drawn}, at most {how.max_tokens} tokens" + (f", stop {list(how.stop)}" if how.stop else "")


_DEFINITIONS = {
    "token_accuracy": "share of the reference's tokens, all items together, that are the most likely where they stand",
    "perplexity": "exp(sum of nats / tokens) of the reference's tokens behind the prompt, all items together",
    "bits_per_byte": "sum of nats / (ln 2 × bytes) of the reference's tokens behind the prompt, all items together",
    "choice_accuracy": "share of items whose right choice has the largest log-likelihood",
    "choice_accuracy_normalised": "share of items whose right choice has the largest log-likelihood per character",
}


def _of_reference(metric: str, told: Sequence[Told | None]) -> float | None:
    """Sums over tokens before anything is divided."""
    all_told = [one for one in told if one is not None]
    nats, tokens = math.fsum(one.nll_nats for one in all_told), sum(one.counted for one in all_told)
    if not tokens:
        return None
    if metric == "token_accuracy":
        return sum(one.best for one in all_told) / tokens
    if metric == "perplexity":
        return math.exp(min(nats / tokens, 700.0))
    size = sum(one.bytes for one in all_told)
    return nats / (math.log(2) * size) if size else None


def _of_choices(metric: str, one: Answered) -> float:
    """1 where the right choice is the best; of equal ones the first is taken."""
    values = list(one.liked)
    if metric == "choice_accuracy_normalised":
        values = [v / max(len(choice), 1) for v, choice in zip(values, one.item.choices, strict=True)]
    return float(max(range(len(values)), key=values.__getitem__) == one.item.answer)
