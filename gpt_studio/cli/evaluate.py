"""`gpt-studio evaluate`: a model by a task file's metrics."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gpt_studio.protocol.models import ModelKey

from .options import Adapter, Context, Debug, Device, Dtype, Json, Model, Threads, model_key
from .output import print_json, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpt_studio.evaluation.asking import Answered
    from gpt_studio.evaluation.task import Item, Task

INTERRUPTED = 130
SHOWN = 5  # items that are shown to people


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("evaluate")(evaluate)


def evaluate(
    model: Model,
    task: Annotated[
        str,
        typer.Option(
            metavar="TASK.toml|NAME", help="A task file, or `dates`, which ships with the program.", show_default=False
        ),
    ],
    limit: Annotated[int | None, typer.Option(min=1, help="The first N items alone.", show_default=False)] = None,
    adapter: Adapter = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    threads: Threads = None,
    context: Context = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """Ask a model the items of a task and judge its answers. Ctrl-C judges what is finished."""
    from gpt_studio.evaluation.judging import Judge, document
    from gpt_studio.evaluation.task import read_task
    from gpt_studio.training.datasets.task_items import read_items

    _ = debug
    key = model_key(model, dtype, device, context, adapter)
    asked = read_task(task)
    items = read_items(asked, limit)
    found: list[Answered] = []
    code = 0
    try:
        _ask(key, threads, asked, items, found)
    except KeyboardInterrupt:
        say(f"interrupted: {len(found)} of {len(items)} items are finished")
        code = INTERRUPTED
    told = document(asked, found)
    for warning in Judge(asked).warnings(found):
        say(warning)
    if json:
        print_json(told)
    else:
        _show(told)
    return code


def _ask(key: ModelKey, threads: int | None, task: Task, items: list[Item], found: list[Answered]) -> None:
    """Answers, added to `found` as they are finished."""
    from gpt_studio.evaluation.evaluate import evaluate

    from .headless import load

    loaded = load(key, threads)
    with _progress(len(items)) as advance:
        for one in evaluate(loaded, task, items):
            if one is not None:
                found.append(one)
                advance()


@contextmanager
def _progress(total: int) -> Generator[Callable[[], None]]:
    """A bar on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        row = bar.add_task("items", total=total)
        yield lambda: bar.advance(row)


def _show(told: dict[str, Any]) -> None:
    typer.echo(f"{told['task']}: {told['n']} items")
    for metric, value in told["metrics"].items():
        number = "–" if value is None else f"{value:.4f}" if value < 1000 else f"{value:.4g}"
        typer.echo(f"  {metric:<28}{number:>10}  {told['signatures'][metric]}")
    if "generation" in told["signatures"]:
        typer.echo(f"  generation: {told['signatures']['generation']}")
    for item in told["items"][:SHOWN]:
        score = "–" if item["score"] is None else f"{item['score']:.4g}"
        written = "" if item["output"] is None else f" → {item['output']!r}"
        typer.echo(f"{score:>8}  {item['input']!r}{written}, expected {item['reference']!r}")
    if len(told["items"]) > SHOWN:
        typer.echo(f"{'':>8}  … {len(told['items']) - SHOWN} more; --json has them all")
