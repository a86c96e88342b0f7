"""The loaded models, by key, each with the KV cache that its last run left behind. Bounded in bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gpt_studio.gpt.loaded import LoadedModel
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey
from gpt_studio.sampling.prefix import Prefix
from gpt_studio.sampling.tuning import Tuning

from .kept_logits import KeptLogits
from .memory import give_back
from .threads import use_threads_for

if TYPE_CHECKING:
    from gpt_studio.inspection.means import Means

    from .live import Live


@dataclass
class Resident:
    """A loaded model and what its last generation left; means of reference files by path, time and size."""

    loaded: LoadedModel
    prefix: Prefix = field(default_factory=Prefix)
    means: dict[tuple[str, int, int], Means] = field(default_factory=dict[tuple[str, int, int], "Means"])


class Pool:
    """Models in the order of their last use; the least recently used leave when `limit_bytes` is exceeded.

    `threads` is the number of threads that was asked for, None for the rule of `use_threads_for`. `kept` are the
    logits of drawn tokens, `tunings` the samplers of the generations that run, by job, `lives` what is seen of them.
    """

    def __init__(self, limit_bytes: int, threads: int | None = None) -> None:
        self._limit = limit_bytes
        self.threads = threads
        self.kept = KeptLogits()
        self.tunings: dict[int, Tuning] = {}
        self.lives: dict[int, Live] = {}
        self._models: dict[ModelKey, Resident] = {}

    def check_room(self, key: ModelKey, beside: ModelKey, weights: int) -> None:
        """Raise StudioError where a model of so many bytes does not fit beside another that is to stay."""
        other = self._models.get(beside)
        held = 0 if other is None or beside == key else other.loaded.info.memory_estimate_bytes.weights
        if held + weights > self._limit:
            raise StudioError(
                "too_large",
                f"{key.path} does not fit beside {beside.path}",
                expected=f"at most {self._limit / 1e9:.1f} GB of weights together",
                found=f"{(held + weights) / 1e9:.1f} GB",
                remedy="Take a lower precision for one of them",
            )

    def add(self, key: ModelKey, loaded: LoadedModel, beside: ModelKey | None = None) -> list[ModelKey]:
        """Add a model; returns the keys of those that had to leave. `beside` counts as used just now."""
        if beside in self._models:
            self._models[beside] = self._models.pop(beside)
        self._models.pop(key, None)
        self._models[key] = Resident(loaded)
        left: list[ModelKey] = []
        while len(self._models) > 1 and self._bytes() > self._limit:
            oldest = next(iter(self._models))
            self.drop(oldest)
            left.append(oldest)
        return left

    def rename(self, before: ModelKey, key: ModelKey, loaded: LoadedModel) -> list[ModelKey]:
        """A model computes otherwise now: its caches go, it has another key. Returns the keys that had to leave."""
        self._models.pop(before)
        return self.add(key, loaded)

    def get(self, key: ModelKey) -> Resident:
        """The model of a key, now the most recently used. Raises StudioError when it is not loaded."""
        if key not in self._models:
            raise StudioError("not_loaded", f"{key.path} is not loaded", remedy="Load it first")
        self._models[key] = self._models.pop(key)
        return self._models[key]

    def at_hand(self, key: ModelKey) -> Resident:
        """The model of a key, with torch's threads set for it. Raises StudioError when it is not loaded."""
        resident = self.get(key)
        use_threads_for(resident.loaded.model.config, self.threads)
        return resident

    def drop(self, key: ModelKey) -> None:
        """Forget a model and give its memory back to the system."""
        if self._models.pop(key, None) is not None:
            give_back()

    def _bytes(self) -> int:
        return sum(r.loaded.info.memory_estimate_bytes.weights for r in self._models.values())
