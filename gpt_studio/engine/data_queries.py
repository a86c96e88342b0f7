"""The query of the Train page: data as a run would read it, in slices, without a pass through any network."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.checkpoints.tokenizer_of import tokenizer_of
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.datasets import DataPreviewed, MakeSampleData, PreviewData, SampleDataMade
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.datasets.beginning import Beginning, read_beginning
from gpt_studio.training.datasets.facts import look
from gpt_studio.training.datasets.looked import Reader
from gpt_studio.training.datasets.nanogpt import vocabulary_of
from gpt_studio.training.datasets.sample_skill import write_sample
from gpt_studio.training.datasets.text_facts import with_repeats
from gpt_studio.training.plan import CONTEXT
from gpt_studio.training.vocabulary import make_vocabulary

from .pool import Pool

Steps = Iterator[ev.Event | None]
SLICE_S = 0.015
WAIT_S = 0.005
SAMPLE_FILE, SAMPLE_EXAMPLES, SAMPLE_HELD_OUT = "train.jsonl", 500, 100
LEARNT_FROM = 200_000  # characters from which pieces of words are made for a look
Result = TypeVar("Result")


def preview_steps(command: PreviewData, pool: Pool) -> Steps:
    """Between two slices the engine may go on with a job, or stop this."""
    params = command.params
    beginning = yield from _sliced(read_beginning(params), command.job, "reading the data")
    known = _loaded_tokenizer(command, pool)
    reader = yield from _beside(lambda: _reader(command.params, known, beginning))
    looked = yield from _sliced(look(beginning, reader, params), command.job, "making tokens")
    if len(looked.train):
        looked = yield from _beside(partial(with_repeats, looked))
    yield DataPreviewed(command.job, params, looked.facts, looked.rows, looked.prompts)


def sample_steps(command: MakeSampleData) -> Steps:
    """Written once; what is there stays."""
    folder = Path(command.folder)
    if not (folder / SAMPLE_FILE).is_file():
        write_sample(folder, "dates", SAMPLE_EXAMPLES, SAMPLE_HELD_OUT, seed=0)
    yield SampleDataMade(command.job, str(folder / SAMPLE_FILE))


def _sliced(steps: Generator[int, None, Result], job: int, phase: str) -> Generator[ev.Event | None, None, Result]:
    """As many of the steps at a time as fit into a slice."""
    begun = time.perf_counter()
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            return end.value
        if time.perf_counter() - begun > SLICE_S:
            yield ev.Progress(job, phase, done, 0)
            begun = time.perf_counter()


def _reader(params: TrainParams, known: Tokenizer | None, beginning: Beginning) -> Reader:
    """The tokenizer of the model, or the one that a new model would get."""
    if params.model is None and beginning.ids is not None:
        return Reader(vocabulary_of(beginning.ids.folder, params.tokenizer), None, params.context or CONTEXT)
    if params.model is None:
        texts = beginning.said()
        exact = not params.tokenizer.startswith("bpe:") or sum(map(len, texts)) <= LEARNT_FROM
        if not exact:
            texts = _first(texts, LEARNT_FROM)
        return Reader(make_vocabulary(params.tokenizer, texts), None, params.context or CONTEXT, exact)
    checkpoint = read_checkpoint(params.model)
    most = checkpoint.config.max_len
    return Reader(known or tokenizer_of(checkpoint), checkpoint, min(params.context or CONTEXT, most))


def _loaded_tokenizer(command: PreviewData, pool: Pool) -> Tokenizer | None:
    """None where the model has left meanwhile."""
    if command.key is None or command.params.model is None:
        return None
    try:
        return pool.get(command.key).loaded.tokenizer
    except StudioError:
        return None


def _first(texts: list[str], characters: int) -> list[str]:
    found: list[str] = []
    for text in texts:
        found.append(text[:characters])
        characters -= len(text)
        if characters <= 0:
            break
    return found


def _beside(work: Callable[[], Result]) -> Generator[None, None, Result]:
    """Work that no slice holds, in a thread beside the engine's; it must not call torch."""
    done: list[Result] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:  # noqa: BLE001  (raised again where it was asked for)
            failed.append(error)

    thread = threading.Thread(target=run, name="vocabulary", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(WAIT_S)
        yield None
    if failed:
        raise failed[0]
    return done[0]
