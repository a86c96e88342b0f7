"""`gpt-studio score`: log-probability of every token of a text, and its perplexity."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer

from gpt_studio.protocol.errors import StudioError

from .options import Adapter, Context, Debug, Device, Dtype, Json, Model, RawSpecial, Text, TextFile, Threads, model_key
from .output import print_json
from .texts import one_text


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("score")(score)


def score(
    model: Model,
    text: Text = None,
    text_file: TextFile = None,
    stride: Annotated[
        int | None, typer.Option(help="Tokens between two windows; default half the context.", show_default=False)
    ] = None,
    raw_special: RawSpecial = False,
    adapter: Adapter = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    threads: Threads = None,
    context: Context = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Score a text: what the model says of each of its tokens."""
    from gpt_studio.evaluation import scoring
    from gpt_studio.sampling.prompt import read_parts

    from .headless import load

    written = one_text(text, text_file)
    loaded = load(model_key(model, dtype, device, context, adapter), threads)
    prompt = read_parts((written,), loaded.tokenizer, raw_special=raw_special)
    prompt.check(None)
    steps = scoring.score(loaded.model, loaded.tokenizer, prompt.ids, loaded.context, stride=stride)
    found = next(s for s in steps if s is not None)
    records = prompt.records(loaded.tokenizer)
    counted_bytes = sum(len(r.bytes) for r, t in zip(records, found.tokens, strict=True) if t is not None)
    document: dict[str, Any] = {
        "tokens": len(records),
        "counted": found.counted,
        "nll_nats": found.nll_nats,
        "perplexity": found.perplexity,
        "bits_per_byte": found.nll_nats / (math.log(2) * counted_bytes) if counted_bytes else None,
        "stride": found.stride,
        "definition": found.definition,
        "per_token": [
            {
                "id": r.id,
                "text": r.text,
                "logprob": t.logprob if t else None,
                "rank": t.rank if t else None,
                "entropy": t.entropy if t else None,
            }
            for r, t in zip(records, found.tokens, strict=True)
        ],
    }
    if json:
        print_json(document)
        return
    if not found.counted:
        raise StudioError("too_short", "the text has nothing to score", expected="at least two tokens", found="one")
    for row in document["per_token"]:
        number = "        –" if row["logprob"] is None else f"{row['logprob']:9.4f}  rank {row['rank']}"
        typer.echo(f"{row['text']!r:>20} {number}")
    typer.echo(
        f"{found.counted} of {len(records)} tokens counted, {found.nll_nats:.4f} nats, "
        f"perplexity {document['perplexity']:.4f}, {document['bits_per_byte']:.4f} bits per byte"
    )
    typer.echo(found.definition)
