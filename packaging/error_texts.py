"""The English texts of errors below the window, from the code into gpt_studio/ui/errors/templates.py.

Nothing below the window knows of languages: an error is raised with English texts. This program reads the code and
writes a table of them all, each `{value}` of an f-string as a numbered hole, so that the window can say them in its own
language. `make translations` runs it first; with `--check` it changes nothing and fails where the table is not what the
code says.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from code_trees import Module
from text_reader import NESTED, OPAQUE, Reader

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "gpt_studio" / "ui" / "errors" / "templates.py"
CONTEXT = "Errors"

# Rooms whose errors the window never shows: the command line, but for what a training process that it starts says.
UNSEEN = ("cli/", "__main__.py", "app.py")
SEEN = ("cli/train.py", "cli/options.py")
# What the system and Python say, in English whatever the language: they stand inside our texts.
FOREIGN = (
    "No such file or directory", "Permission denied", "Is a directory", "Not a directory", "File exists",
    "No space left on device", "Read-only file system", "Too many open files", "Input/output error",
    "File name too long", "Directory not empty", "Disk quota exceeded", "Cannot allocate memory",
    "Operation not permitted", "Connection refused", "Connection reset by peer", "Network is unreachable",
    "Name or service not known", "Temporary failure in name resolution", "Broken pipe", "File too large",
    "Expecting value", "Expecting ',' delimiter", "Expecting ':' delimiter", "Extra data",
    "Invalid control character at",
    "Expecting property name enclosed in double quotes",
    "Unterminated string starting at", "Invalid \\escape",
    "Illegal trailing comma before end of object", "Illegal trailing comma before end of array",
    "\1: line \0 column \0 (char \0)", "'utf-8' codec can't decode byte 0x\0 in position \0: \1",
    "invalid start byte", "invalid continuation byte", "unexpected end of data",
    "[Errno \0] \1", "[Errno \0] \1: \0", "\1 or \1", "\1 and \0 more", "no \1 and \0 more", "no \1",
)  # fmt: skip


def numbered(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with holes %1, %2, … and the numbers of those that can be texts of errors themselves."""
    holes = [each for each in text if each in (OPAQUE, NESTED)]
    numbers = itertools.count(1)
    said = re.sub(f"[{OPAQUE}{NESTED}]", lambda _: f"%{next(numbers)}", text)
    return said, tuple(number for number, each in enumerate(holes, 1) if each == NESTED)


def table(found: Iterable[str]) -> str:
    """The module's text. A template that one place knows better has the holes of that place."""
    rows: dict[str, set[int]] = defaultdict(set)
    for text in found:
        said, nested = numbered(text)
        rows[said].update(nested)
    lines = [
        f"    (QT_TRANSLATE_NOOP({json.dumps(CONTEXT)}, {json.dumps(text, ensure_ascii=False)}), "
        f"{tuple(sorted(rows[text]))}),"
        for text in sorted(rows)
    ]
    return HEAD + "\n".join(lines) + "\n)\n"


HEAD = '''"""Every text of an error below the window. Made by packaging/error_texts.py; not written by hand.

Each with the numbers of the holes that can be such texts themselves.
"""

# ruff: noqa: E501
# fmt: off

from __future__ import annotations


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for lupdate."""
    return text


TEMPLATES: tuple[tuple[str, tuple[int, ...]], ...] = (
'''


def made() -> str:
    """The table as the code says it."""
    modules: list[Module] = []
    for path in sorted((ROOT / "gpt_studio").rglob("*.py")):
        name, text = path.relative_to(ROOT / "gpt_studio").as_posix(), path.read_text(encoding="utf-8")
        if name in SEEN or not name.startswith(UNSEEN if "StudioError(" in text else (*UNSEEN, "ui/")):
            modules.append(Module.read(name, text))
    return table({*FOREIGN, *Reader(modules).read()})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, fail where the table is another")
    check, text = parser.parse_args().check, made()
    if check and (not TABLE.exists() or TABLE.read_text(encoding="utf-8") != text):
        print("templates.py is not what the code says: run make translations")
        return 1
    if not check:
        TABLE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
