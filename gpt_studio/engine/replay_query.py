"""The query behind a drag at a sampler: which token of a finished text would have fallen differently."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import torch
from torch import Tensor

from gpt_studio.gpt.loaded import LoadedModel
from gpt_studio.inspection.switching import SwitchedOff
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.sampling.bounds.outline import Outline
from gpt_studio.sampling.breakers import breaking_ids
from gpt_studio.sampling.healing import openings
from gpt_studio.sampling.prompt import read_parts
from gpt_studio.sampling.reading import piece_length
from gpt_studio.sampling.replay import GONE, Change, Past, Replay
from gpt_studio.sampling.statistics import token_text

from .cancel import CancelToken
from .pool import Pool
from .references import switched_off_steps, text_at_hand

Steps = Iterator[ev.Event | None]

_ROWS = 64  # rows of logits that are made at a time


def replay_steps(command: cmd.Replay, pool: Pool, token: CancelToken) -> Steps:
    """In slices, so that a newer replay overtakes an older one; the network runs only where `forward` asks for it.

    Once it has answered it makes ready what replays under any other samplers begin with.
    """
    command.sampling.check()
    resident = pool.at_hand(command.key)
    loaded = resident.loaded
    ids = read_parts(command.parts, loaded.tokenizer, raw_special=command.raw_special).ids
    _check(command, ids)
    numbers = [token.logits for token in command.drawn]
    if command.forward:
        over = text_at_hand(command, loaded.tokenizer, ids)
        off = yield from switched_off_steps(command.job, command.switches, resident, over, token)
        yield from _read(command, loaded, ids, pool, numbers, off)
    replay = _replay(command, loaded, ids, pool, numbers)
    found = None
    for found in replay.first_change():
        if found is not None:
            break
        yield None
    yield _told(command, loaded, found, tuple(numbers) if command.forward else ())
    yield from replay.make_ready()


def _told(command: cmd.Replay, loaded: LoadedModel, found: Change | None, read: tuple[int | None, ...]) -> ev.Replayed:
    if found is None:
        return ev.Replayed(command.job, None, None, "", complete=True, logits=read)
    index, drawn = found
    if drawn == GONE:
        return ev.Replayed(command.job, index, None, "", complete=False, logits=read)
    return ev.Replayed(command.job, index, drawn, token_text(loaded.tokenizer, drawn), complete=True, logits=read)


def _check(command: cmd.Replay, ids: list[int]) -> None:
    for token in command.drawn:
        if not 0 < token.position < len(ids) or ids[token.position] != token.id:
            raise StudioError(
                "bad_parameter", "the drawn tokens are not those of the text", expected=f"id {token.id}",
                found=f"position {token.position} of {len(ids)}",
            )  # fmt: skip


def _replay(command: cmd.Replay, loaded: LoadedModel, ids: list[int], pool: Pool, numbers: list[int | None]) -> Replay:
    kept, drawn = pool.kept, tuple(Past(token.id, token.position) for token in command.drawn)
    vocabulary = loaded.model.config.vocab_size
    size = min(loaded.tokenizer.size, vocabulary)
    masks: tuple[Tensor, ...] = ()
    if command.begin:
        asked = (command.key, command.begin, drawn)
        masks = kept.openings(
            asked, lambda: openings(command.begin, [past.id for past in drawn], loaded.tokenizer, vocabulary)
        )

    def outline(i: int) -> Outline | None:
        return kept.outline(numbers[i], size, command.seed, command.member, drawn[i].position)

    return Replay(
        drawn=drawn,
        ids=ids,
        row=lambda i: kept.row(numbers[i]),
        outline=outline,
        params=command.sampling,
        size=size,
        seed=command.seed,
        member=command.member,
        mu=command.mu,
        breakers=breaking_ids(command.sampling, loaded.tokenizer),
        allowed=lambda i: masks[i] if i < len(masks) else None,
        of=(command.key, command.begin, tuple(ids), drawn, tuple(numbers), command.seed, command.member),
        prepared=kept.prepared,
    )


def _read(
    command: cmd.Replay,
    loaded: LoadedModel,
    ids: list[int],
    pool: Pool,
    numbers: list[int | None],
    off: SwitchedOff | None,
) -> Generator[None]:
    """Fill in the rows that are not held by one pass over the text, as many of them as there is room for."""
    model = loaded.model
    vocabulary = model.config.vocab_size
    missing = [i for i, number in enumerate(numbers) if pool.kept.row(number) is None]
    behind = {command.drawn[i].position - 1: i for i in missing[: pool.kept.room(vocabulary)]}
    behind = {position: i for position, i in behind.items() if position < loaded.context}
    end = max(behind, default=-1) + 1
    cache, start = model.new_cache(1, max(end, 1)), 0
    watch = None if off is None else off.on(cache)
    while start < end:
        piece = ids[start : min(end, start + piece_length(model.config, start))]
        with torch.inference_mode():
            hidden = model.hidden(torch.tensor([piece], device=model.device), cache, watch)
            wanted = [at for at in range(start, start + len(piece)) if at in behind]
            for first in range(0, len(wanted), _ROWS):
                some = wanted[first : first + _ROWS]
                rows = model.logits(hidden[:, torch.tensor(some, device=model.device) - start])[0]
                for position, row in zip(some, rows, strict=True):
                    numbers[behind[position]] = pool.kept.keep(row)
        start += len(piece)
        yield None
