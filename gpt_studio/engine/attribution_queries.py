"""The query behind "why this token": what made a logit, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from gpt_studio.inspection.attribution import attribute
from gpt_studio.inspection.pieces import check_number
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.looking import Attribute, Attributed
from gpt_studio.sampling.prompt import read_parts

from .cancel import CancelToken
from .pool import Pool
from .references import switched_off_steps, text_at_hand
from .turns import in_turn

Steps = Iterator[ev.Event | None]


def attribute_steps(command: Attribute, pool: Pool, token: CancelToken) -> Steps:
    """The text up to the position is read; between two layers the engine may go on with a job, or be told to stop."""
    resident = pool.at_hand(command.key)
    loaded = resident.loaded
    prompt = read_parts(command.parts, loaded.tokenizer, raw_special=command.raw_special)
    prompt.check(loaded.context)
    check_number(f"position {command.position}", command.position, len(prompt.ids))
    over = text_at_hand(command, loaded.tokenizer, prompt.ids)
    off = yield from switched_off_steps(command.job, command.switches, resident, over, token)
    before = torch.tensor(prompt.ids[: command.position + 1])
    steps = attribute(loaded.model, before, command.token, command.foil, off)
    found = yield from in_turn(steps, command.key, pool, token)
    assert found is not None
    inputs = np.zeros(len(prompt.ids), np.float32)
    inputs[: len(before)] = found.inputs
    yield Attributed(
        job=command.job,
        key=command.key,
        records=prompt.records(loaded.tokenizer),
        position=command.position,
        token=command.token,
        foil=command.foil,
        logit=found.logit,
        components=found.components,
        inputs=inputs,
        checks=(found.check,),
        softcap=loaded.model.config.final_softcap,
    )
