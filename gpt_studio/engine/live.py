"""What is looked at, and switched off, while a text is written: the observer of one generation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gpt_studio.gpt.blocks import Watch
from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.inspection.live import Queries, check_rows
from gpt_studio.inspection.switching import SwitchedOff
from gpt_studio.inspection.watching import together
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.looking import RowsArrived, Showing
from gpt_studio.sampling.prefix import PLAIN, Altered


class Live:
    """Observer (sampling.observing) of a generation: `layers` may change between two of its steps.

    A row is sent when its token has been read: that of the newest token comes with the next one. Positions that a
    KV cache has from an earlier run are not read again and send none. When the context slides every position becomes
    another one: rows end there, and a Showing of the generation itself says so. Where the whole text is read again
    (longrope, when it becomes long), its rows come again.
    """

    def __init__(
        self, job: int, config: DecoderConfig, off: SwitchedOff | None = None, altered: Altered = PLAIN
    ) -> None:
        self.altered = altered
        self.layers: tuple[int, ...] = ()
        self.next: int | None = None  # the position of the next row; None before the first forward
        self.slid = False
        self._job = job
        self._config = config
        self._off = off
        self._queries: Queries | None = None

    def show(self, layers: tuple[int, ...], tokens: int = 0) -> None:
        """From the next forward on send the rows of these layers. Raises StudioError for layers that are not there."""
        check_rows(self._config, layers, tokens)
        self.layers = () if self.slid else layers

    def watch(self, cache: KVCache, start: int) -> Watch | None:
        """What is off first, then what is looked at; None where there is neither."""
        self.slid = self.slid or start > 0
        self._queries = Queries(self.layers) if self.layers and not self.slid else None
        return together(self._off.on(cache, start) if self._off else None, self._queries)

    def seen(self, cache: KVCache, members: Sequence[int]) -> Iterator[ev.Event]:
        """The rows of the positions that were read; of a prompt that is read once for all members, for each."""
        self.next = cache.length
        if self._queries is None:
            if self.slid and self.layers:
                self.layers = ()
                yield Showing(self._job, self._job, None)
            return
        queries, self._queries = self._queries, None
        for first, found in queries.rows(self._config, cache):
            for at, member in enumerate(members):
                yield RowsArrived(self._job, member, queries.layers, first, found[at % len(found)])
