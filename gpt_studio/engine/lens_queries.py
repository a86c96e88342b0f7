"""The query behind the view layer by layer: the logit lens, slice by slice."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.inspection.lens import LensReading, LensRows
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.looking import Lens, LensReady
from gpt_studio.sampling.prompt import Prompt, read_parts
from gpt_studio.sampling.statistics import token_text

from .cancel import CancelToken
from .pool import Pool
from .references import switched_off_steps
from .turns import in_turn

Steps = Iterator[ev.Event | None]


def lens_steps(command: Lens, pool: Pool, token: CancelToken) -> Steps:
    """Between two slices the engine may go on with a job, or be told to stop."""
    resident = pool.at_hand(command.key)
    loaded = resident.loaded
    prompt = read_parts(command.parts, loaded.tokenizer, raw_special=command.raw_special)
    prompt.check(loaded.context)
    off = yield from switched_off_steps(command.job, command.switches, resident, prompt.ids, token)
    reading = LensReading(
        loaded.model, torch.tensor(prompt.ids), top=command.top, token=command.token, first=command.first,
        count=command.count, switched=off,
    )  # fmt: skip
    yield from in_turn(iter(reading), command.key, pool, token)
    yield lens_ready(command, reading.rows, prompt, loaded.tokenizer)


def lens_ready(command: Lens, found: LensRows, prompt: Prompt, tokenizer: Tokenizer) -> LensReady:
    """The answer to a command, of what was read out of its prompt so far."""
    return LensReady(
        job=command.job,
        key=command.key,
        records=prompt.records(tokenizer),
        ids=found.ids,
        probability=found.probability,
        entropy=found.entropy,
        norm=found.norm,
        next_probability=found.next_probability,
        next_rank=found.next_rank,
        token=command.token,
        token_probability=found.token_probability,
        token_rank=found.token_rank,
        texts=_texts(found, prompt.ids, command.token, tokenizer),
        checks=found.checks,
        first=found.first,
    )


def _texts(found: LensRows, ids: list[int], token: int | None, tokenizer: Tokenizer) -> dict[int, str]:
    """The texts of all ids that occur."""
    occur = {*found.ids.flatten().tolist(), *ids, *(() if token is None else (token,))}
    return {one: token_text(tokenizer, one) for one in sorted(occur)}
