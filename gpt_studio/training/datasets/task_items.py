"""The items of a task file, from its rows: templates filled, or rows read as training reads them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from gpt_studio.evaluation.task import CHOICES, OUTPUT, Item, Sample, Task
from gpt_studio.protocol.chat import ChatMessage
from gpt_studio.protocol.errors import StudioError

from .formats import BadRow, Pair, Talk, Text, content_of, recognise
from .rows import BadLine, Row, read_rows
from .sample_skill import as_messages, examples


def read_items(task: Task, limit: int | None = None) -> list[Item]:
    """The first `limit` items of a task (all without). Raises StudioError naming the line of a row that is none."""
    found: list[Item] = []
    for place, row in itertools.islice(_rows(task), limit):
        try:
            found.append(_item(task, row))
        except BadRow as error:
            raise StudioError("bad_data", f"{place} holds no item of {task.name}", found=str(error)) from error
    if not found:
        raise StudioError("bad_data", f"{task.name} has no items", expected="at least one", found="none")
    return found


def _rows(task: Task) -> Iterator[tuple[str, Row]]:
    """Each row with the name of its place."""
    if task.sample is not None:
        yield from _named("example", _sample(task.sample))
    elif task.data is None:
        yield from _named("item", task.items)
    else:
        path = Path(task.data)
        for one in read_rows(path):
            place = f"{path.name}, line {one.line},"
            if isinstance(one, BadLine):
                raise StudioError("bad_data", f"{place} holds no row", found=one.reason)
            yield place, one.row


def _named(what: str, rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    return ((f"{what} {number}", row) for number, row in enumerate(rows, 1))


def _sample(sample: Sample) -> Iterator[Row]:
    return (as_messages(*pair) for pair in examples(sample.skill, sample.count, sample.seed, held_out=True))


def _item(task: Task, row: Row) -> Item:
    if task.prompt is None and task.chat is None:
        return _as_trained(task, row)
    if task.prompt is not None:
        asked = _filled(task.prompt, row)
    else:
        system = (ChatMessage("system", _filled(task.system, row)),) if task.system else ()
        asked = (*system, ChatMessage("user", _filled(task.chat or "", row)))
    if not asked:
        raise BadRow("an empty prompt")
    if not task.needs(CHOICES):
        return Item(asked, _text(row, task.reference or ""))
    choices = _choices(task, row)
    answer = _answer(row, task.answer or "", choices)
    return Item(asked, _text(row, task.reference) if task.reference else choices[answer], choices, answer)


def _as_trained(task: Task, row: Row) -> Item:
    """A row of a format that training knows; of a conversation the assistant's last turn is expected."""
    form = recognise(row)
    if form is None:
        raise BadRow(f"columns of no known format: {', '.join(row) or 'none'}; give a prompt or chat template")
    match content_of(row, form, {}):
        case Text(text) if not task.needs(OUTPUT):
            return Item("", text)
        case Text():
            raise BadRow("a text without a prompt, where the metrics judge what the model writes")
        case Pair(prompt, completion) if prompt:
            return Item(prompt, completion)
        case Pair():
            raise BadRow("prompt is empty")
        case Talk(messages):
            last = max(i for i, message in enumerate(messages) if message.role == "assistant")
            if not last:
                raise BadRow("nothing is asked before the answer")
            return Item(messages[:last], messages[last].content)


def _filled(template: str, row: Row) -> str:
    """`{column}` replaced by the row's text, `{{` and `}}` by single ones; nothing else is understood."""

    def value(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        return _text(row, found[1])

    return re.sub(r"\{\{|\}\}|\{([^{}]+)\}", value, template)


def _text(row: Row, column: str) -> str:
    if column not in row:
        raise BadRow(f"no column {column!r}, there are: {', '.join(row) or 'none'}")
    value = row[column]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadRow(f"column {column!r} is no text and no number")
    return str(value)


def _choices(task: Task, row: Row) -> tuple[str, ...]:
    if isinstance(task.choices, tuple):
        found = tuple(_filled(choice, row) for choice in task.choices)
    else:
        value: Any = row.get(task.choices or "")
        listed = cast("list[object]", value) if isinstance(value, list) else []
        found = tuple(one for one in listed if isinstance(one, str))
        if len(found) != len(listed):
            raise BadRow(f"column {task.choices!r} is no list of texts")
    if len(found) < 2 or not all(found):
        raise BadRow("fewer than two choices, or an empty one")
    return found


def _answer(row: Row, column: str, choices: tuple[str, ...]) -> int:
    """The right choice by its number from 0, or by its text."""
    value = row.get(column)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(choices):
        return value
    text = _text(row, column)
    if text in choices:
        return choices.index(text)
    if text.isascii() and text.isdigit() and int(text) < len(choices):  # a number in a CSV file
        return int(text)
    raise BadRow(f"column {column!r} names no choice: {text!r}")
