"""Queries about the samplers: the waterfall of a token, a replay under others, others for a text that is written."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import torch
from torch import Tensor

from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.inspection.switching import SwitchedOff
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import TokenForm
from gpt_studio.sampling.breakers import breaking_ids
from gpt_studio.sampling.chain import Moment
from gpt_studio.sampling.effects import explain
from gpt_studio.sampling.prompt import read_parts
from gpt_studio.sampling.reading import piece_length

from .cancel import CancelToken
from .pool import Pool
from .references import switched_off_steps, text_at_hand
from .replay_query import replay_steps

Steps = Iterator[ev.Event | None]


def sampler_query(
    command: cmd.Explain | cmd.Replay | cmd.Retune | cmd.Tokenise, pool: Pool, token: CancelToken
) -> Steps:
    """The steps of one of these queries."""
    match command:
        case cmd.Explain():
            return explain_steps(command, pool, token)
        case cmd.Replay():
            return replay_steps(command, pool, token)
        case cmd.Retune():
            return retune_steps(command, pool)
        case cmd.Tokenise():
            return tokenise_steps(command, pool)


def explain_steps(command: cmd.Explain, pool: Pool, token: CancelToken) -> Steps:
    """From kept logits; from one pass over the text before the token only where that is asked for."""
    command.sampling.check()
    resident = pool.at_hand(command.key)
    loaded = resident.loaded
    ids = read_parts(command.parts, loaded.tokenizer, raw_special=command.raw_special).ids
    row = pool.kept.row(command.logits)
    kept = row is not None
    if row is None and command.forward:
        over = text_at_hand(command, loaded.tokenizer, ids)
        off = yield from switched_off_steps(command.job, command.switches, resident, over, token)
        row = yield from _logits_behind(loaded.model, ids, loaded.context, off)
    if row is None:
        yield ev.Explained(command.job, None, kept=False)
        return
    if row.numel() != loaded.model.config.vocab_size or not 0 <= command.token < row.numel():
        raise StudioError(
            "bad_parameter",
            "the token belongs to another model",
            expected=f"an id below {row.numel()}",
            found=str(command.token),
        )
    breakers = breaking_ids(command.sampling, loaded.tokenizer)
    now = Moment(ids, command.seed, command.member, len(ids), command.mu, breakers)
    told = explain(row, command.token, now, command.sampling, loaded.tokenizer, top=command.top)
    number = command.logits if kept else pool.kept.keep(row)
    yield ev.Explained(command.job, told, kept=kept, logits=number)


def retune_steps(command: cmd.Retune, pool: Pool) -> Steps:
    """The samplers of a generation that runs, from its next token on; no job of that number: nothing happens."""
    command.sampling.check()
    tuning = pool.tunings.get(command.target)
    if tuning is not None:
        tuning.sampling = command.sampling
    yield ev.Retuned(command.job, command.target, None if tuning is None else tuning.drawn)


def tokenise_steps(command: cmd.Tokenise, pool: Pool) -> Steps:
    """As in the middle of a text: behind some token, so that a vocabulary adds no space of its own."""
    tokenizer = pool.at_hand(command.key).loaded.tokenizer
    before = next(iter(_ids(tokenizer, "a", None)), 0)
    texts = tuple(tuple(_form(tokenizer, i) for i in _ids(tokenizer, text, before)) for text in command.texts)
    yield ev.Tokenised(command.job, command.key, texts, tuple(_form(tokenizer, i) for i in command.ids))


def _ids(tokenizer: Tokenizer, text: str, after: int | None) -> list[int]:
    """Ids of a text; none where it has a character that the vocabulary does not hold."""
    try:
        return tokenizer.encode(text, after=after)
    except StudioError:
        return []


def _form(tokenizer: Tokenizer, token: int) -> TokenForm:
    held = tokenizer.token_bytes(token)
    return TokenForm(token, held.decode("utf-8", "replace"), held)


def _logits_behind(
    model: Decoder, ids: list[int], context: int, off: SwitchedOff | None
) -> Generator[None, None, Tensor | None]:
    """Logits (V,) behind ids, of which the last `context` are read, in pieces; None for no ids."""
    first = max(len(ids) - context, 0)
    cache, row = model.new_cache(1, len(ids) - first), None
    watch, length = None if off is None else off.on(cache, first), piece_length(model.config)
    for start in range(first, len(ids), length):
        piece = torch.tensor([ids[start : start + length]], device=model.device)
        with torch.inference_mode():
            row = model(piece, cache, last_only=True, watch=watch)[0, -1]
        yield None
    return None if row is None else row.float().cpu()
