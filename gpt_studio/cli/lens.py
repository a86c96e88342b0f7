"""`gpt-studio lens`: what the network would say behind every block, at every position."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from gpt_studio.protocol.looking import Lens
from gpt_studio.protocol.switches import NOTHING_OFF

from .options import Adapter, Context, Debug, Device, Dtype, Json, Model, RawSpecial, Text, TextFile, Threads, model_key
from .output import print_json
from .views import Dark, Out, View, check_out, parts_of, recalled, save_view, switched_off

if TYPE_CHECKING:
    from gpt_studio.gpt.tokenizers.base import Tokenizer
    from gpt_studio.inspection.lens import LensRows
    from gpt_studio.protocol.looking import LensReady
    from gpt_studio.ui.leaving.sidecar import SavedView
    from gpt_studio.ui.look_inside.lens.saved import SavedLens
    from gpt_studio.ui.look_inside.lens.saving import LensView

INTERRUPTED = 130
TOP = 5


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("lens")(lens)


def lens(
    model: Model,
    text: Text = None,
    text_file: TextFile = None,
    out: Out = None,
    view: View = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top", metavar="N", min=1, max=1000, help=f"Tokens told of each place; default {TOP}.", show_default=False
        ),
    ] = None,
    dark: Dark = False,
    raw_special: RawSpecial = False,
    adapter: Adapter = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    threads: Threads = None,
    context: Context = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """Logit lens: the tokens that each block's residual stream would predict, read out with the final norm and head.

    --view also takes the JSON of "Why this token": the same parts of the logit again.
    """
    import torch

    from gpt_studio.engine.lens_queries import lens_ready
    from gpt_studio.inspection.lens import LensReading
    from gpt_studio.sampling.prompt import read_parts
    from gpt_studio.ui.look_inside.lens.saved import SavedLens
    from gpt_studio.ui.look_inside.lens.saving import leaving

    from .headless import load

    check_out(out)
    saved, key = recalled(view, model_key(model, dtype, device, context, adapter), "lens", "attribution")
    parts = parts_of(saved, text, text_file)
    if saved is not None and saved.kind == "attribution":
        from .viewed import why_again

        return why_again(saved, key, threads, out, json=json)
    shown = None if saved is None else SavedLens.of(saved)
    loaded = load(key, threads)
    prompt = read_parts(parts, loaded.tokenizer, raw_special=raw_special)
    prompt.check(loaded.context)
    off = switched_off(loaded, saved.switches if saved else NOTHING_OFF, prompt.ids)
    first, count = shown.stretch if shown else (0, 0)
    followed = shown.followed if shown else None
    reading, interrupted = LensReading(
        loaded.model, torch.tensor(prompt.ids), top=top or (shown.top if shown else TOP), token=followed, first=first,
        count=count, switched=off,
    ), False  # fmt: skip
    try:
        for _ in reading:
            pass
    except KeyboardInterrupt:  # what was read out is told
        interrupted = True
    answer = lens_ready(Lens(0, key, parts, token=followed), reading.rows, prompt, loaded.tokenizer)
    tokens = [record.text for record in answer.records]
    document = _document(tokens, reading.rows, loaded.tokenizer) | ({"first": first} if shown else {})
    if reading.done and out is not None:
        document |= save_view(
            leaving(_view(answer, saved, shown)), out, dark=dark or bool(shown and shown.dark), saved=saved
        )
    if json:
        print_json(document)
    else:
        _tell(document, first, reading.done)
    return INTERRUPTED if interrupted else 0


def _view(answer: LensReady, saved: SavedView | None, shown: SavedLens | None) -> LensView:
    """What `--out` saves: what a saved view showed, or every position, with the last one in question."""
    from gpt_studio.ui.look_inside.lens.saving import LensView
    from gpt_studio.ui.look_inside.lens.table import MEASURES, LensTable

    table = LensTable(answer)
    name = Path(answer.key.path).name or answer.key.path
    if saved is None or shown is None:
        return LensView(table, MEASURES[0], name, answer.key.path, table.rows - 1, len(table) - 1)
    asked = np.zeros(len(table), bool)
    asked[list(shown.positions)] = True
    table.known &= asked
    return LensView(
        table, shown.measure, name, answer.key.path, shown.row, shown.position, saved.switches, saved.seed
    )  # fmt: skip


def _document(tokens: list[str], found: LensRows, tokenizer: Tokenizer) -> dict[str, Any]:
    layers = [_layer(depth - 1, found, tokenizer) for depth in range(len(found.ids))]
    checks = [{"name": c.name, "error": c.error, "bound": c.bound, "holds": c.holds} for c in found.checks]
    return {"tokens": tokens, "embedding": layers[0], "layers": layers[1:], "checks": checks}


def _layer(layer: int, found: LensRows, tokenizer: Tokenizer) -> dict[str, Any]:
    """What is said behind block `layer` (−1: the embedding), position by position."""
    from gpt_studio.sampling.statistics import token_text

    depth = layer + 1
    return {
        "layer": layer,
        "top": [
            [
                {"id": token, "text": token_text(tokenizer, token), "probability": probability}
                for token, probability in zip(ids, shares, strict=True)
            ]
            for ids, shares in zip(found.ids[depth].tolist(), found.probability[depth].tolist(), strict=True)
        ],
        "entropy": found.entropy[depth].tolist(),
        "norm": found.norm[depth].tolist(),
    }


def _tell(document: dict[str, Any], first: int, done: int) -> None:
    """For people: a block for each token, a line for each layer."""
    for position, token in enumerate(document["tokens"][first : first + done]):
        typer.echo(f"{first + position} {token!r}")
        for layer in (document["embedding"], *document["layers"]):
            name = "embedding" if layer["layer"] < 0 else f"layer {layer['layer']}"
            said = "  ".join(f"{one['text']!r} {100 * one['probability']:.1f} %" for one in layer["top"][position])
            typer.echo(f"  {name:>10}  {said}")
    for check in document["checks"]:
        typer.echo(f"last layer = the model's own output: largest difference {check['error']:.1e}")
