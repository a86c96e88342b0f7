"""`gpt-studio lens`: what the network would say behind every block, at every position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Adapter, Context, Debug, Device, Dtype, Json, Model, RawSpecial, Text, TextFile, Threads, model_key
from .output import print_json
from .texts import one_text

if TYPE_CHECKING:
    from gpt_studio.gpt.tokenizers.base import Tokenizer
    from gpt_studio.inspection.lens import LensRows

INTERRUPTED = 130


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("lens")(lens)


def lens(
    model: Model,
    text: Text = None,
    text_file: TextFile = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, max=1000, help="Tokens told of each place.")] = 5,
    raw_special: RawSpecial = False,
    adapter: Adapter = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    threads: Threads = None,
    context: Context = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Logit lens: the tokens that each block's residual stream would predict, read out with the final norm and head."""
    import torch

    from gpt_studio.inspection.lens import LensReading
    from gpt_studio.sampling.prompt import read_parts

    from .headless import load

    written = one_text(text, text_file)
    loaded = load(model_key(model, dtype, device, context, adapter), threads)
    prompt = read_parts((written,), loaded.tokenizer, raw_special=raw_special)
    prompt.check(loaded.context)
    reading, interrupted = LensReading(loaded.model, torch.tensor(prompt.ids), top=top), False
    try:
        for _ in reading:
            pass
    except KeyboardInterrupt:  # what was read out is told
        interrupted = True
    tokens = [record.text for record in prompt.records(loaded.tokenizer)]
    document = _document(tokens, reading.rows, loaded.tokenizer)
    if json:
        print_json(document)
    else:
        _tell(document, reading.done)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


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


def _tell(document: dict[str, Any], done: int) -> None:
    """For people: a block for each token, a line for each layer."""
    for position, token in enumerate(document["tokens"][:done]):
        typer.echo(f"{position} {token!r}")
        for layer in (document["embedding"], *document["layers"]):
            name = "embedding" if layer["layer"] < 0 else f"layer {layer['layer']}"
            said = "  ".join(f"{one['text']!r} {100 * one['probability']:.1f} %" for one in layer["top"][position])
            typer.echo(f"  {name:>10}  {said}")
    for check in document["checks"]:
        typer.echo(f"last layer = the model's own output: largest difference {check['error']:.1e}")
