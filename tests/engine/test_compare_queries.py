"""Comparing in the engine: two models held beside each other, refused by name where that makes no sense."""

from __future__ import annotations

import json
import math
import shutil
from itertools import islice

import numpy as np
import pytest

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.files.places import resource
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import DrawnWith, SamplingParams

KEY, COARSE = ModelKey("bundled"), ModelKey("bundled", dtype="bfloat16")
PARTS = ("ROMEO:\nWhat light through yonder window breaks?",)


def ask(pool, command):
    return [event for event in start(command, pool, CancelToken(), lambda event: None) if event is not None]


@pytest.fixture(scope="module")
def pool():
    pool = Pool(1 << 40, threads=1)
    for key in (KEY, COARSE):
        ask(pool, cmd.LoadModel(1, key))
    return pool


def test_a_text_under_two_precisions_is_compared_token_by_token(pool):
    (told,) = ask(pool, cmd.Compare(2, KEY, COARSE, PARTS))
    scores = [[r.logprob for r in ask(pool, cmd.Score(3, key, PARTS))[0].records] for key in (KEY, COARSE)]
    assert isinstance(told, ev.Compared) and (told.key_a, told.key_b) == (KEY, COARSE)
    assert len(told.ids) == len(told.kl) == len(scores[0])
    for said, expected in zip((told.logprob_a, told.logprob_b), scores, strict=True):
        assert math.isnan(said[0]) and expected[0] is None
        # bfloat16 rounds a product otherwise in pieces of another length
        assert said[1:].tolist() == pytest.approx(expected[1:], abs=0.1 if said is told.logprob_b else 1e-4)
    assert (told.kl[1:] > 0).all() and told.kl[1:].max() < 0.1


def test_it_can_be_left_after_every_slice(pool):
    steps = start(cmd.Compare(2, KEY, KEY, (PARTS[0] * 60,)), pool, CancelToken(), lambda event: None)
    assert list(islice(steps, 3)) == [None] * 3


def test_one_model_under_two_settings_differs_in_its_draws_only(pool):
    draws = (DrawnWith(SamplingParams()), DrawnWith(SamplingParams(top_k=3), seed=5))
    (told,) = ask(pool, cmd.Compare(2, KEY, KEY, PARTS, draws))
    assert (told.kl[1:] == 0).all()
    assert np.isinf(told.draw_kl[1:]).all()
    (back,) = ask(pool, cmd.Compare(2, KEY, KEY, PARTS, draws[::-1]))
    assert np.isfinite(back.draw_kl[1:]).all() and (back.draw_kl[1:] > 0).all()


def test_samplers_with_a_state_of_their_own_are_refused(pool):
    draws = (DrawnWith(), DrawnWith(SamplingParams(mirostat_tau=3)))
    with pytest.raises(StudioError, match="state of their own"):
        ask(pool, cmd.Compare(2, KEY, KEY, PARTS, draws))


def test_a_model_with_other_tokens_is_refused_by_name(pool, tmp_path):
    folder = tmp_path / "other"
    shutil.copytree(resource("models/bundled"), folder)
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    first, second = (name for name in ("a", "b"))
    vocabulary[first], vocabulary[second] = vocabulary[second], vocabulary[first]
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    other = ModelKey(str(folder))
    ask(pool, cmd.LoadModel(1, other))
    with pytest.raises(StudioError, match="KL needs the same tokens"):
        ask(pool, cmd.Compare(2, KEY, other, PARTS))


def test_a_model_beside_another_never_puts_it_out():
    small = Pool(12_000_000, threads=1)
    ask(small, cmd.LoadModel(1, KEY))
    with pytest.raises(StudioError, match="does not fit beside bundled") as refusal:
        ask(small, cmd.LoadModel(2, ModelKey("bundled", context=64), beside=KEY))
    assert refusal.value.code == "too_large"
    assert small.get(KEY)
    (told,) = ask(small, cmd.LoadModel(3, ModelKey("bundled", context=64)))[:1]
    assert isinstance(told, ev.ModelUnloaded) and told.key == KEY
