"""metrics.jsonl and samples.jsonl: a JSON object a line, appended and flushed, cut to a step at resume."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from gpt_studio.files import durable
from gpt_studio.protocol.runs import MetricsLine


def metrics_text(line: MetricsLine) -> str:
    """The line as JSON, without a newline; a number that is not finite is null."""
    values = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in asdict(line).items()
    }
    return json.dumps(values, allow_nan=False)


def append_line(path: Path, text: str, *, sync: bool = False) -> None:
    """Add one line, whole or not at all: what a full disk cut short is taken back. Raises OSError."""
    with path.open("ab") as f:
        before = f.tell()
        try:
            f.write(text.encode("utf-8") + b"\n")
            f.flush()
            if sync:
                os.fsync(f.fileno())
        except OSError:
            os.ftruncate(f.fileno(), before)
            raise


def cut_lines(path: Path, step: int) -> None:
    """Keep the lines up to and with `step`; lines that a crash left unfinished go."""
    if not path.exists():
        return
    kept = [line for line in path.read_bytes().splitlines(keepends=True) if _step_of(line) <= step]
    durable.replace_bytes(path, b"".join(kept))


def _step_of(line: bytes) -> float:
    try:
        value = json.loads(line)
    except ValueError:
        return math.inf
    step = cast("dict[str, Any]", value).get("step") if isinstance(value, dict) else None
    return step if isinstance(step, int) and line.endswith(b"\n") else math.inf
