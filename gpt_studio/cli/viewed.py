"""`--view` of what only a saved view asks for: a calculation, why a token, the heads over a file."""

from __future__ import annotations

from pathlib import Path

import typer

from gpt_studio.protocol.heads_over import HeadsFound, HeadsOver
from gpt_studio.protocol.looking import Attribute, Attributed, Calculate, Calculated
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.leaving.sidecar import SavedView
from gpt_studio.ui.look_inside.calculation import saving as calculation_saving
from gpt_studio.ui.look_inside.over_file import saving as over_saving
from gpt_studio.ui.write.why import saving as why_saving

from .headless import Headless
from .queries import answer_of, as_lists, checks_as_json
from .views import finish

FEW = 10  # lines that people are told


def calculation_again(saved: SavedView, key: ModelKey, threads: int | None, out: Path | None, *, json: bool) -> int:
    """The calculation of a saved view once more; the exit code. Raises StudioError."""
    shown = calculation_saving.SavedCalculation.of(saved)
    command = Calculate(1, key, saved.parts, shown.layer, shown.head, shown.query, switches=saved.switches)
    found = answer_of(Headless(key, threads), command, Calculated)
    return finish(
        found,
        lambda it: as_lists(calculation_saving.arrays(it)) | {"checks": checks_as_json(it.checks), "off": it.off},
        _tell_calculation,
        lambda it: calculation_saving.leaving(it, shown.key, saved.seed),
        out, json=json, dark=saved.dark, saved=saved,
    )  # fmt: skip


def why_again(saved: SavedView, key: ModelKey, threads: int | None, out: Path | None, *, json: bool) -> int:
    """What made a logit of a saved view, once more; the exit code. Raises StudioError."""
    shown = why_saving.SavedWhy.of(saved)
    parts = (saved.ids[: shown.token],)
    command = Attribute(1, key, parts, shown.token - 1, saved.ids[shown.token], shown.foil, saved.switches)
    found = answer_of(Headless(key, threads), why_saving.over_again(command, shown, saved), Attributed)
    return finish(
        found,
        lambda it: as_lists(why_saving.arrays(why_saving.again(it, saved))) | {"checks": checks_as_json(it.checks)},
        _tell_why,
        lambda it: why_saving.leaving(why_saving.again(it, saved)),
        out, json=json, dark=saved.dark, saved=saved,
    )  # fmt: skip


def heads_over_again(saved: SavedView, key: ModelKey, threads: int | None, out: Path | None, *, json: bool) -> int:
    """The heads over the file of a saved view once more; the exit code. Raises StudioError, also for another file."""
    shown = over_saving.SavedHeadsOver.of(saved)
    found = answer_of(Headless(key, threads), HeadsOver(1, key, shown.path, shown.lines), HeadsFound)
    return finish(
        found, lambda it: as_lists(over_saving.arrays(it)), _tell_over,
        lambda it: over_saving.leaving(it, shown.statistic), out, json=json, dark=saved.dark, saved=saved,
    )  # fmt: skip


def _tell_calculation(found: Calculated) -> None:
    """Each key with its share."""
    typer.echo(f"layer {found.layer}, head {found.head}, query {found.query} {found.records[found.query].text!r}")
    typer.echo(f"{'key':>20}{'q . k':>12}{'score':>12}{'weight':>12}")
    for record, *numbers in zip(found.records, found.products, found.scores, found.weights, strict=False):
        typer.echo(f"{record.text!r:>20}" + "".join(f"{float(value):>12.4f}" for value in numbers))
    if found.off:
        typer.echo(f"switched off: the {found.off}")


def _tell_why(found: Attributed) -> None:
    """The strongest parts of the logit."""
    typer.echo(f"logit {found.logit:+.4f}, the sum of {len(found.components)} parts")
    for part in sorted(found.components, key=lambda one: -abs(one.value))[:FEW]:
        place = "".join(f" {number}" for number in (part.layer, part.head) if number >= 0)
        typer.echo(f"{part.value:>+12.4f}  {part.kind}{place}")


def _tell_over(found: HeadsFound) -> None:
    """How much was read."""
    layers, heads = found.mean.shape[1:]
    typer.echo(f"{found.path}: {layers} layers x {heads} heads over {found.lines} lines, {found.tokens} tokens")
