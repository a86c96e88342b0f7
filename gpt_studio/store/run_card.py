"""A run on one page of Markdown: how it went, its curve, data, settings and samples."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gpt_studio.files import durable
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.estimates import RunEstimate
from gpt_studio.protocol.runs import DONE, MetricsLine, RunState, SkippedLines

from . import runs
from .curve_svg import curve_svg
from .run_estimate import read_estimate
from .run_lines import Line, MetricsTail, RecordTail, SampleLine, SamplesTail
from .run_record import RECORD, record_of, skipped_lines

LONGEST = 600  # characters of a sample


def write_card(folder: Path, place: Path) -> tuple[Path, Path]:
    """Write the card to `place` (a .md file) and its curve beside it (.svg). Returns both. Raises StudioError."""
    picture = place.with_suffix(".svg")
    there = [path.name for path in (place, picture) if path.exists()]
    if there:
        raise StudioError("exists", f"{place.parent} has such files already", expected="a new name", found=there[0])
    lines = _all(MetricsTail(folder))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        durable.replace_text(picture, _curve(folder, lines))
        durable.replace_text(place, card(folder, lines, picture.name))
    except OSError as error:
        raise StudioError("unwritable", f"{place} cannot be written", found=error.strerror or str(error)) from error
    return place, picture


def card(folder: Path, lines: list[MetricsLine], picture: str) -> str:
    """The text of the card. What cannot be read of a damaged run is left out."""
    summary = runs.summarise(folder)
    settings = _settings(folder)
    hidden = ("data", "run", RECORD)
    parts = [
        f"# {summary.name}",
        _table(_outcome(folder, summary, lines)),
        f"![Loss over steps]({picture})",
        "## Data",
        _table(_data(settings, record_of(settings))),
        *_skipped(skipped_lines(settings)),
        "## Settings",
        _table((name, f"`{_shown(value)}`") for name, value in settings.items() if value != [] and name not in hidden),
        "## Samples",
        *_samples(folder),
        "## Again",
        "```\ngpt-studio train run.toml --run NEW\n```",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _settings(folder: Path) -> dict[str, Any]:
    try:
        return runs.read_settings(folder)
    except StudioError:
        return {}


def _outcome(folder: Path, summary: runs.RunSummary, lines: list[MetricsLine]) -> Iterable[tuple[str, str]]:
    yield "status", runs.SAID.get(summary.status, summary.status)
    yield "step", f"{summary.step:,} of {summary.steps:,}"
    with contextlib.suppress(OverflowError, OSError, ValueError):
        if summary.started is not None:
            yield "started", datetime.fromtimestamp(summary.started, UTC).strftime("%Y-%m-%d %H:%M UTC")
    with contextlib.suppress(StudioError):
        state = runs.read_state(folder)
        yield from spent(state, read_estimate(folder))
        if state.best and state.best_val_loss is not None:
            yield "best", f"{state.best}, validation loss {state.best_val_loss:.4f} nats per token"
        if state.message:
            yield ("ended" if state.status in DONE else "message"), state.message
    losses = [line for line in lines if line.loss is not None]
    if losses:
        yield "loss", f"{losses[0].loss:.4f} at step {losses[0].step}, {losses[-1].loss:.4f} at step {losses[-1].step}"
    general = [line.general_loss for line in lines if line.general_loss is not None]
    if general:
        yield "general text", f"{general[0]:.4f} nats per token at first, {general[-1]:.4f} at last"
    speeds = [line.tok_s for line in lines if line.tok_s]
    if speeds:
        yield "speed", f"{sorted(speeds)[len(speeds) // 2]:,.0f} tokens per second (median)"


def spent(state: RunState, said: RunEstimate | None) -> Iterable[tuple[str, str]]:
    """What the run was to take, and what it took."""
    if said is not None:
        when = f"said after step {said.said_at:,}" if said.said_at else "said before the first step"
        memory = f"{said.memory_bytes / 1e6:,.0f} MB of memory at most"
        yield "estimated", f"{timedelta(seconds=round(said.seconds))} for {said.steps:,} steps, {memory} ({when})"
    if state.step:
        peak = f", {state.peak_bytes / 1e6:,.0f} MB of memory at most" if state.peak_bytes else ""
        yield "took", f"{timedelta(seconds=round(state.elapsed_s))} for {state.step:,} steps{peak}"


def _data(settings: dict[str, Any], record: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for file in record.get("data", []):
        name, digest = Path(str(file.get("path", ""))).name, str(file.get("sha256", ""))
        yield name, f"{file.get('bytes', 0):,} bytes, sha256 `{digest}`"
    for name in ("train_tokens", "val_tokens", "vocabulary", "parameters"):
        if isinstance(record.get(name), int):
            yield name.replace("_", " "), f"{record[name]:,}"
    if settings.get("from_scratch"):
        yield "from scratch", str(settings["from_scratch"])


def _skipped(skipped: SkippedLines | None) -> Iterable[str]:
    """How many lines were not learnt from, and the first of them."""
    if skipped is None:
        return
    lines = "line of the data holds" if skipped.count == 1 else "lines of the data hold"
    yield f"{skipped.count:,} {lines} no example and {'was' if skipped.count == 1 else 'were'} skipped:"
    named = [(f"{row.file}, line {row.line:,}", f"`{row.reason}`") for row in skipped.first]
    more = skipped.count - len(named)
    yield _table([*named, *([(f"and {more:,} more", "")] if more else [])])


def _samples(folder: Path) -> Iterable[str]:
    """The first and the last of each prompt."""
    by_prompt: dict[str, list[SampleLine]] = {}
    for sample in _all(SamplesTail(folder)):
        by_prompt.setdefault(sample.prompt, []).append(sample)
    if not by_prompt:
        yield "None were written."
    for prompt, samples in by_prompt.items():
        yield _quoted(f"Prompt: {prompt}")
        for sample in (samples[0], samples[-1]) if len(samples) > 1 else samples:
            yield f"Step {sample.step:,}:"
            yield _quoted(sample.text[:LONGEST])


def _curve(folder: Path, lines: list[MetricsLine]) -> str:
    return curve_svg(
        [(line.step, line.loss) for line in lines if line.loss is not None],
        [(line.step, line.val_loss) for line in lines if line.val_loss is not None],
        f"Loss of {folder.name} over its steps",
    )


def _all(tail: RecordTail[Line]) -> list[Line]:
    found: list[Line] = []
    while True:
        new = tail.read()
        found += new.lines
        if not new.more:
            return found


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"| {_cell(name)} | {_cell(value)} |" for name, value in rows]
    return "\n".join(["| | |", "| --- | --- |", *lines]) if lines else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _quoted(text: str) -> str:
    """A block in which nothing is Markdown."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}"
