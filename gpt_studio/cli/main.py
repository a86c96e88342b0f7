"""`gpt-studio`: without a subcommand the window, with one headless. Exit codes: 0, 2, 3, 130 (CLI.md)."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer

from gpt_studio import __version__
from gpt_studio.protocol.errors import StudioError

from .options import Adapter, Context, DataDir, Debug, Device, Dtype, Threads
from .output import say

REFUSED, WRONG, INTERRUPTED = 3, 2, 130
# typer ≥ 0.26 brings a click of its own: its base class of wrong command lines is reached through typer.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[2]

# Modules of this package. One is imported when it is asked for: `info` does not wait for the others' libraries.
_SUBCOMMANDS = (
    "info", "tokenize", "generate", "score", "attention", "lens", "ablate", "train", "runs", "sample-data", "evaluate",
    "convert", "bench", "fetch",
)  # fmt: skip


def window(
    model: Annotated[str | None, typer.Argument(metavar="MODEL", show_default=False)] = None,
    smoke: Annotated[bool, typer.Option("--smoke", help="Open, generate five tokens, close.")] = False,
    data_dir: DataDir = None,
    adapter: Adapter = None,
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
    key = model_key(model or "bundled", dtype, device, context, adapter)
    raise SystemExit(run(key, smoke=smoke, data_dir=use_data_dir(data_dir), threads=threads))


def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command line and exit with its code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words == ["--version"]:
        typer.echo(__version__)
        raise SystemExit(0)
    if not words or words[0] not in {*_SUBCOMMANDS, "window", "--help"}:
        words = ["window", *words]
    raise SystemExit(_run(_program(_SUBCOMMANDS if words[0] == "--help" else words[:1]), words))


def _program(names: Iterable[str]) -> Any:
    """The window and the subcommands of these names as one command."""
    app = typer.Typer(
        name="gpt-studio",
        help="A window over language models that run on this machine; with a subcommand, the same without a window.",
        no_args_is_help=False,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.command()(window)
    app.callback()(_options)
    for name in names:
        if name in _SUBCOMMANDS:
            import_module(f".{name.replace('-', '_')}", __package__).register(app)
    return typer.main.get_command(app)


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
