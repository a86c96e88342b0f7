"""Stop strings: tokens are held back until none can begin in their text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gpt_studio.protocol.records import TokenRecord


@dataclass(frozen=True, slots=True)
class Stopped:
    """The stop string that was met."""

    string: str


class StopStrings:
    """Passes records on as soon as their text can no longer be part of a stop string.

    The text of a stop string, and what stands behind it in the same token, is marked hidden.
    """

    def __init__(self, strings: tuple[str, ...]) -> None:
        self._strings = tuple(s for s in strings if s)
        self._held: list[TokenRecord] = []
        self.text = ""  # of all records that were pushed, cut at the stop string once it was met
        self._sent = 0  # characters of `text` that were passed on

    def push(self, record: TokenRecord) -> tuple[list[TokenRecord], Stopped | None]:
        """(records that may be shown now, the stop string that was met or None)."""
        before = len(self.text)
        self.text += record.shown
        self._held.append(record)
        met = self._earliest(before)
        if met is not None:
            return self._cut(met[0]), Stopped(met[1])
        return self._release(len(self.text) - self._partial()), None

    def flush(self) -> list[TokenRecord]:
        """Whatever is still held: the text ended without a stop string."""
        return self._release(len(self.text))

    def _earliest(self, before: int) -> tuple[int, str] | None:
        found: list[tuple[int, str]] = []
        for string in self._strings:
            at = self.text.find(string, max(0, before - len(string) + 1))
            if at >= 0:
                found.append((at, string))
        return min(found, default=None)

    def _partial(self) -> int:
        """Length of the longest tail of the text with which a stop string begins."""
        return max((_overlap(self.text, string) for string in self._strings), default=0)

    def _release(self, until: int) -> list[TokenRecord]:
        """Records whose text ends at or before character `until`."""
        ready: list[TokenRecord] = []
        while self._held and self._sent + len(self._held[0].shown) <= until:
            self._sent += len(self._held[0].shown)
            ready.append(self._held.pop(0))
        return ready

    def _cut(self, at: int) -> list[TokenRecord]:
        ready: list[TokenRecord] = []
        for record in self._held:
            end = self._sent + len(record.shown)
            self._sent = end
            ready.append(replace(record, hidden=record.hidden + min(max(0, end - at), len(record.shown))))
        self._held = []
        self.text = self.text[:at]
        return ready


def _overlap(text: str, string: str) -> int:
    longest = min(len(string) - 1, len(text))
    return next((n for n in range(longest, 0, -1) if text.endswith(string[:n])), 0)
