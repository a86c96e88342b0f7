"""Queries about what is switched off: one text with and without, and every head by itself."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

import numpy as np
import torch

from gpt_studio.inspection.ablation import ablate
from gpt_studio.inspection.sweep import can_be_screened, screen, sweep
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.looking import Ablate, Ablated, Sweep, Swept
from gpt_studio.protocol.switches import MODES, Switches
from gpt_studio.sampling.prompt import Prompt, read_parts

from .cancel import CancelToken
from .pool import Pool, Resident
from .references import means_steps, switched_off_steps

Steps = Generator[ev.Event | None, None, None]
Result = TypeVar("Result")


def ablate_steps(command: Ablate, pool: Pool, token: CancelToken) -> Steps:
    """Between two slices the engine may go on with a job, or be told to stop."""
    resident = pool.at_hand(command.key)
    prompt = _prompt(command, resident)
    off = yield from switched_off_steps(command.job, command.switches, resident, prompt.ids, token)
    if off is None:
        raise StudioError("bad_parameter", "nothing is switched off", expected="at least one head, layer or MLP")
    steps = ablate(resident.loaded.model, torch.tensor(prompt.ids), off)
    found = yield from _in_turn(steps, command, pool, token)
    records = prompt.records(resident.loaded.tokenizer)
    yield Ablated(
        command.job, command.key, command.switches, records, found.baseline, found.ablated, found.kl, found.changed,
        found.difference,
    )  # fmt: skip


def sweep_steps(command: Sweep, pool: Pool, token: CancelToken) -> Steps:
    """Progress in heads; the screen where the weights have gradients, else NaN."""
    if command.mode not in MODES:
        raise StudioError("bad_parameter", "the mode of switching off", expected="zero or mean", found=command.mode)
    resident = pool.at_hand(command.key)
    prompt, model = _prompt(command, resident), resident.loaded.model
    ids, config = torch.tensor(prompt.ids), model.config
    slopes = np.full((config.n_layer, config.n_head), np.nan)
    loss, delta, kl, difference = float("nan"), None, None, None
    if command.screen_only or can_be_screened(model):
        loss, slopes = yield from _in_turn(screen(model, ids), command, pool, token)
    if not command.screen_only:
        switches = Switches(mode=command.mode, reference=command.reference)
        means = yield from means_steps(command.job, switches, resident, prompt.ids, token)
        found = yield from _in_turn(sweep(model, ids, command.mode, means), command, pool, token)
        loss, delta, kl, difference = found.baseline_loss, found.delta_loss, found.kl, found.delta_difference
    records = prompt.records(resident.loaded.tokenizer)
    yield Swept(command.job, command.key, records, loss, delta, kl, slopes, difference)


def _prompt(command: Ablate | Sweep, resident: Resident) -> Prompt:
    prompt = read_parts(command.parts, resident.loaded.tokenizer, raw_special=command.raw_special)
    prompt.check(resident.loaded.context)
    return prompt


def _in_turn(
    steps: Generator[int | None, None, Result], command: Ablate | Sweep, pool: Pool, token: CancelToken
) -> Generator[ev.Event | None, None, Result]:
    """The same steps, as Progress where they count heads; a job between two may have set torch's threads."""
    config = pool.get(command.key).loaded.model.config
    while not token.cancelled():
        pool.at_hand(command.key)
        try:
            done = next(steps)
        except StopIteration as end:
            return end.value
        total = config.n_layer * config.n_head
        yield None if done is None else ev.Progress(command.job, "heads", done, total, "heads")
    raise StudioError("cancelled", "it was cancelled")
