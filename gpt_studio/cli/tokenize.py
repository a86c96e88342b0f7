"""`gpt-studio tokenize`: a text as the checkpoint's own tokenizer cuts it."""

from __future__ import annotations

from typing import Any

import typer

from gpt_studio.gpt.loaded import load_tokenizer_of
from gpt_studio.gpt.tokenizers.spans import token_spans

from .options import Adapter, Debug, Json, Model, RawSpecial, Text, TextFile
from .output import print_json
from .texts import one_text


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("tokenize")(tokenize)


def tokenize(
    model: Model,
    text: Text = None,
    text_file: TextFile = None,
    adapter: Adapter = None,
    raw_special: RawSpecial = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Show a text's tokens with ids, bytes and the characters that they span, and what the tokenizer puts around."""
    written = one_text(text, text_file)
    tokenizer = load_tokenizer_of(model, tuple(adapter or ()))
    before, behind = tokenizer.prefix(), tokenizer.suffix()
    ids = tokenizer.encode(written, raw_special=raw_special)
    end = len(written)
    spans = [(0, 0)] * len(before) + token_spans(written, tokenizer, ids) + [(end, end)] * len(behind)
    ids = [*before, *ids, *behind]
    rows: list[dict[str, Any]] = [
        {
            "id": token,
            "text": written[start:end],
            "bytes_hex": tokenizer.token_bytes(token).hex(),
            "start": start,
            "end": end,
        }
        for token, (start, end) in zip(ids, spans, strict=True)
    ]
    if json:
        print_json({"ids": ids, "tokens": rows})
    else:
        for row in rows:
            typer.echo(f"{row['id']:>7}  {row['start']:>6}–{row['end']:<6} {row['text']!r}")
