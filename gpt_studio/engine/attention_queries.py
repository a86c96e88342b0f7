"""The query behind the attention views: rows, heads in numbers, norms of values, and what was checked."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.statistics import head_statistics
from gpt_studio.inspection.witness import Witness
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.sampling.prompt import read_parts

from .cancel import CancelToken
from .pool import Pool
from .references import switched_off_steps

Steps = Iterator[ev.Event | None]


def attend_steps(command: cmd.Attend, pool: Pool, token: CancelToken) -> Steps:
    """One forward over the text, then the numbers of its heads."""
    resident = pool.at_hand(command.key)
    model, tokenizer = resident.loaded.model, resident.loaded.tokenizer
    prompt = read_parts(command.parts, tokenizer, raw_special=command.raw_special)
    prompt.check(resident.loaded.context)
    if token.cancelled():
        raise StudioError("cancelled", "the question was withdrawn")
    off = yield from switched_off_steps(command.job, command.switches, resident, prompt.ids, token)
    witness = Witness(model, command.layers, len(prompt.ids), value_weighted=command.value_weighted, switched=off)
    ids = torch.tensor(prompt.ids)
    weights = attention_weights(model, ids, command.layers, cancelled=token.cancelled, switched=off, watch=witness)
    yield None
    statistics = head_statistics(weights, command.layers, range(weights.shape[1]), prompt.ids)
    yield ev.AttentionReady(
        command.job, command.key, command.layers, prompt.records(tokenizer), weights, statistics, witness.norms,
        witness.checks(weights),
    )  # fmt: skip
