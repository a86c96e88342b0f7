"""The query behind the column beside the document: two models over one text, slice by slice."""

from __future__ import annotations

import time
from collections.abc import Iterator

from gpt_studio.evaluation.divergence import Watching, divergence, same_vocabulary
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.sampling.prompt import read_parts

from .cancel import CancelToken
from .pool import Pool
from .references import switched_off_steps

Steps = Iterator[ev.Event | None]


def compare_steps(command: cmd.Compare, pool: Pool, token: CancelToken) -> Steps:
    """Between two slices the engine may go on with a job, or be told to stop."""
    begun = time.perf_counter()
    _check_draws(command)
    a, b = (pool.at_hand(key).loaded for key in (command.key_a, command.key_b))
    yield from same_vocabulary(a.tokenizer, b.tokenizer)
    ids = read_parts(command.parts, a.tokenizer, raw_special=command.raw_special).ids
    context = min(a.context, b.context)
    known = min(a.tokenizer.size, a.model.config.vocab_size, b.model.config.vocab_size)
    watches: list[Watching | None] = []
    for key, switches in zip((command.key_a, command.key_b), command.switches, strict=True):
        off = yield from switched_off_steps(command.job, switches, pool.get(key), ids, token)
        watches.append(None if off is None else off.on)
    steps = divergence(
        a.model, b.model, ids, context, known=known, draws=command.draws, watches=(watches[0], watches[1]),
        same=command.key_a == command.key_b and command.switches[0] == command.switches[1],
    )  # fmt: skip
    for found in steps:
        if found is None:
            yield None
            pool.at_hand(command.key_a)
            pool.at_hand(command.key_b)
        else:
            yield ev.Compared(
                command.job, command.key_a, command.key_b, tuple(ids), found.logprob_a, found.logprob_b, found.kl,
                found.draw_kl, time.perf_counter() - begun, command.switches,
            )  # fmt: skip


def _check_draws(command: cmd.Compare) -> None:
    for draw in command.draws or ():
        draw.sampling.check()
        if draw.sampling.acts("mirostat"):
            raise StudioError(
                "bad_parameter",
                "KL of the draws needs samplers without a state of their own",
                expected="mirostat_tau 0",
                found=f"mirostat_tau {draw.sampling.mirostat_tau:g}",
            )
