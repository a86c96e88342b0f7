"""Questions about the inside of a network: which room answers which."""

from __future__ import annotations

from collections.abc import Iterator

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.looking import Looking

from .cancel import CancelToken
from .pool import Pool

Steps = Iterator[ev.Event | None]


def looking_query(command: Looking, pool: Pool, token: CancelToken) -> Steps:
    """The steps of one of these queries."""
    raise StudioError("unsupported", f"{type(command).__name__} is not answered")
