"""What a run writes line by line, metrics and samples, read as it grows. Never written here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from gpt_studio.protocol.runs import METRICS_FILE, SAMPLES_FILE, MetricsLine, VerbatimSpan

from .tails import LineTail


@dataclass(frozen=True)
class SampleLine:
    """A line of samples.jsonl: what the model wrote after `prompt` at a step, always with the same draws, and what of
    it stands in the training data."""

    step: int
    prompt: str
    text: str
    verbatim: tuple[VerbatimSpan, ...] = ()


Line = TypeVar("Line")


@dataclass(frozen=True)
class New(Generic[Line]):
    """Lines since the last read.

    `restarted`: forget all that came before; `damaged`: lines that are not what they should be; `more`: read
    again soon.
    """

    restarted: bool
    lines: tuple[Line, ...]
    damaged: int
    more: bool


class RecordTail(Generic[Line]):
    """A file of JSON lines as it grows; also when a resumed run cuts it and writes on."""

    def __init__(self, path: Path, kind: type[Line]) -> None:
        self._tail = LineTail(path)
        self._decoder = msgspec.json.Decoder(kind)

    def read(self) -> New[Line]:
        """The lines since the last call, at most about a megabyte of them. Never raises."""
        new = self._tail.read()
        lines: list[Line] = []
        for line in new.lines:
            try:
                lines.append(self._decoder.decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
        return New(new.restarted, tuple(lines), len(new.lines) - len(lines), new.more)


class MetricsTail(RecordTail[MetricsLine]):
    """metrics.jsonl of a run."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / METRICS_FILE, MetricsLine)


class SamplesTail(RecordTail[SampleLine]):
    """samples.jsonl of a run."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / SAMPLES_FILE, SampleLine)
