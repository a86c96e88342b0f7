"""Options that mean the same in every subcommand, and options made from a parameter dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from gpt_studio.files.places import data_folder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import PRECISIONS, ModelKey
from gpt_studio.protocol.parameters import parameters_of

Model = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="A checkpoint file, its folder, a run's checkpoint, or `bundled`.",
        show_default=False,
    ),
]
Adapter = Annotated[
    list[str] | None,
    typer.Option("--adapter", metavar="DIR", help="A PEFT adapter for the model. Repeatable.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print exactly one JSON document on standard output.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of a refusal.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")]
Dtype = Annotated[str, typer.Option(help="How weights are held: auto, float32, bfloat16, int8 or int4.")]
Threads = Annotated[int | None, typer.Option(min=1, help="CPU threads that torch uses.")]
Context = Annotated[int | None, typer.Option(min=1, help="Most tokens at a time; default min(model, 4096).")]
Seed = Annotated[int, typer.Option(help="Seed of the draw.")]
DataDir = Annotated[
    Path | None, typer.Option(help="Where runs and settings live (also GPT_STUDIO_HOME).", show_default=False)
]
Text = Annotated[str | None, typer.Option("--text", help="The text.", show_default=False)]
TextFile = Annotated[
    str | None, typer.Option("--text-file", help="A UTF-8 file with the text; - is standard input.", show_default=False)
]
RawSpecial = Annotated[
    bool, typer.Option("--raw-special", help="Special tokens written in the text are special tokens.")
]


def model_key(
    model: str,
    dtype: str = "auto",
    device: str = "auto",
    context: int | None = None,
    adapters: Sequence[str] | None = None,
) -> ModelKey:
    """The key of a model as the options name it. Raises StudioError for a choice that does not exist."""
    for name, value, choices in (
        ("--dtype", dtype, PRECISIONS),
        ("--device", device, ("auto", "cpu", "cuda", "mps")),
    ):
        if value not in choices:
            raise StudioError("bad_parameter", f"{name} is not understood", expected=" or ".join(choices), found=value)
    return ModelKey(model, dtype, device, context, tuple(adapters or ()))


def use_data_dir(data_dir: Path | None) -> Path:
    """The data folder that the options name."""
    return data_folder(data_dir)


def options_from(
    kind: type[Any], *, omit: Collection[str] = (), **renamed: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that gives a command one option for each parameter of a dataclass.

    The command takes them as keyword arguments through `**values`; an option that was not given is None.
    `renamed` maps a field to the option's name, or names, where they differ; fields of `omit` get none.
    """
    hints = get_type_hints(kind)
    declared = {f.name for f in fields(kind)}

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function, eval_str=True)
        own = [p for p in signature.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
        made = [
            inspect.Parameter(
                info.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=Annotated[
                    hints[info.name] | None,
                    typer.Option(
                        *renamed.get(info.name, _option(info.name, hints[info.name])).split(),
                        help=info.help if info.default is None else f"{info.help} Default {info.default}.",
                        show_default=False,
                    ),
                ],
            )
            for info in parameters_of(kind)
            if info.name in declared and info.name not in omit
        ]
        function.__signature__ = signature.replace(parameters=[*own, *made])  # type: ignore[attr-defined]
        function.__annotations__ = {p.name: p.annotation for p in [*own, *made]}
        return function

    return decorate


def _option(name: str, kind: Any) -> str:
    """--some-name, and --no-some-name where it is a switch."""
    dashed = name.replace("_", "-")
    return f"--{dashed}/--no-{dashed}" if kind is bool else f"--{dashed}"
