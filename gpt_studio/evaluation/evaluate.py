"""The items of a task put to a model, one after another; what is finished can be judged at any time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.loaded import LoadedModel
from gpt_studio.protocol.errors import StudioError

from .asking import Answered, Asker
from .task import Item, Task


def evaluate(loaded: LoadedModel, task: Task, items: Sequence[Item]) -> Iterator[Answered | None]:
    """Yields None at places to stop and an Answered for each item, in order. Raises StudioError naming the item."""
    asker = Asker(loaded, read_checkpoint(loaded.info.path), task)
    for number, item in enumerate(items, 1):
        try:
            yield from asker.ask(item)
        except StudioError as error:
            raise StudioError(
                error.code, f"item {number} of {task.name}: {error.message}", expected=error.expected,
                found=error.found, remedy=error.remedy,
            ) from error  # fmt: skip
