"""`gpt-studio ablate --sweep`: every head switched off by itself."""

from __future__ import annotations

from typing import Any

import typer

from gpt_studio.protocol.events import Progress
from gpt_studio.protocol.looking import Sweep, Swept
from gpt_studio.ui.look_inside.changing.sweep_table import MEASURES, SweepTable, ranked

from .headless import Headless
from .output import say
from .queries import answer_of

FIRST = 20  # heads that people are told


def sweep_heads(engine: Headless, command: Sweep) -> SweepTable | None:
    """What each head is worth; None where it was interrupted."""
    found = answer_of(engine, command, Swept, _say_heads)
    return None if found is None else SweepTable.of(found, command)


def _say_heads(event: Progress) -> None:
    if event.phase == "heads" and event.done == event.total:
        say(f"{event.total} heads")


def sweep_document(table: SweepTable) -> dict[str, Any]:
    """The JSON: [layers][heads] of each number, in nats a token; null where one cannot be."""
    return {
        "tokens": [record.text for record in table.records],
        "baseline_loss": table.loss,
        **{name: None if (column := table.column(name)) is None else column.tolist() for name in MEASURES},
        "mode": table.mode,
        "reference": table.reference or None,
    }


def tell_sweep(table: SweepTable) -> None:
    """For people: the heads that the text needs most."""
    typer.echo(f"{'layer.head':>10}" + "".join(f"{name:>14}" for name in table.known()))
    for layer, head in ranked(table, table.known()[0])[:FIRST]:
        numbers = [table.column(name) for name in table.known()]
        cells = "".join(f"{float(column[layer, head]):>+14.4f}" for column in numbers if column is not None)
        typer.echo(f"{f'{layer}.{head}':>10}{cells}")
    typer.echo(f"mean loss with everything on {table.loss:.4f} nats")
