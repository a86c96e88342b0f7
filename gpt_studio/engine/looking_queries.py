"""Questions about the inside of a network: which room answers which."""

from __future__ import annotations

from collections.abc import Iterator

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.heads_over import HeadsOver
from gpt_studio.protocol.looking import Ablate, Attribute, Calculate, Lens, Looking, Show, Sweep

from .attribution_queries import attribute_steps
from .calculation_queries import calculate_steps
from .cancel import CancelToken
from .heads_queries import heads_over_steps
from .lens_queries import lens_steps
from .live_queries import show_steps
from .pool import Pool
from .switch_queries import ablate_steps, sweep_steps

Steps = Iterator[ev.Event | None]


def looking_query(command: Looking, pool: Pool, token: CancelToken) -> Steps:
    """The steps of one of these queries."""
    match command:
        case HeadsOver():
            return heads_over_steps(command, pool)
        case Ablate():
            return ablate_steps(command, pool, token)
        case Sweep():
            return sweep_steps(command, pool, token)
        case Show():
            return show_steps(command, pool)
        case Lens():
            return lens_steps(command, pool, token)
        case Attribute():
            return attribute_steps(command, pool, token)
        case Calculate():
            return calculate_steps(command, pool, token)
