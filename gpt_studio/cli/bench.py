"""`gpt-studio bench`: how fast a model reads and writes on this machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from .options import Adapter, Context, Debug, Device, Dtype, Json, Model, Threads, model_key
from .output import print_json, say

if TYPE_CHECKING:
    from gpt_studio.evaluation.speed import Row

INTERRUPTED = 130


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("bench")(bench)


def bench(
    model: Model,
    adapter: Adapter = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    threads: Threads = None,
    context: Context = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """Measure prompts of several lengths and 32 tokens behind each, and memory's own speed beside them."""
    from gpt_studio.evaluation import speed

    from .headless import load

    _ = debug
    code = 0
    rows: list[Row] = []
    read = share = None
    key = model_key(model, dtype, device, context, adapter)
    try:
        loaded = load(key, threads)
        read = speed.read_bytes_per_s() if loaded.model.device.type == "cpu" else None
        rows.extend(row for row in speed.measure(loaded) if row is not None)
        if read is not None:
            share = speed.roofline_share(loaded, rows, read)
    except KeyboardInterrupt:
        say("interrupted: what is finished follows")
        code = INTERRUPTED
    told = {
        "machine": speed.machine(),
        "rows": [asdict(row) for row in rows],
        "read_bytes_per_s": read,
        "roofline_share": share,
    }
    if json:
        print_json(told)
    else:
        _show(told)
    return code


def _show(told: dict[str, Any]) -> None:
    here = told["machine"]
    typer.echo(
        f"{here['processor']}, {here['cores']} cores, {here['memory_bytes'] / 1e9:.0f} GB, load {here['load']:.1f}; "
        f"torch {here['torch']} with {here['threads']} threads"
    )
    for row in told["rows"]:
        value = f"{row['median']:.4g} {row['unit']}"
        typer.echo(
            f"{row['work']:<12}{row['prompt_tokens']:>5} tokens before  {value:>18}  {row['dtype']}, {row['runs']} runs"
        )
    if told["read_bytes_per_s"] is not None:
        typer.echo(f"memory gives {told['read_bytes_per_s'] / 1e9:.1f} GB/s")
    if told["roofline_share"] is not None:
        typer.echo(f"writing takes {told['roofline_share']:.0%} of it (weights × tokens/s)")
