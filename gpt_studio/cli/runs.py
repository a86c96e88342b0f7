"""`gpt-studio runs`: the runs of the data folder, one of them in full, and its checkpoint taken out."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gpt_studio.files.durable import publish_folder
from gpt_studio.files.places import runs_folder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import CHECKPOINTS
from gpt_studio.store import runs as store
from gpt_studio.store.run_card import spent, write_card
from gpt_studio.store.run_estimate import read_estimate
from gpt_studio.store.run_record import skipped_lines

from .options import DataDir, Debug, Json
from .output import print_json, say

Run = Annotated[str, typer.Argument(metavar="RUN", help="A run's name or its folder.", show_default=False)]
Out = Annotated[
    Path, typer.Argument(metavar="OUT", help="A folder that is made, or a file CARD.md.", show_default=False)
]
Last = Annotated[bool, typer.Option("--last", help="The last checkpoint instead of the best.")]


def register(app: typer.Typer) -> None:
    """Add the subcommand and its own subcommands."""
    group = typer.Typer(help="Training runs.", invoke_without_command=True, rich_markup_mode=None)
    group.callback()(runs)
    group.command("show")(show)
    group.command("export")(export)
    app.add_typer(group, name="runs")


def runs(context: typer.Context, data_dir: DataDir = None, json: Json = False, debug: Debug = False) -> None:
    """List the runs of the data folder, the newest first."""
    if context.invoked_subcommand is not None:
        return
    root = runs_folder(data_dir)
    found = store.find_runs(root)
    if json:
        print_json([asdict(run) for run in found])
    elif found:
        _print_table(found)
    else:
        say(f"No runs in {root}. `gpt-studio train --from-scratch 4x4x128 --data FILE` makes one.")


def show(context: typer.Context, run: Run, data_dir: DataDir = None, json: Json = False, debug: Debug = False) -> None:
    """One run: its state, its settings and its checkpoints."""
    folder = _folder(context, run, data_dir)
    document = _describe(folder)
    if json or _given_before("json", context):
        print_json(document)
    else:
        _print_run(folder, document)


def export(
    context: typer.Context,
    run: Run,
    out: Out,
    last: Last = False,
    data_dir: DataDir = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Copy a run's best checkpoint to a folder of its own, a MODEL; or write its card where OUT ends in .md."""
    folder = _folder(context, run, data_dir)
    if out.suffix.lower() == ".md":
        _export_card(folder, out.expanduser().absolute(), json or bool(_given_before("json", context)))
        return
    which = "last" if last else "best"
    source = store.result(folder, which)
    if source is None:
        raise StudioError("absent", f"{folder} has no checkpoint yet", expected="one in checkpoints/", found="none")
    place = out.expanduser().absolute()
    _copy(source, place)
    if json or _given_before("json", context):
        size = sum(path.stat().st_size for path in place.iterdir())
        print_json({"out": str(place), "run": str(folder), "checkpoint": source.name, "bytes": size})
    else:
        say(f"{source.name} of {folder.name} is in {place}")


def _export_card(folder: Path, place: Path, json: bool) -> None:
    written, picture = write_card(folder, place)
    if json:
        print_json({"out": str(written), "curve": str(picture), "run": str(folder)})
    else:
        say(f"The card of {folder.name} is in {written}, its curve in {picture.name}")


def _folder(context: typer.Context, run: str, data_dir: Path | None) -> Path:
    return store.find_run(run, runs_folder(data_dir or _given_before("data_dir", context)))


def _given_before(option: str, context: typer.Context) -> Any:
    """An option that was written between `runs` and its subcommand."""
    return context.parent.params.get(option) if context.parent else None


def _describe(folder: Path) -> dict[str, Any]:
    """What `runs` says of it, and under `state`, `settings`, `estimate` and `checkpoints` all of it; null where damaged
    or absent."""
    document = asdict(store.summarise(folder))
    estimate = read_estimate(folder)
    document["estimate"] = None if estimate is None else asdict(estimate)
    for name, read in (("state", store.read_state), ("settings", store.read_settings)):
        try:
            found = read(folder)
            document[name] = found if isinstance(found, dict) else asdict(found)
        except StudioError:
            document[name] = None
    document["checkpoints"] = [
        {"name": name, "step": store.checkpoint_step(name), "path": str(folder / CHECKPOINTS / name)}
        for name in store.checkpoints(folder)
    ]
    return document


def _copy(source: Path, place: Path) -> None:
    """Copy beside, verify the copy against its manifest, put it in its place."""
    from gpt_studio.training.checkpoints import verifies

    if place.exists():
        raise StudioError("exists", f"{place} is there already", expected="a new folder")
    beside = place.with_name(f".{place.name}.tmp-{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, beside)
        if not verifies(beside):
            raise StudioError(
                "damaged",
                f"{source} is damaged",
                expected="the sizes and sha256 of its manifest.json",
                found="other bytes",
                remedy="Take the other one, with or without --last",
            )
        publish_folder(beside, place)
    except (OSError, shutil.Error) as error:
        raise StudioError("unwritable", f"{place} cannot be made", found=str(error)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _print_table(found: list[store.RunSummary]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for title in ("name", "status", "step", "best loss", "started", "method", "model"):
        table.add_column(title, overflow="fold", no_wrap=title != "model")
    for run in found:
        table.add_row(*(Text(cell) for cell in _cells(run)))
    Console(highlight=False, width=_width()).print(table)


def _cells(run: store.RunSummary) -> tuple[str, ...]:
    loss = "" if run.best_val_loss is None else f"{run.best_val_loss:.4f}"
    step = f"{run.step:,} of {run.steps:,}" if run.steps else ""
    return run.name, store.SAID.get(run.status, run.status), step, loss, _time(run.started), run.method, run.model


def _time(seconds: float | None) -> str:
    """Local time to the minute; empty for none, or for a number that is no time."""
    try:
        return "" if seconds is None else datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return ""


def _print_run(folder: Path, document: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    state = document["state"] or {}
    best_loss = document["best_val_loss"]
    rows = {
        "run": document["path"],
        "status": store.SAID.get(document["status"], document["status"]),
        "problem": document["problem"],
        "message": document["message"],
        "step": f"{document['step']:,} of {document['steps']:,}",
        "started": _time(document["started"]),
        **_spent(folder),
        "best": f"{state.get('best') or ''}" + ("" if best_loss is None else f", {best_loss:.4f} nats per token"),
        "last": state.get("last") or "",
        "checkpoints": ", ".join(checkpoint["name"] for checkpoint in document["checkpoints"]),
        "skipped lines": _skipped(document["settings"] or {}),
    }
    rows |= {name: str(value) for name, value in (document["settings"] or {}).items() if name != "record"}
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in rows.items():
        if value:
            table.add_row(name, Text(value))
    Console(highlight=False, width=_width()).print(table)


def _spent(folder: Path) -> dict[str, str]:
    """What was estimated, and what it took."""
    try:
        return dict(spent(store.read_state(folder), read_estimate(folder)))
    except StudioError:
        return {}


def _skipped(settings: dict[str, Any]) -> str:
    found = skipped_lines(settings)
    if found is None:
        return ""
    named = "; ".join(f"{row.file}, line {row.line}: {row.reason}" for row in found.first)
    return f"{found.count:,}: {named}{'; …' if found.count > len(found.first) else ''}"


def _width() -> int | None:
    """The terminal's width; in a file or a pipe no line is wrapped."""
    return None if sys.stdout.isatty() else 1000
