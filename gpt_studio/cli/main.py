"""`gpt-studio`: without a subcommand the window, with one headless. Exit codes: 0, 2, 3, 130 (CLI.md)."""

from __future__ import annotations

import signal
import sys
import traceback
from typing import Annotated, Any, NoReturn

import typer

from gpt_studio import __version__
from gpt_studio.protocol.errors import StudioError

from . import attention, generate, info, runs, score, tokenize, train
from .options import Context, DataDir, Debug, Device, Dtype, Threads
from .output import say

REFUSED, WRONG, INTERRUPTED = 3, 2, 130
# typer ≥ 0.26 brings a click of its own: its base class of wrong command lines is reached through typer.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="gpt-studio",
    help="A window over language models that run on this machine; with a subcommand, the same without a window.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (info, tokenize, generate, score, attention, train, runs):
    part.register(app)


@app.command()
def window(
    model: Annotated[str | None, typer.Argument(metavar="MODEL", show_default=False)] = None,
    smoke: Annotated[bool, typer.Option("--smoke", help="Open, generate five tokens, close.")] = False,
    data_dir: DataDir = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    threads: Threads = None,
    context: Context = None,
    debug: Debug = False,
) -> None:
    """Open the window (this is what happens without a subcommand)."""
    from gpt_studio.app import run

    from .options import model_key, use_data_dir

    _ = debug
    key = model_key(model or "bundled", dtype, device, context)
    raise SystemExit(run(key, smoke=smoke, data_dir=use_data_dir(data_dir), threads=threads))


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command line and exit with its code."""
    words = sys.argv[1:] if arguments is None else arguments
    command = typer.main.get_command(app)
    known: set[str] = set(getattr(command, "commands", {}))
    if words == ["--version"]:
        typer.echo(__version__)
        raise SystemExit(0)
    if not words or words[0] not in known | {"--help"}:
        words = ["window", *words]
    raise SystemExit(_run(command, words))


def _run(command: Any, words: list[str]) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = command.main(args=words, prog_name="gpt-studio", standalone_mode=False)
    except StudioError as error:
        if "--debug" in words:
            traceback.print_exc()
        say(error.one_line())
        return WRONG if error.code == "bad_parameter" else REFUSED
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except _USAGE_ERROR as error:
        say(getattr(error, "format_message", error.__str__)() + f" (gpt-studio {words[0]} --help says what there is)")
        return WRONG
    return code if isinstance(code, int) else 0
