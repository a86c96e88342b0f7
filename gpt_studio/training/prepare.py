"""From parameters to something that can take a step: texts, vocabulary, network, optimiser, plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.loaded import device_named
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.estimates import SPARE, Pace, between
from gpt_studio.protocol.training import TrainParams
from gpt_studio.sampling.prompt import read_parts

from . import resuming
from .checkpoints import Progress, Training
from .datasets.source import Source, Tokens
from .datasets.verbatim import TrainingText
from .feed import Feed
from .forgetting import GeneralText, general_text
from .freezing import freeze
from .heads import probe_ids
from .networks import network_config
from .optimiser import make_optimiser
from .pace import faster_precision, pace_of_run
from .plan import CONTEXT, Plan, settle
from .run_file import DataRecord, RunRecord, versions
from .starting_point import StartingPoint, adapter_settings, read_start, trained_parameters


@dataclass(frozen=True)
class Prepared:
    """All that a loop needs, the settled parameters and what run.toml records beside them. `learnt` is the data to
    train on as what it says."""

    training: Training
    feed: Feed
    params: TrainParams
    plan: Plan
    record: RunRecord
    learnt: TrainingText
    general: GeneralText | None = None
    pace: Pace | None = None  # where it had to be measured


def prepare_new(params: TrainParams, source: Source, home: Path | None = None) -> Prepared:
    """A run at its first step, from a checkpoint or from scratch; `home` is its folder. Raises StudioError."""
    if params.model is None:
        begun, data = _from_scratch(params, source)
    else:
        begun = read_start(params, params.model)
        data = source.tokens(begun.tokenizer, begun.checkpoint, params)
        params = adapter_settings(params, begun.adapter)
    given, timeless = params, params.minutes is None or params.steps is not None
    most = None if begun.checkpoint is None else begun.model.config.max_len
    params, plan = settle(params, _context(params, data, most))
    prepared = _prepared(begun, Progress(), data, params, plan, source)
    if given.precision == "auto":
        given = replace(given, precision=faster_precision(prepared.training, prepared.feed, prepared.plan))
        prepared = _settled(prepared, given)
    return prepared if timeless else _fitted(prepared, given, home)


def _from_scratch(params: TrainParams, source: Source) -> tuple[StartingPoint, Tokens]:
    """A network with random weights, and its data by a vocabulary that is made of it."""
    tokenizer = source.vocabulary(params.tokenizer)
    data = source.tokens(tokenizer, None, params)
    config = network_config(params.from_scratch or "", tokenizer.size, _context(params, data, None), params.dropout)
    model = Decoder(config)
    init_weights(model, params.seed)
    if params.method == "freeze":
        freeze(model, params.freeze)
    return StartingPoint(model, tokenizer), data


def _fitted(prepared: Prepared, given: TrainParams, home: Path | None) -> Prepared:
    """The same run with as many steps as fit into its minutes on this machine."""
    pace = pace_of_run(prepared, home)
    steps = pace.steps_within(60 * SPARE * (given.minutes or 0.0), between(given))
    return replace(_settled(prepared, replace(given, steps=steps)), pace=pace)


def _settled(prepared: Prepared, given: TrainParams) -> Prepared:
    """The same run by other parameters of its loop."""
    params, plan = settle(given, prepared.plan.context)
    general = None if prepared.general is None else replace(prepared.general, precision=plan.precision)
    return replace(prepared, feed=prepared.feed.planned(plan), params=params, plan=plan, general=general)


def prepare_resumed(params: TrainParams, checkpoint: Path, source: Source) -> Prepared:
    """A run as its checkpoint left it. Raises StudioError when the checkpoint is not what it should be."""
    kept = resuming.read_checkpoint(checkpoint, params)
    data = source.tokens(kept.start.tokenizer, kept.start.checkpoint, params)
    params, plan = settle(params, params.context or CONTEXT)
    prepared = _prepared(kept.start, kept.progress, data, params, plan, source)
    kept.restore_moments(prepared.training.optimiser)
    return prepared


def _prepared(
    begun: StartingPoint, progress: Progress, data: Tokens, params: TrainParams, plan: Plan, source: Source
) -> Prepared:
    model, tokenizer = begun.model.to(device_named(params.device)), begun.tokenizer
    _check_ids(data, model.config, tokenizer)
    data.check(plan.context)
    for prompt in params.sample_prompt:  # what cannot be gone on from is refused now, not at the first sample
        read_parts((prompt,), tokenizer).check(None)
    optimiser = make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
    record = RunRecord(
        data=[DataRecord(str(file.path), file.size, file.sha256) for file in source.files],
        tokenizer=tokenizer.kind,
        vocabulary=tokenizer.size,
        train_tokens=data.train_tokens,
        val_tokens=data.val_tokens,
        parameters=parameter_count(model.config),
        trained=trained_parameters(model),
        base=list(begun.base),
        versions=versions(),
        probe=probe_ids(min(tokenizer.size, model.config.vocab_size), min(plan.context, model.config.max_len)),
        skipped=data.skipped if data.skipped.count else None,
    )
    training = Training(model, tokenizer, optimiser, progress, begun.adapter, begun.beside)
    learnt = TrainingText(data.train_ids, tokenizer, data.origins)
    general = general_text(params.forget_text, tokenizer, plan)
    return Prepared(training, data.feed(plan), params, plan, record, learnt, general)


def _context(params: TrainParams, data: Tokens, most: int | None) -> int:
    """The length of a sequence: as asked for; else at most 256, the model's and what the data gives."""
    if params.context is None:
        return max(1, min(CONTEXT, data.longest, most or CONTEXT))
    if most is not None and params.context > most:
        raise StudioError(
            "bad_parameter",
            "context is longer than the model takes",
            expected=f"at most {most} tokens",
            found=str(params.context),
        )
    return params.context


def _check_ids(data: Tokens, config: DecoderConfig, tokenizer: Tokenizer) -> None:
    """The tokenizer may know fewer tokens than the network has rows, never give an id beyond them."""
    largest = data.largest
    if largest >= config.vocab_size:
        raise StudioError(
            "unsupported",
            "the tokenizer does not fit the network",
            expected=f"ids below {config.vocab_size}",
            found=f"{largest} (the tokenizer knows {tokenizer.size} tokens)",
        )
