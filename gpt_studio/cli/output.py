"""What goes to standard output: one JSON document, without NaN or Infinity."""

from __future__ import annotations

import json
import math
import sys
import unicodedata
from typing import Any


def print_json(document: Any) -> None:
    """Print one JSON document; numbers that are not finite become null."""
    sys.stdout.write(json.dumps(finite(document), ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def finite(value: Any) -> Any:
    """The same document with None in the place of NaN and infinities."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value


def say(line: str) -> None:
    """A line for people on standard error; what a file's name may hold of control characters does not reach them."""
    sys.stderr.write("".join(c if c.isspace() or unicodedata.category(c)[0] != "C" else "\ufffd" for c in line) + "\n")
    sys.stderr.flush()
