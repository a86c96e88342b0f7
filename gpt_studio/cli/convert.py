"""`gpt-studio convert`: a model written in a format that others read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gpt_studio.protocol.models import EXPORT_FORMATS, ExportResult

from .options import Adapter, Debug, Json, Model
from .output import print_json, say

INTERRUPTED = 130
Out = Annotated[str, typer.Argument(metavar="OUT", help="The file or folder that is written.", show_default=False)]
To = Annotated[str, typer.Option("--to", help=" | ".join(EXPORT_FORMATS), show_default=False)]
Dtype = Annotated[
    str,
    typer.Option(
        help="float32, float16 or bfloat16; for gguf also Q8_0, Q4_1 or Q4_0. auto: the type that the numbers have.",
    ),
]
Merge = Annotated[bool, typer.Option("--merge", help="Add the adapters to the weights.")]
Force = Annotated[bool, typer.Option("--force", help="Allow what loses information, and write over OUT.")]


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("convert")(convert)


def convert(
    model: Model,
    out: Out,
    to: To,
    dtype: Dtype = "auto",
    adapter: Adapter = None,
    merge: Merge = False,
    force: Force = False,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """Write a model as a Hugging Face folder, a safetensors file, a GGUF file or nanoGPT's ckpt.pt."""
    from gpt_studio.gpt.export import export_model

    code = 0
    try:
        result = export_model(model, out, to, dtype=dtype, adapters=tuple(adapter or ()), merge=merge, force=force)
    except KeyboardInterrupt:
        say("interrupted; nothing was written")
        result, code = ExportResult(str(Path(out).expanduser().absolute()), to, 0, lossless=False), INTERRUPTED
    if json:
        print_json(result.as_json())
    elif not code:
        kept = "every number as it was" if result.lossless else "some information is lost"
        typer.echo(f"{result.out}: {result.format}, {result.bytes:,} bytes, {kept}")
    return code
