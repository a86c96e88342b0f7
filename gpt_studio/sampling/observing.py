"""Who looks at the forwards of a generation, or changes them: the loop asks before and tells after each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from gpt_studio.gpt.blocks import Watch
from gpt_studio.gpt.cache import KVCache
from gpt_studio.protocol.events import Event

from .prefix import PLAIN, Altered


class Observer(Protocol):
    """Of one generation. `altered` says what its watches put in other places, so that no KV cache is mixed up."""

    @property
    def altered(self) -> Altered: ...

    def watch(self, cache: KVCache, start: int) -> Watch | None:
        """The watch of the next forward, None for none; the first position of `cache` is `start` of the text."""
        ...

    def seen(self, cache: KVCache, members: Sequence[int]) -> Iterable[Event]:
        """The forward is done and in the cache; rows of the batch are these members, one row stands for all of them."""
        ...


class Unobserved:
    """Nobody looks: no watch, no events."""

    altered = PLAIN

    def watch(self, cache: KVCache, start: int) -> None:
        """Never a watch."""

    def seen(self, cache: KVCache, members: Sequence[int]) -> Iterable[Event]:
        return ()
