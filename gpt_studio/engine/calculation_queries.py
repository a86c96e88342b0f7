"""The query behind "show the calculation": one query of one head with its numbers, and its block."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from gpt_studio.inspection.calculation import calculate
from gpt_studio.inspection.pieces import check_number
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.looking import Calculate, Calculated
from gpt_studio.sampling.prompt import read_parts

from .cancel import CancelToken
from .pool import Pool
from .references import switched_off_steps, text_at_hand
from .turns import in_turn

Steps = Iterator[ev.Event | None]


def calculate_steps(command: Calculate, pool: Pool, token: CancelToken) -> Steps:
    """The text up to the query is read, in slices."""
    resident = pool.at_hand(command.key)
    loaded = resident.loaded
    prompt = read_parts(command.parts, loaded.tokenizer, raw_special=command.raw_special)
    prompt.check(loaded.context)
    check_number(f"query {command.query}", command.query, len(prompt.ids))
    over = text_at_hand(command, loaded.tokenizer, prompt.ids)
    off = yield from switched_off_steps(command.job, command.switches, resident, over, token)
    before = torch.tensor(prompt.ids[: command.query + 1])
    steps = calculate(loaded.model, before, command.layer, command.head, off)
    found = yield from in_turn(steps, command.key, pool, token)
    assert found is not None
    config = loaded.model.config
    yield Calculated(
        job=command.job,
        key=command.key,
        records=prompt.records(loaded.tokenizer),
        layer=command.layer,
        head=command.head,
        kv_group=command.head * config.n_kv_head // config.n_head,
        query=command.query,
        scale=config.scale,
        softcap=config.softcap,
        q=found.q,
        k=found.k,
        v=found.v,
        products=found.products,
        scores=found.scores,
        weights=found.weights,
        z=found.z,
        out=found.out,
        steps=found.steps,
        checks=found.checks,
        switches=command.switches,
        over=tuple(over) if command.switches.over_text else (),
        off=found.off,
    )
