"""The KV cache that a run leaves behind, so that the next run reads only what changed."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from gpt_studio.gpt.cache import KVCache


@dataclass(frozen=True)
class Altered:
    """How positions from `since` on were read otherwise than by the plain network; `how` None: they were not."""

    how: Hashable = None
    since: int = 0

    def alike(self, other: Altered, length: int) -> int:
        """How many of the first `length` positions both read in the same way."""
        if self == other:
            return length
        return min(length, *(one.since for one in (self, other) if one.how is not None))


PLAIN = Altered()


@dataclass
class Prefix:
    """The ids whose keys and values `cache` holds (one sequence), and how they were read."""

    ids: list[int] = field(default_factory=list[int])
    cache: KVCache | None = None
    altered: Altered = PLAIN

    def take(self, ids: list[int], altered: Altered = PLAIN) -> tuple[KVCache | None, int]:
        """(a cache that holds the longest common beginning, its length); at least one id is left to read."""
        cache, self.cache = self.cache, None
        if cache is None:
            return None, 0
        shared = min(_shared(self.ids, ids), cache.length, len(ids) - 1)
        shared = self.altered.alike(altered, shared)
        cache.cut(shared)
        return cache, shared

    def keep(self, ids: list[int], cache: KVCache, altered: Altered = PLAIN) -> None:
        """Remember a cache of one sequence that holds (at least) the first `cache.length` of `ids`."""
        self.ids, self.cache, self.altered = ids[: cache.length], cache, altered


def _shared(a: list[int], b: list[int]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
