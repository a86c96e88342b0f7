"""What each command does: a generator of events. Between two steps the engine may answer queries or stop it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import psutil

from gpt_studio.evaluation.scoring import Score as TextScore
from gpt_studio.evaluation.scoring import score
from gpt_studio.gpt.checkpoints.describe import describe
from gpt_studio.gpt.checkpoints.facts import read_facts
from gpt_studio.gpt.checkpoints.fitting import what_fits
from gpt_studio.gpt.export import export_steps
from gpt_studio.gpt.loaded import load_model
from gpt_studio.gpt.merged import adapters_on
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.datasets import MakeSampleData, PreviewData
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.heads_over import HeadsOver
from gpt_studio.protocol.looking import Ablate, Attribute, Calculate, Lens, Show, Sweep
from gpt_studio.protocol.models import MEMORY_SHARE
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.sampling.loop import generate
from gpt_studio.sampling.prompt import read_parts
from gpt_studio.sampling.tuning import Tuning

from .attention_queries import attend_steps
from .cancel import CancelToken, never_began
from .chat_queries import chat_steps
from .compare_queries import compare_steps
from .data_queries import preview_steps, sample_steps
from .live_queries import live_steps
from .looking_queries import looking_query
from .merge_job import merge_job
from .pool import Pool
from .references import switched_off_steps
from .reporting_steps import reported
from .sampler_queries import sampler_query

Steps = Iterator[ev.Event | None]


class Cancelled(Exception):
    """Raised inside a job that was asked to end."""


def start(command: cmd.Command, pool: Pool, token: CancelToken, put: Callable[[ev.Event], None]) -> Steps:
    """The steps of a command. `put` reports progress from inside a step."""
    match command:
        case cmd.LoadModel() | cmd.UnloadModel() | cmd.Merge():
            return _hold(command, pool, token, put)
        case cmd.Export():
            return _export(command)
        case cmd.Generate():
            return _generate(command, pool, token)
        case cmd.Describe() | cmd.Facts() | PreviewData() | MakeSampleData():
            return _on_files(command, pool)
        case cmd.Score() | cmd.Attend() | cmd.Compare():
            return _read_text(command, pool, token)
        case cmd.RenderChat():
            return chat_steps(command, pool)
        case Lens() | Attribute() | Calculate() | Ablate() | Sweep() | Show() | HeadsOver():
            return looking_query(command, pool, token)
        case cmd.Explain() | cmd.Replay() | cmd.Retune() | cmd.Tokenise():
            return sampler_query(command, pool, token)


def _hold(
    command: cmd.LoadModel | cmd.UnloadModel | cmd.Merge,
    pool: Pool,
    token: CancelToken,
    put: Callable[[ev.Event], None],
) -> Steps:
    """What changes the models that are held."""
    match command:
        case cmd.LoadModel():
            return _load(command, pool, token, put)
        case cmd.UnloadModel():
            return _unload(command, pool)
        case cmd.Merge():
            return merge_job(command, pool)


def _on_files(command: cmd.Describe | cmd.Facts | PreviewData | MakeSampleData, pool: Pool) -> Steps:
    """Queries that run no network."""
    match command:
        case cmd.Describe():
            return _describe(command)
        case cmd.Facts():
            return _facts(command)
        case PreviewData():
            return preview_steps(command, pool)
        case MakeSampleData():
            return sample_steps(command)


def _read_text(command: cmd.Score | cmd.Attend | cmd.Compare, pool: Pool, token: CancelToken) -> Steps:
    """Queries that run a network over a whole text."""
    match command:
        case cmd.Score():
            return _score(command, pool, token)
        case cmd.Attend():
            return attend_steps(command, pool, token)
        case cmd.Compare():
            return compare_steps(command, pool, token)


def _load(command: cmd.LoadModel, pool: Pool, token: CancelToken, put: Callable[[ev.Event], None]) -> Steps:
    key, begun = command.key, time.perf_counter()

    def report(phase: str, done: int, total: int) -> None:
        put(ev.Progress(command.job, phase, done, total, "bytes"))

    if command.beside is not None:
        card = describe(key.path, key.context, key.dtype, key.adapters)
        pool.check_room(key, command.beside, card.memory_estimate_bytes.weights)
    loaded = load_model(
        key.path,
        dtype=key.dtype,
        device=key.device,
        context=key.context,
        adapters=key.adapters,
        merged=key.merged,
        on_progress=report,
        cancelled=token.cancelled,
    )
    for left in pool.add(key, loaded, command.beside):
        yield ev.ModelUnloaded(command.job, left)
    seconds = time.perf_counter() - begun
    yield ev.ModelLoaded(command.job, key, loaded.info, seconds, loaded.context, adapters_on(loaded))


def _unload(command: cmd.UnloadModel, pool: Pool) -> Steps:
    pool.drop(command.key)
    yield ev.ModelUnloaded(command.job, command.key)


def _export(command: cmd.Export) -> Steps:
    """Between two tensors queries are answered, and the job can be cancelled: then nothing is left of it."""
    steps = export_steps(
        command.key.path,
        command.out,
        command.to,
        dtype=command.dtype,
        adapters=command.key.adapters,
        merge=command.merge,
        force=command.force,
    )
    yield ev.Exported(command.job, (yield from reported(command.job, "writing", steps)))


def _generate(command: cmd.Generate, pool: Pool, token: CancelToken) -> Steps:
    resident = pool.at_hand(command.key)
    loaded = resident.loaded
    command.check()
    tuning = pool.tunings[command.job] = Tuning(command.sampling)
    try:
        live = pool.lives[command.job] = yield from live_steps(command, resident, token)
        yield from generate(
            loaded.model,
            loaded.tokenizer,
            loaded.context,
            command,
            cancelled=token.cancelled,
            prefix=resident.prefix,
            tuning=tuning,
            keep=pool.kept.keep,
            observer=live,
        )
    except StudioError as error:
        if error.code != "cancelled":
            raise
        yield from never_began(command)
    finally:
        del pool.tunings[command.job]
        pool.lives.pop(command.job, None)


def _describe(command: cmd.Describe) -> Steps:
    info = describe(command.path, command.context, command.dtype, command.adapters)
    free = psutil.virtual_memory().available
    fits = info.memory_estimate_bytes.peak <= MEMORY_SHARE * free
    yield ev.ModelDescribed(command.job, info, free, None if fits else what_fits(command.path, free))


def _facts(command: cmd.Facts) -> Steps:
    yield ev.FactsRead(command.job, command.path, read_facts(command.path))


def _score(command: cmd.Score, pool: Pool, token: CancelToken) -> Steps:
    loaded, begun = pool.at_hand(command.key).loaded, time.perf_counter()
    prompt = read_parts(command.parts, loaded.tokenizer, raw_special=command.raw_special)
    records = prompt.records(loaded.tokenizer)
    off = yield from switched_off_steps(command.job, command.switches, pool.get(command.key), prompt.ids, token)
    steps = score(
        loaded.model, loaded.tokenizer, prompt.ids, loaded.context, top=command.top, cancelled=token.cancelled,
        watch=None if off is None else off.on,
    )  # fmt: skip
    for found in steps:
        if found is None:
            yield None
        else:
            yield ev.TextScored(command.job, command.key, scored_records(records, found), time.perf_counter() - begun)


def scored_records(records: tuple[TokenRecord, ...], found: TextScore) -> tuple[TokenRecord, ...]:
    """The records of a text with what the model said of each token."""
    return tuple(
        record
        if said is None
        else replace(record, logprob=said.logprob, rank=said.rank, entropy=said.entropy, top=said.top)
        for record, said in zip(records, found.tokens, strict=True)
    )
