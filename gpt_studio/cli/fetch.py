"""`gpt-studio fetch`: the door of the process in which the window fetches models. It connects to the network."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Put `fetch` on the command line, out of sight: the window starts it."""
    app.command(hidden=True)(fetch)


def fetch(folder: Annotated[str, typer.Argument(metavar="FOLDER", show_default=False)]) -> None:
    """Fetch models into FOLDER. Connects to the network as the request on standard input says."""
    from gpt_studio.fetch.__main__ import run

    run(folder)
