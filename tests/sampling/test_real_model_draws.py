"""Draws of a real model: the same seed is the same text however it is computed, and a cut changes little."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gpt_studio.files.places import resource
from gpt_studio.gpt.loaded import load_model
from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.events import GenerationDone, TokensArrived
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling.chain import Moment, apply
from gpt_studio.sampling.draw import draw
from gpt_studio.sampling.loop import generate
from gpt_studio.sampling.prefix import Prefix

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gpt"))
from gguf_files import smollm2  # noqa: F401

FULL = os.environ.get("GPT_STUDIO_GATES") == "full"
PROMPT = "The three largest cities of France are"
COMMAND = Generate(
    1, ModelKey("smollm2"), (PROMPT,), sampling=SamplingParams(temperature=0.9, top_p=0.95), seed=17, max_tokens=6,
    ignore_eos=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(smollm2):  # noqa: F811
    return load_model(smollm2, dtype="float32", context=1024)


def written(loaded, command, *, prefix=None, cancelled=lambda: False):
    events = list(generate(loaded.model, loaded.tokenizer, loaded.context, command, cancelled=cancelled, prefix=prefix))
    ids = {m: [] for m in command.members}
    for event in events:
        if isinstance(event, TokensArrived):
            ids[event.member] += [r.id for r in event.records]
    return ids, {e.member: e for e in events if isinstance(e, GenerationDone)}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_ids_alone_in_a_batch_and_with_a_prefix(loaded):
    alone = written(loaded, COMMAND)[0][0]
    for _ in range(19 if FULL else 1):
        assert written(loaded, COMMAND)[0][0] == alone
    batch = written(loaded, replace(COMMAND, members=tuple(range(8))))[0]
    assert batch[0] == alone
    assert len({tuple(ids) for ids in batch.values()}) > 1
    for member in range(1, 8 if FULL else 2):
        assert written(loaded, replace(COMMAND, members=(member,)))[0][member] == batch[member]
    prefix = Prefix()
    written(loaded, replace(COMMAND, seed=1), prefix=prefix)
    again, ends = written(loaded, COMMAND, prefix=prefix)
    assert again[0] == alone
    assert ends[0].stats.prefill_tokens <= 1


def test_an_edit_reads_from_the_edited_token_on(loaded):
    prefix = Prefix()
    written(loaded, COMMAND, prefix=prefix)
    edited = replace(COMMAND, parts=("The three largest cities of Spain are",))
    ids, ends = written(loaded, edited, prefix=prefix)
    tokens = loaded.tokenizer.encode(PROMPT), loaded.tokenizer.encode(edited.parts[0])
    shared = next(i for i, (a, b) in enumerate(zip(*tokens, strict=True)) if a != b)
    assert ends[0].stats.cached_tokens == shared
    assert ends[0].stats.prefill_tokens == len(tokens[1]) - shared
    assert ids == written(loaded, edited)[0]


def test_cutting_at_top_p_changes_the_draws_that_it_must_and_no_other(loaded):
    """A draw must change where its token is cut. How many these are is what lies outside the nucleus, by chance."""
    ids = torch.tensor(loaded.tokenizer.encode(resource("general_text.txt").read_text()[:4000])[: 600 if FULL else 150])
    with torch.inference_mode():
        rows = loaded.model(ids[None])[0]
    cut, members = SamplingParams(top_p=0.95), range(8 if FULL else 4)
    must, changed, cuts = 0.0, set(), set()
    for position, row in enumerate(rows):
        left = apply(row, Moment(position=position), cut)
        must += len(members) * (1.0 - float(row.softmax(-1)[left.isfinite()].sum()))
        for member in members:
            one, other = (draw(x, greedy=False, seed=2, member=member, position=position).id for x in (row, left))
            if one != other:
                changed.add((position, member))
            if left[one].isinf():
                cuts.add((position, member))
    assert changed == cuts
    assert must > 20
    assert len(changed) <= 1.5 * must


def test_a_stop_while_the_prompt_is_read_is_obeyed_before_the_next_piece(loaded):
    long = replace(COMMAND, parts=(" word" * 500,))
    asked = []

    def cancelled():
        asked.append(time.perf_counter())
        return len(asked) > 3

    ids, ends = written(loaded, long, cancelled=cancelled)
    assert ends[0].stop_reason == "cancelled"
    assert ids[0] == []
    assert len(asked) == 4
