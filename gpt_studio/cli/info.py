"""`gpt-studio info`: the card of a checkpoint, from its header alone. Imports no torch."""

from __future__ import annotations

import typer

from gpt_studio.gpt.checkpoints.describe import describe
from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.models import ModelInfo

from .options import Adapter, Context, Debug, Json, Model
from .output import print_json


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("info")(info)


def info(
    model: Model, adapter: Adapter = None, context: Context = None, json: Json = False, debug: Debug = False
) -> None:
    """Describe a checkpoint from its header; no weights are read."""
    found = describe(model, context, adapters=tuple(adapter or ()))
    if json:
        print_json(found.as_json())
    else:
        _show(found)


def _show(found: ModelInfo) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    memory = found.memory_estimate_bytes
    rows = {
        "model": shown(found.path, 4096),
        "format, family": f"{found.format}, {found.family}",
        "parameters": f"{found.parameters:,}",
        "network": f"{found.layers} layers, {found.heads} heads of {found.head_dim}, width {found.width}",
        "context": f"{found.context:,} tokens",
        "vocabulary": f"{found.vocab:,} rows; tokenizer {found.tokenizer.kind}, {found.tokenizer.size:,} tokens",
        "precision": found.dtype + (f", {found.quantisation}" if found.quantisation else ""),
        "head": "tied to the embedding" if found.tied_embeddings else "of its own",
        "file": _bytes(found.file_bytes),
        "memory": f"{_bytes(memory.weights)} weights + {_bytes(memory.kv_cache)} KV cache, peak {_bytes(memory.peak)}",
    }
    for name, value in rows.items():
        table.add_row(name, value)
    if found.sampling_defaults:
        suggested = ", ".join(f"{name} {value:g}" for name, value in found.sampling_defaults.items())
        table.add_row("suggested", f"{suggested} (not applied by itself)")
    for warning in found.warnings:
        table.add_row("note", warning)
    Console(highlight=False, markup=False, emoji=False).print(table)


def _bytes(count: int) -> str:
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return ""
