"""Start a run or go on with one: the whole life of a run in this process."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

import msgspec
import psutil
import torch

from gpt_studio.files import bounded, places
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import DONE, HEARTBEAT_S, RunState
from gpt_studio.protocol.training import TrainParams

from . import checkpoints
from .announcement import announce
from .datasets.skipped import sentence
from .datasets.source import check_there, read_source
from .datasets.token_cache import NO_CACHE, TokenCache
from .ending import Ending, way_on, without_its_end
from .foreseeing import foresee_again
from .heartbeat import StateFile, new_state
from .lines import cut_lines
from .loop import Loop
from .parallel import ALONE, Group, threads_of_each
from .plan import STEPS
from .prepare import Prepared, prepare_new, prepare_resumed
from .requests import Requests
from .resuming import check_same_data
from .run_file import RunRecord, read_run_file, write_run_file
from .run_folder import Log, RunFolder, create, free_place
from .settings import check_same_settings, settings_of
from .sharding import divided
from .starting_point import check_same_base
from .surroundings import surroundings
from .vocabulary import NAMED

SILENT_S = 5 * HEARTBEAT_S  # after so long without a heartbeat a run counts as dead


@dataclass(frozen=True)
class Outcome:
    """How this process left the run. `interrupted`: a signal ended it; what was finished is saved."""

    folder: Path
    status: str  # finished, time_up, early_stopped or stopped
    step: int
    interrupted: bool


@dataclass(frozen=True)
class Speech:
    """Where a run speaks: lines of metrics.jsonl as they are written, and lines for people."""

    on_line: Callable[[str], None] | None = None
    people: TextIO = sys.stdout


def begin(
    params: TrainParams, runs: Path, speech: Speech | None = None, group: Group = ALONE, cache: TokenCache = NO_CACHE
) -> Outcome:
    """A new run, in `params.run` or in a free folder of `runs`. This process leads the group. Raises StudioError."""
    params.check()
    refuse_unsupported(params)
    check_group(params, group)
    check_there(params)
    folder = create(Path(params.run) if params.run else free_place(runs, params))
    params = located(replace(params, run=None, threads=params.threads or threads_of_each()))
    write_run_file(folder.run_file, params, None)
    return _live(folder, params, None, new_state(params.steps or STEPS), speech or Speech(), group, cache)


def resume(
    place: Path,
    extend: int | None = None,
    speech: Speech | None = None,
    group: Group = ALONE,
    cache: TokenCache = NO_CACHE,
) -> Outcome:
    """Go on with a run from its newest checkpoint that verifies, or train it `extend` steps further.

    A run that the clock or early stopping ended goes on to its last planned step: neither ends it again. What a longer
    run learns after its planned end it learns at the learning rate of that end. Raises StudioError, also when the run
    is alive, or complete and not extended.
    """
    folder = RunFolder(place.absolute())
    params, record = read_run_file(folder.run_file)
    params.check()
    refuse_unsupported(params)
    check_group(params, group)
    _check_still_there(params)
    old = _old_state(folder)
    _refuse_alive(folder, old)
    status = old.status if old is not None else ""
    if status == "finished" and not extend:
        raise StudioError("complete", f"{folder.path} is complete", remedy="--extend N trains it N steps further")
    if extend:
        params = _extended(params, extend, old.step if old is not None and status in DONE else None)
    else:
        params = without_its_end(params, status)
    return _live(folder, params, record, new_state(params.steps or STEPS, old), speech or Speech(), group, cache)


def _extended(params: TrainParams, extend: int, reached: int | None) -> TrainParams:
    """`extend` steps beyond where the run ended, or beyond its plan; no clock and no early stop ends it before."""
    steps = params.steps or STEPS
    return replace(
        params,
        steps=(reached or steps) + extend,
        decay_steps=params.decay_steps or steps,
        minutes=None,
        early_stop=None,
    )


def located(params: TrainParams) -> TrainParams:
    """The same parameters with absolute paths, so that run.toml means the same from any folder."""

    def absolute(name: str | None) -> str | None:
        path = Path(name or "").expanduser()
        return str(path.resolve()) if name and path.exists() and name != places.BUNDLED else name

    return replace(
        params,
        data=tuple(str(Path(path).expanduser().resolve()) for path in params.data),
        model=absolute(params.model),
        adapter=tuple(str(Path(folder).expanduser().resolve()) for folder in params.adapter),
        from_scratch=absolute(params.from_scratch),
        forget_text=absolute(params.forget_text),
        tokenizer=params.tokenizer if params.tokenizer in NAMED else absolute(params.tokenizer) or "",
    )


def refuse_unsupported(params: TrainParams) -> None:
    """Raise StudioError for what the command line promises and this version does not do yet."""
    if params.sample_every and not params.sample_prompt:
        raise StudioError("bad_parameter", "samples need a prompt", expected="--sample-prompt T", found="none")


def check_group(params: TrainParams, group: Group) -> None:
    """Raise StudioError for what several processes cannot share."""
    if params.batch < group.size:
        raise StudioError(
            "bad_parameter", "every process needs a row of each micro-batch",
            expected=f"--batch {group.size} or more", found=str(params.batch),
        )  # fmt: skip
    if group.size > 1 and params.minutes is not None and params.steps is None:
        raise StudioError(
            "unsupported", "steps are not measured for several processes", expected="--steps N", found="--minutes"
        )


def _check_still_there(params: TrainParams) -> None:
    """Raise StudioError for data that was moved, before anything of the run changes."""
    try:
        check_there(params)
    except StudioError as error:
        remedy = "Put it back, or write its new place into run.toml: only its content has to be the same"
        raise StudioError(
            error.code, error.message, expected=error.expected, found=error.found, remedy=remedy
        ) from error


def _old_state(folder: RunFolder) -> RunState | None:
    try:
        return msgspec.convert(bounded.read_json(folder.state), RunState)
    except (OSError, ValueError, msgspec.ValidationError):
        return None


def _refuse_alive(folder: RunFolder, state: RunState | None) -> None:
    """Two processes must not write one run: a fresh heartbeat counts, unless its process was here and is gone."""
    if state is None or state.status not in ("preparing", "running", "paused"):
        return
    gone = state.host == platform.node() and not psutil.pid_exists(state.pid)
    if not gone and time.time() - state.heartbeat < SILENT_S:
        raise StudioError(
            "busy",
            f"{folder.path} is being trained by process {state.pid} on {state.host}",
            remedy="Stop it first; after a crash wait ten seconds",
        )


def _live(
    folder: RunFolder,
    params: TrainParams,
    record: RunRecord | None,
    state: RunState,
    speech: Speech,
    group: Group,
    cache: TokenCache,
) -> Outcome:
    """Prepare, train, and leave the truth in state.json however it ends."""
    log = Log(folder.log, speech.people)
    torch.set_num_threads(params.threads or torch.get_num_threads())
    with Requests(folder.path) as requests, StateFile(folder.state, state) as states:
        try:
            prepared = _prepare(folder, params, record, group.size, replace(cache, say=log.say))
            if prepared.training.progress.step:
                foresee_again(folder.estimate, prepared.params)
            _say_passed_over(folder, prepared.training.progress.step, log)
            announce(group, folder.path, prepared)
            ending = _train(folder, prepared, states, requests, log, speech, group)
        except StudioError as error:
            log.note(error.one_line())
            states.write(status="failed", message=error.one_line())
            raise
        except KeyboardInterrupt:
            states.write(status="stopped", message="interrupted; what was not saved is lost")
            return Outcome(folder.path, "stopped", states.state.step, interrupted=True)
        except BaseException as error:
            states.write(status="failed", message=f"{type(error).__name__}: {error}")
            raise
        states.write(status=ending.status, **({"message": ending.why} if ending.why else {}))
        log.say(_farewell(folder, ending, states.state))
        return Outcome(folder.path, ending.status, states.state.step, requests.signalled)


def _farewell(folder: RunFolder, ending: Ending, state: RunState) -> str:
    if not ending.why:
        return f"{ending.status} at step {state.step}: {folder.path}"
    return f"{ending.why}: {folder.path}\n{way_on(ending.status, folder.path.name, state.steps)}"


def _prepare(
    folder: RunFolder, params: TrainParams, record: RunRecord | None, processes: int, cache: TokenCache
) -> Prepared:
    """The run at its newest checkpoint, or at its start; its lines are cut to that step, run.toml is settled."""
    checkpoints.sweep(folder.path, folder.checkpoints)
    source = read_source(params, cache)
    checkpoint = checkpoints.newest(folder.checkpoints)
    if record is not None:
        check_same_data(record.data, source.files)
    if checkpoint is not None:
        check_same_settings(checkpoint, settings_of(params, processes))
        prepared = prepare_resumed(params, checkpoint, source)
        check_same_base(record.base if record is not None else (), prepared.record.base)
    else:
        prepared = prepare_new(params, source, folder.path)
    step = prepared.training.progress.step
    cut_lines(folder.metrics, step or -1)
    cut_lines(folder.samples, step)
    write_run_file(folder.run_file, prepared.params, prepared.record)
    kept = replace(prepared.training, settings=settings_of(prepared.params, processes))
    return replace(prepared, training=kept)


def _train(
    folder: RunFolder,
    prepared: Prepared,
    states: StateFile,
    requests: Requests,
    log: Log,
    speech: Speech,
    group: Group,
) -> Ending:
    training, plan, record = prepared.training, prepared.plan, prepared.record
    last = checkpoints.checkpoint_name(training.progress.step) if training.progress.step else None
    log.say(
        f"{record.parameters:,} parameters{_share(record)}, "
        f"{record.vocabulary:,} tokens in the vocabulary ({record.tokenizer}), "
        f"{record.train_tokens:,} to train on, {record.val_tokens:,} to validate on\n"
        f"{plan.steps:,} steps of {plan.tokens_per_step:,} tokens, {_threads(prepared.params.threads)}{_each(group)}, "
        f"in {folder.path}"
    )
    if record.skipped is not None:
        log.say(sentence(record.skipped))
    states.write(
        status="running",
        step=training.progress.step,
        steps=plan.steps,
        best=training.progress.best or last,
        last=last,
        best_val_loss=training.progress.best_val_loss,
    )
    requests.gentle = True
    around = surroundings(folder, prepared, states, requests, log, speech.on_line, group)
    if prepared.pace is not None:
        around.foreseeing.say(prepared.pace)
    return Loop(divided(training, plan, group), prepared.feed, plan, around).run()


def _say_passed_over(folder: RunFolder, step: int, log: Log) -> None:
    """Name the later checkpoints that do not verify: the run goes on from before them."""
    for place in checkpoints.all_names(folder.checkpoints):
        if place.name > checkpoints.checkpoint_name(step):
            log.say(f"{place.name} is damaged or incomplete: the run goes on from step {step}")


def _share(record: RunRecord) -> str:
    """What is trained of them, or beside them, where that is not all."""
    return "" if record.trained in (None, record.parameters) else f" ({record.trained:,} numbers are trained)"


def _threads(count: int | None) -> str:
    return "1 thread" if count == 1 else f"{count} threads"


def _each(group: Group) -> str:
    shared = ", which share the weights out" if group.shards else ""
    return f" in each of {group.size} processes{shared}" if group.size > 1 else ""
