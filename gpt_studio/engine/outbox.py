"""Events on their way to the window, merged while they wait."""

from __future__ import annotations

import threading

from gpt_studio.protocol.events import Event, merge


class Outbox:
    """Put by the engine, drained by the window. Token records append, progress keeps the last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[Event] = []

    def put(self, event: Event) -> None:
        with self._lock:
            merged = merge(self._events[-1], event) if self._events else None
            if merged is None:
                self._events.append(event)
            else:
                self._events[-1] = merged

    def drain(self) -> list[Event]:
        with self._lock:
            events, self._events = self._events, []
        return events
