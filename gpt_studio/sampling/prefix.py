"""The KV cache that a run leaves behind, so that the next run reads only what changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from gpt_studio.gpt.cache import KVCache


@dataclass
class Prefix:
    """The ids whose keys and values `cache` holds (one sequence)."""

    ids: list[int] = field(default_factory=list[int])
    cache: KVCache | None = None

    def take(self, ids: list[int]) -> tuple[KVCache | None, int]:
        """(a cache that holds the longest common beginning, its length); at least one id is left to read."""
        cache, self.cache = self.cache, None
        if cache is None:
            return None, 0
        shared = min(_shared(self.ids, ids), cache.length, len(ids) - 1)
        cache.cut(shared)
        return cache, shared

    def keep(self, ids: list[int], cache: KVCache) -> None:
        """Remember a cache of one sequence that holds (at least) the first `cache.length` of `ids`."""
        self.ids, self.cache = ids[: cache.length], cache


def _shared(a: list[int], b: list[int]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
