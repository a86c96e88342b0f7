"""Steps of a query that take turns with a job."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TypeVar

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey

from .cancel import CancelToken
from .pool import Pool

Found = TypeVar("Found")


def in_turn(
    steps: Iterator[Found | None], key: ModelKey, pool: Pool, token: CancelToken
) -> Generator[None, None, Found | None]:
    """Yields where others may work; returns the first thing that is found, None where nothing is.

    A job between two steps may have set torch's threads for another model. Raises StudioError `cancelled`.
    """
    while not token.cancelled():
        pool.at_hand(key)
        try:
            found = next(steps)
        except StopIteration:
            return None
        if found is not None:
            return found
        yield None
    raise StudioError("cancelled", "the question was withdrawn")
