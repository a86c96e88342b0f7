"""What is looked at while a text is written: when it begins, and when another layer is shown."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.looking import Show, Showing
from gpt_studio.sampling.prompt import read_parts

from .cancel import CancelToken
from .live import Live
from .pool import Pool, Resident
from .references import altered_steps

Steps = Iterator[ev.Event | None]


def live_steps(command: cmd.Generate, resident: Resident, token: CancelToken) -> Generator[ev.Event | None, None, Live]:
    """Progress while means are made; returns the observer of a generation. "This text" is the prompt as it stands.

    Raises StudioError for layers and parts that the network does not have, and where it was cancelled.
    """
    loaded = resident.loaded
    ids = read_parts(command.parts, loaded.tokenizer, raw_special=command.raw_special).ids
    off, altered = yield from altered_steps(command.job, command.switches, resident, ids, token)
    live = Live(command.job, loaded.model.config, off, altered)
    live.show(command.shown, len(ids))
    return live


def show_steps(command: Show, pool: Pool) -> Steps:
    """The layers of a generation that runs, from its next forward on; where it has just begun, after the first."""
    live = pool.lives.get(command.target)
    if live is not None:
        live.show(command.layers)
    while live is not None and live.next is None and command.target in pool.lives:
        yield None
    runs = live is not None and command.target in pool.lives and not live.slid
    yield Showing(command.job, command.target, live.next if live is not None and runs else None)
