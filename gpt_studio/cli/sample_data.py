"""`gpt-studio sample-data`: examples of a small skill, made here, so that a first run needs no file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gpt_studio.training.datasets.sample_skill import MOST, SKILLS, write_sample

from .options import Debug, Json
from .output import print_json, say

Skill = Annotated[str, typer.Argument(metavar="SKILL", help=" | ".join(SKILLS), show_default=False)]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="A folder that is made.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("sample-data")(sample_data)


def sample_data(
    skill: Skill,
    out: Out,
    count: Annotated[int, typer.Option(min=1, max=MOST, help="Examples to learn from.")] = 500,
    held_out: Annotated[int, typer.Option(min=1, max=MOST // 10, help="Examples that are never learnt from.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Other examples with another seed.")] = 0,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Write train.jsonl, held-out.jsonl and a task.toml for `evaluate`."""
    _ = debug
    folder = out.expanduser().absolute()
    write_sample(folder, skill, count, held_out, seed)
    if json:
        print_json({"out": str(folder), "skill": skill, "train": count, "held_out": held_out, "seed": seed})
    else:
        say(f"{folder}: {count} examples in train.jsonl, {held_out} others in held-out.jsonl, asked for by task.toml")
