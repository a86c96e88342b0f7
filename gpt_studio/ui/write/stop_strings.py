"""Stop strings in one line: separated by bars, with \\n, \\t, \\| and \\\\ as on the command line."""

from __future__ import annotations

import re

_MEANS = {"n": "\n", "t": "\t", "|": "|", "\\": "\\"}
_PIECE = re.compile(r"\\(.)|([^\\|]+)|(\|)|(\\)", re.DOTALL)


def read_stop_strings(line: str) -> tuple[str, ...]:
    """The strings of a line; empty ones are left out, blanks around a string are not part of it."""
    found, text = list[str](), ""
    for escaped, plain, bar, lone in _PIECE.findall(line.strip()):
        if bar:
            found.append(text)
            text = ""
        else:
            text += _MEANS.get(escaped, f"\\{escaped}") if escaped else str(plain or lone)
    found.append(text)
    return tuple(string for string in (s.strip(" ") for s in found) if string)


def write_stop_strings(strings: tuple[str, ...]) -> str:
    """The line that `read_stop_strings` reads back."""
    return " | ".join(
        s.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n").replace("\t", "\\t") for s in strings
    )
