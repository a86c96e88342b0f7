"""A small skill to teach, made by the program itself: English dates written as ISO 8601 ones.

    "the fourth of July 1976"  →  "1976-07-04"

A date is held out or learnt from by a hash of itself: no count and no seed brings a date of the one part into the
other, in whatever words it is written.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from gpt_studio.files import durable
from gpt_studio.protocol.errors import StudioError

SKILLS = ("dates",)
MOST = 100_000  # examples
FIRST_YEAR, LAST_YEAR = 1600, 2099
ASKED = "Write the date {date} as YYYY-MM-DD. Answer with the date alone."
# One date of so many is held out.
_HELD_OUT = 10
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)  # fmt: skip
_WORDINGS = (
    "{day} {month} {year}",  # 4 July 1976
    "{month} {day}, {year}",  # July 4, 1976
    "{month} {nth}, {year}",  # July 4th, 1976
    "{nth} {month} {year}",  # 4th July 1976
    "the {nth} of {month} {year}",  # the 4th of July 1976
    "the {ordinal} of {month} {year}",  # the fourth of July 1976
    "{month} the {ordinal}, {year}",  # July the fourth, 1976
)


def examples(skill: str, count: int, seed: int, *, held_out: bool = False) -> list[tuple[str, str]]:
    """`count` pairs (question, answer), no date twice, a function of the seed. Raises StudioError."""
    if skill not in SKILLS:
        raise StudioError("bad_parameter", "the skill is not known", expected=", ".join(SKILLS), found=skill)
    if not 0 <= count <= (MOST // _HELD_OUT if held_out else MOST):
        raise StudioError("bad_parameter", "count is out of range", expected=f"0 to {MOST}", found=str(count))
    chance = random.Random(f"{skill} {'held out' if held_out else 'train'} {seed}")
    found: dict[date, str] = {}
    for day in _dates(chance):
        if is_held_out(day) == held_out and day not in found:
            found[day] = in_words(day, chance.choice(_WORDINGS))
        if len(found) == count:
            break
    return [(ASKED.format(date=words), day.isoformat()) for day, words in found.items()]


def is_held_out(day: date) -> bool:
    """Whether a date is never learnt from."""
    return int.from_bytes(hashlib.sha256(day.isoformat().encode()).digest()[:8]) % _HELD_OUT == 0


def in_words(day: date, wording: str) -> str:
    """A date in one of the English wordings."""
    return wording.format(
        day=day.day, nth=_nth(day.day), ordinal=_ORDINALS[day.day - 1], month=_MONTHS[day.month - 1], year=day.year
    )


def as_messages(question: str, answer: str) -> dict[str, Any]:
    """An example as a row of the format `messages`."""
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}


def write_sample(folder: Path, skill: str, count: int, held_out: int, seed: int) -> None:
    """train.jsonl, held-out.jsonl and a task.toml that asks for the latter, in a folder that is made for it.

    Raises StudioError where files of these names are there already or cannot be written.
    """
    task = _TASK.format(skill=skill)
    parts = {
        "train.jsonl": _lines(examples(skill, count, seed)),
        "held-out.jsonl": _lines(examples(skill, held_out, seed, held_out=True)),
        "task.toml": task,
    }
    there = [name for name in parts if (folder / name).exists()]
    if there:
        raise StudioError("exists", f"{folder} has such files already", expected="a new folder", found=", ".join(there))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in parts.items():
            durable.replace_text(folder / name, text)
    except OSError as error:
        raise StudioError("unwritable", f"{folder} cannot be written", found=error.strerror or str(error)) from error


_TASK = """\
name = "{skill}, held out"
data = "held-out.jsonl"
metrics = ["exact_match", "contains", "token_accuracy", "perplexity"]

[generation]
max_tokens = 32
"""


def _lines(pairs: list[tuple[str, str]]) -> str:
    return "".join(json.dumps(as_messages(*pair), ensure_ascii=False) + "\n" for pair in pairs)


def _dates(chance: random.Random) -> Iterator[date]:
    """Days of the Gregorian calendar, each as likely as any other."""
    first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
    while True:
        yield date.fromordinal(chance.randint(first, last))


def _nth(day: int) -> str:
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
