"""A model asked item by item: what it writes, what it says of the reference, which choice it likes best.

What two prompts have in common at their beginning is read once (sampling.prefix).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from torch import Tensor

from gpt_studio.gpt.chat.layout import lay_out
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.loaded import LoadedModel
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import Parts
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling.loop import generate
from gpt_studio.sampling.prefix import Prefix
from gpt_studio.sampling.prompt import read_parts
from gpt_studio.sampling.reading import piece_length
from gpt_studio.sampling.statistics import RowStatistics

from .scoring import residuals, said_of, score
from .task import CHOICES, OUTPUT, REFERENCE, Generation, Item, Task


@dataclass(frozen=True, slots=True)
class Told:
    """What the model says of a text: sum in nats over `counted` tokens, `bytes` long; `best` are its own choice."""

    nll_nats: float
    counted: int
    best: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Answered:
    """An item and what the model made of it, as far as metrics ask; `liked` is the log-probability of each choice."""

    item: Item
    output: str | None = None
    told: Told | None = None
    liked: tuple[float, ...] = ()


class Asker:
    """Asks one model. `checkpoint` brings the chat template."""

    def __init__(self, loaded: LoadedModel, checkpoint: Checkpoint, task: Task) -> None:
        self._loaded, self._checkpoint, self._task = loaded, checkpoint, task
        self._prefix = Prefix()

    def ask(self, item: Item) -> Iterator[Answered | None]:
        """Yields None at places to stop, at last the answer. Raises StudioError for an item that does not fit."""
        parts, stop, blank = self._prompt(item)
        output, told = None, None
        liked: tuple[float, ...] = ()
        if self._task.needs(CHOICES):
            for choice in item.choices:
                said = yield from self._say(parts, blank + choice)
                liked = (*liked, -said.nll_nats)
            output = item.choices[max(range(len(liked)), key=liked.__getitem__)]
        if self._task.needs(OUTPUT):
            output = yield from self._write(parts, stop)
        if self._task.needs(REFERENCE):
            told = yield from self._say(parts, blank + item.reference if parts else item.reference)
        yield Answered(item, output, told, liked)

    def _prompt(self, item: Item) -> tuple[Parts, tuple[str, ...], str]:
        """The prompt, what ends an answer, and what a model without a chat template puts before one."""
        if isinstance(item.asked, str):
            return ((item.asked,) if item.asked else ()), (), ""
        layout = lay_out(self._checkpoint, self._loaded.tokenizer, item.asked)
        return layout.parts, layout.stop, " " if layout.stop else ""

    def _write(self, parts: Parts, stop: tuple[str, ...]) -> Generator[None, None, str]:
        """The text that the model writes behind the prompt."""
        loaded, how = self._loaded, self._task.generation
        text = ""
        command = _command(parts, how, stop)
        for event in generate(
            loaded.model, loaded.tokenizer, loaded.context, command, cancelled=lambda: False, prefix=self._prefix
        ):
            if isinstance(event, ev.GenerationDone):
                if event.stop_reason == "context_full":
                    raise _too_long(f"at most {loaded.context} tokens with its answer", "more")
                text = event.text
            yield
        return text

    def _say(self, parts: Parts, text: str) -> Generator[None, None, Told]:
        """What the model says of each token of `text` behind the prompt."""
        loaded = self._loaded
        if not parts:
            return (yield from self._say_alone(text))
        whole = read_parts((*parts, text), loaded.tokenizer).ids
        begin = len(read_parts(parts, loaded.tokenizer).ids)
        if len(whole) - 1 > loaded.context:  # the last token is said, not read
            raise _too_long(f"at most {loaded.context + 1} tokens with its answer", str(len(whole)))
        cache, done = self._prefix.take(whole[:begin])
        if cache is None:
            cache, done = loaded.model.new_cache(1, loaded.context), 0
        rows: list[Tensor] = []
        piece = piece_length(loaded.model.config)
        for start in range(done, len(whole) - 1, piece):
            found = residuals(loaded.model, cache, whole[start : min(start + piece, len(whole) - 1)], None)
            rows.append(found[max(begin - 1 - start, 0) :])
            yield
        self._prefix.keep(whole, cache)
        saying = iter(whole[begin:])
        said = [
            one
            for part in rows
            if len(part)
            for one in said_of(loaded.model, loaded.tokenizer, part, list(itertools.islice(saying, len(part))), 0)
        ]
        return _told(said, whole[begin:], loaded)

    def _say_alone(self, text: str) -> Generator[None, None, Told]:
        """The same of a text with nothing before it, in windows where it is longer than the context."""
        loaded = self._loaded
        prompt = read_parts((text,), loaded.tokenizer)
        prompt.check(None)
        for found in score(loaded.model, loaded.tokenizer, prompt.ids, loaded.context):
            if found is None:
                yield
                continue
            counted = [(one, token) for one, token in zip(found.tokens, prompt.ids, strict=True) if one is not None]
            return _told([one for one, _ in counted], [token for _, token in counted], loaded)
        return Told(0.0, 0, 0, 0)


def _command(parts: Parts, how: Generation, stop: tuple[str, ...]) -> cmd.Generate:
    return cmd.Generate(
        job=0,
        key=ModelKey(""),
        parts=parts,
        sampling=SamplingParams(temperature=how.temperature),
        seed=how.seed,
        max_tokens=how.max_tokens,
        stop=(*how.stop, *stop),
        top=0,
    )


def _told(said: list[RowStatistics], ids: list[int], loaded: LoadedModel) -> Told:
    return Told(
        -math.fsum(one.logprob for one in said),
        len(said),
        sum(one.rank == 1 for one in said),
        sum(len(loaded.tokenizer.token_bytes(token)) for token in ids),
    )


def _too_long(expected: str, found: str) -> StudioError:
    return StudioError(
        "too_long", "it does not fit into the context", expected=expected, found=found, remedy="Raise --context"
    )
