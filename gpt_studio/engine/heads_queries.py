"""The query about all heads over a text file: line by line, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gpt_studio.files.bounded import TooLarge
from gpt_studio.files.text_lines import NoText, TextLines, read_lines
from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.inspection.over_file import OverTexts, heads_over
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.heads_over import MOST_LINES, HeadsFound, HeadsOver
from gpt_studio.sampling.prompt import read_parts

from .looks import Line, span_of
from .pool import Pool

Steps = Iterator[ev.Event | None]
LONGEST = 512  # tokens of a line that are looked at


@dataclass(frozen=True)
class _Begun:
    """A file as it is read: its lines, how many of them are cut, at how many tokens, and whether it goes on."""

    lines: list[Line]
    cut: int
    longest: int
    more: bool


def heads_over_steps(command: HeadsOver, pool: Pool) -> Steps:
    """Between two layers of a line the engine may go on with a job, or stop this. Progress after each line."""
    loaded = pool.at_hand(command.key).loaded
    read = _read(command)
    longest, cut = min(LONGEST, loaded.context), 0
    lines: list[Line] = []
    for number, text in read.lines:
        line = _line(number, text, loaded.tokenizer)
        cut += len(line.ids) > longest
        lines.append(replace(line, ids=line.ids[:longest]))
        yield None
    begun = _Begun(lines, cut, longest, read.more)
    done = -1
    for found in heads_over(loaded.model, [line.ids for line in lines]):
        if isinstance(found, OverTexts):
            yield _answer(command, begun, found, loaded.tokenizer)
        elif found > done:
            done = found
            yield ev.Progress(command.job, "lines", done, len(lines), "lines")
        else:
            yield None


def _read(command: HeadsOver) -> TextLines:
    """The lines of the file. Raises StudioError naming the file and the line."""
    if not 1 <= command.limit <= MOST_LINES:
        raise StudioError("bad_parameter", "limit", expected=f"1 to {MOST_LINES} lines", found=str(command.limit))
    try:
        found = read_lines(Path(command.path).expanduser(), command.limit)
    except FileNotFoundError as error:
        raise StudioError("absent", f"{command.path} does not exist", expected="a text file") from error
    except NoText as error:
        raise StudioError("unsupported", f"{command.path} is no text: {error}", expected="UTF-8") from error
    except TooLarge as error:
        raise StudioError("too_large", f"{command.path}: {error}", remedy="Break it into shorter lines") from error
    except OSError as error:
        raise StudioError("absent", f"{command.path} cannot be read", found=error.strerror or str(error)) from error
    if not found.lines:
        raise StudioError("empty", f"{command.path} holds no text", expected="lines of text")
    return found


def _line(number: int, text: str, tokenizer: Tokenizer) -> Line:
    try:
        prompt = read_parts((text,), tokenizer)
        prompt.check(None)
    except StudioError as error:
        raise StudioError(
            error.code, f"line {number}: {error.message}", expected=error.expected, found=error.found,
            remedy=error.remedy,
        ) from error  # fmt: skip
    return Line(number, text, prompt.ids, prompt.added)


def _answer(command: HeadsOver, begun: _Begun, found: OverTexts, tokenizer: Tokenizer) -> HeadsFound:
    return HeadsFound(
        job=command.job,
        key=command.key,
        path=command.path,
        lines=len(begun.lines),
        tokens=sum(len(line.ids) for line in begun.lines),
        cut=begun.cut,
        longest=begun.longest,
        more=begun.more,
        counts=found.counts,
        mean=found.mean,
        deviation=found.deviation,
        quartiles=found.quartiles,
        spans=tuple(
            tuple(tuple(span_of(begun.lines[look.text], look, tokenizer) for look in head) for head in layer)
            for layer in found.looks
        ),
    )
