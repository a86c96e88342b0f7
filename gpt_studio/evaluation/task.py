"""A task file in TOML: what is asked, what is expected, and by which metrics answers are judged.

The fields of a task are those of `Task`; docs/evaluation.md has examples. Anything else in the file is refused.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from gpt_studio.files import bounded
from gpt_studio.files.places import resource
from gpt_studio.protocol.chat import ChatMessage
from gpt_studio.protocol.errors import StudioError

from .normalise import NORMALISATIONS

LARGEST = 4 * 1024**2  # bytes of a task file
OUTPUT, REFERENCE, CHOICES = "output", "reference", "choices"
# What each metric judges: the text that the model writes, what it says of the reference, or which choice it likes best.
METRICS = {
    "exact_match": OUTPUT, "contains": OUTPUT, "bleu": OUTPUT, "chrf": OUTPUT,
    "rouge1": OUTPUT, "rouge2": OUTPUT, "rougeL": OUTPUT, "rougeLsum": OUTPUT,
    "token_accuracy": REFERENCE, "perplexity": REFERENCE, "bits_per_byte": REFERENCE,
    "choice_accuracy": CHOICES, "choice_accuracy_normalised": CHOICES,
}  # fmt: skip
BLEU_TOKENIZERS = ("13a", "intl", "zh", "char", "none")


@dataclass(frozen=True)
class Generation:
    """How the model answers; greedy unless a temperature is given."""

    max_tokens: int = 64
    stop: tuple[str, ...] = ()
    temperature: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Bleu:
    """sacrebleu's tokenizer, and whether case is ignored."""

    tokenize: str = "13a"
    lowercase: bool = False


@dataclass(frozen=True)
class Rouge:
    """Whether words are compared by their stems (Porter's, English)."""

    stemmer: bool = True


@dataclass(frozen=True)
class Sample:
    """The held-out part of a sample skill that the program makes itself."""

    skill: str
    count: int = 100
    seed: int = 0


@dataclass(frozen=True)
class Task:
    """The fields of a task file. `data` is beside it; `{column}` in a template stands for a column of the row.

    `prompt` is read letter by letter; `chat` is a message of the person in the model's own chat template, `system`
    stands before it. Without either a row is read as training reads it (messages, alpaca, prompt and completion, …).
    `reference` and `answer` name columns; `choices` names a column with a list, or lists templates.
    """

    name: str
    metrics: tuple[str, ...]
    data: str | None = None
    items: tuple[dict[str, Any], ...] = ()
    sample: Sample | None = None
    prompt: str | None = None
    chat: str | None = None
    system: str | None = None
    reference: str | None = None
    choices: str | tuple[str, ...] | None = None
    answer: str | None = None
    normalise: tuple[str, ...] = ("strip",)
    generation: Generation = field(default_factory=Generation)
    bleu: Bleu = field(default_factory=Bleu)
    rouge: Rouge = field(default_factory=Rouge)

    def needs(self, what: str) -> bool:
        """Whether a metric judges OUTPUT, REFERENCE or CHOICES."""
        return any(METRICS[metric] == what for metric in self.metrics)

    def check(self) -> None:
        """Raise StudioError for metrics and settings that do not exist or do not fit together."""
        for name, found, known in (
            ("metrics", self.metrics, METRICS),
            ("normalise", self.normalise, NORMALISATIONS),
            ("bleu.tokenize", (self.bleu.tokenize,), BLEU_TOKENIZERS),
        ):
            for one in found:
                _expect(one in known, name, ", ".join(known), one)
        sources = [self.data is not None, bool(self.items), self.sample is not None]
        _expect(bool(self.metrics), "metrics", "at least one", "none")
        _expect(sum(sources) == 1, "items", "one of data, items and sample", f"{sum(sources)} of them")
        _expect(self.prompt is None or self.chat is None, "prompt", "prompt or chat", "both")
        _expect(self.system is None or self.chat is not None, "system", "a chat behind it", "none")
        _expect(self.generation.max_tokens >= 1, "generation.max_tokens", "at least 1", str(self.generation.max_tokens))
        _expect(0 <= self.generation.temperature <= 100, "generation.temperature", "0 to 100", "another number")
        _expect(all(self.generation.stop), "generation.stop", "texts that are not empty", "an empty one")
        self._check_columns()

    def _check_columns(self) -> None:
        asked = self.prompt is not None or self.chat is not None
        choosing = self.needs(CHOICES)
        both = self.choices is not None and self.answer is not None
        _expect(both or not choosing, "choices", "choices and answer for choice_accuracy", "not both")
        _expect(asked or not choosing, "prompt", "prompt or chat before the choices", "neither")
        if asked and not choosing:
            _expect(self.reference is not None, "reference", "the column with what is expected", "none")


@dataclass(frozen=True, slots=True)
class Item:
    """`asked` is a text or a conversation, "" where `reference` is a text by itself; `answer` counts choices from 0."""

    asked: str | tuple[ChatMessage, ...]
    reference: str
    choices: tuple[str, ...] = ()
    answer: int = 0

    @property
    def input(self) -> str:
        """What was asked, for people: of a conversation its last message."""
        return self.asked if isinstance(self.asked, str) else self.asked[-1].content


def read_task(named: str) -> Task:
    """A task by its file, or by the NAME of one that ships with the program. Raises StudioError naming file and field.

    A path in `data` is made absolute; it is taken from the task file's folder.
    """
    path = _place(named)
    try:
        document = tomllib.loads(bounded.read_bytes(path, LARGEST).decode("utf-8"))
    except FileNotFoundError as error:
        raise StudioError(
            "absent", f"{named} is no task", expected=f"a task in TOML, or {' or '.join(names())}", found="no such file"
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise StudioError("damaged", f"{path} cannot be read", expected="TOML", found=str(error)) from error
    task = task_from(document, str(path))
    return task if task.data is None else replace(task, data=str(path.parent / Path(task.data).expanduser()))


def task_from(document: dict[str, Any], origin: str) -> Task:
    """A task from what TOML held. Raises StudioError naming `origin` and the field."""
    unknown = sorted(document.keys() - Task.__dataclass_fields__.keys())
    if unknown:
        raise StudioError(
            "bad_data", f"{origin} has a field that tasks do not have", expected=", ".join(Task.__dataclass_fields__),
            found=", ".join(unknown),
        )  # fmt: skip
    try:
        task = msgspec.convert(document, Task)
        task.check()
    except msgspec.ValidationError as error:
        raise StudioError("bad_data", f"{origin} is not understood", found=str(error)) from error
    except StudioError as error:
        raise StudioError(
            "bad_data", f"{origin}: {error.message}", expected=error.expected, found=error.found
        ) from error
    return task


def names() -> list[str]:
    """The tasks that ship with the program."""
    return sorted(path.stem for path in resource("tasks").glob("*.toml"))


def _place(named: str) -> Path:
    shipped = resource("tasks") / f"{named}.toml"
    return shipped if named in names() and not Path(named).exists() else Path(named).expanduser().absolute()


def _expect(good: bool, field_name: str, expected: str, found: str) -> None:
    if not good:
        raise StudioError("bad_data", f"{field_name} is not understood", expected=expected, found=found)
