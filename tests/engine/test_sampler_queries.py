"""The waterfall, replays, a change while it is written: exact, and without the network where rows are kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import log2

import pytest
import torch

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.kept_logits import KeptLogits
from gpt_studio.engine.pool import Pool
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.sampling.cuts import next_mu

KEY = ModelKey("bundled")
PROMPT = "ROMEO:\nWhat light"
USED = SamplingParams(temperature=0.8, top_p=0.9, repetition_penalty=1.2)


@pytest.fixture(scope="module")
def pool():
    pool = Pool(1 << 40, threads=1)
    list(start(cmd.LoadModel(1, KEY), pool, CancelToken(), lambda event: None))
    return pool


def ask(pool, command):
    return [event for event in start(command, pool, CancelToken(), lambda event: None) if event is not None]


def written(pool, sampling=USED, seed=3, count=24):
    events = ask(pool, cmd.Generate(2, KEY, (PROMPT,), sampling=sampling, seed=seed, max_tokens=count))
    return [record for event in events if isinstance(event, ev.TokensArrived) for record in event.records]


@pytest.fixture
def no_forward(monkeypatch):
    """The network must not run."""

    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was run")

    monkeypatch.setattr(Decoder, "forward", refuse)


def replay(pool, records, sampling, seed=3, rows=None, **more):
    drawn = tuple(
        cmd.DrawnToken(r.id, r.position, r.logits if rows is None or i < rows else None) for i, r in enumerate(records)
    )
    parts = (PROMPT, tuple(r.id for r in records))
    (told,) = ask(pool, cmd.Replay(3, KEY, parts, drawn, sampling, seed, **more))
    return told


# -- replays -------------------------------------------------------------------------------------------------------


def test_under_the_same_samplers_nothing_changes(pool, request):
    records = written(pool)
    request.getfixturevalue("no_forward")
    told = replay(pool, records, USED)
    assert (told.first, told.id, told.complete) == (None, None, True)


@pytest.mark.parametrize(
    "other",
    [
        SamplingParams(temperature=1.4), SamplingParams(temperature=0), SamplingParams(temperature=0.8, top_k=3),
        SamplingParams(temperature=0.8, top_p=0.5), SamplingParams(temperature=1.1, min_p=0.1, order=LLAMA_CPP_ORDER),
        SamplingParams(temperature=0.8, top_n_sigma=0.8), SamplingParams(smoothing=0.4), SamplingParams(mirostat_tau=2),
        SamplingParams(temperature=0.8, typical_p=0.5), SamplingParams(presence_penalty=1.5),
        SamplingParams(dynamic_temperature_low=0.3, dynamic_temperature_high=1.7), SamplingParams(tfs=0.8),
        SamplingParams(xtc_probability=0.5), SamplingParams(logit_bias=((10, 3.0), (11, -3.0))), USED,
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("drawn_with", [USED, SamplingParams(temperature=0.8)], ids=["penalised", "plain"])
def test_a_replay_says_where_a_run_under_other_samplers_first_differs(pool, monkeypatch, drawn_with, other):
    records, again = written(pool, drawn_with), written(pool, other)
    differs = [i for i, (a, b) in enumerate(zip(records, again, strict=False)) if a.id != b.id]
    monkeypatch.setattr(Decoder, "forward", None)
    told = replay(pool, records, other)
    assert told.complete
    if differs:
        assert (told.first, told.id) == (differs[0], again[differs[0]].id)
    else:
        assert told.first is None


def test_once_it_has_answered_all_is_ready_for_replays_under_any_samplers(pool, monkeypatch):
    records = written(pool)
    assert replay(pool, records, USED).first is None
    monkeypatch.setattr(KeptLogits, "outline", None)  # what is made ready is made of outlines
    for other in (SamplingParams(top_k=5), SamplingParams(presence_penalty=0.1, temperature=0.8), USED):
        assert replay(pool, records, other).complete


def test_where_the_logits_are_gone_the_replay_says_so(pool):
    records = written(pool)
    told = replay(pool, records, USED, rows=5)
    assert (told.first, told.id, told.complete) == (5, None, False)


def test_tokens_of_another_text_are_refused(pool):
    records = written(pool)
    wrong = (cmd.DrawnToken(records[0].id + 1, records[0].position, None),)
    with pytest.raises(StudioError, match="not those of the text"):
        ask(pool, cmd.Replay(3, KEY, (PROMPT, (records[0].id,)), wrong, USED, 3))


# -- the waterfall -------------------------------------------------------------------------------------------------


def explained(pool, records, at, **changes):
    record = records[at]
    parts = (PROMPT, tuple(r.id for r in records[:at])) if at else (PROMPT,)
    command = cmd.Explain(4, KEY, parts, record.id, USED, seed=3, logits=record.logits, **changes)
    (told,) = ask(pool, command)
    return told


def test_each_step_is_what_that_sampler_removed_and_the_last_is_what_was_drawn_from(pool, request):
    records = written(pool)
    request.getfixturevalue("no_forward")
    for at in (0, 5, 11):
        told = explained(pool, records, at)
        assert told.kept
        effects = told.explanation.effects
        assert [e.sampler for e in effects] == ["repetition", "temperature", "top_p"]
        assert effects[0].before == effects[1].kept == 1000
        last = effects[-1]
        assert 0.0 <= last.removed <= 0.1 + 1e-6
        assert last.kept < last.before
        assert last.gone and sum(2.718281828**a.logprob for a in last.gone) <= last.removed + 1e-6
        for one, other in pairwise(effects):
            assert one.kept == other.before and one.entropy_after == pytest.approx(other.entropy_before, abs=1e-6)
        drawn = next(c for c in told.explanation.candidates if c.id == records[at].id)
        assert drawn.probability == pytest.approx(records[at].probability, abs=1e-6)
        assert drawn.logprob == pytest.approx(records[at].logprob, abs=1e-6)
        assert drawn.rank == records[at].rank


def test_a_removed_candidate_says_by_whom(pool):
    records = written(pool)
    told = [explained(pool, records, at, top=50).explanation.candidates for at in range(len(records))]
    removed = [c for candidates in told for c in candidates if c.removed_by]
    assert removed
    assert all(c.removed_by == "top_p" and c.probability == 0.0 for c in removed)


def test_logits_that_are_gone_are_computed_only_when_asked_for(pool):
    records = written(pool)
    gone = [replace(r, logits=None) for r in records]
    assert explained(pool, gone, 7).explanation is None
    again, kept = explained(pool, gone, 7, forward=True), explained(pool, records, 7)
    assert not again.kept and kept.kept
    assert kept.logits == records[7].logits
    gone[7] = replace(gone[7], logits=again.logits)
    assert explained(pool, gone, 7).kept
    for one, other in zip(again.explanation.effects, kept.explanation.effects, strict=True):
        assert (one.sampler, one.kept) == (other.sampler, other.kept)
        assert one.removed == pytest.approx(other.removed, abs=1e-4)


def test_a_query_about_a_model_that_is_not_loaded_fails_as_a_step_not_as_a_crash(pool):
    steps = start(cmd.Explain(5, ModelKey("elsewhere"), ("a",), 1), pool, CancelToken(), lambda event: None)
    with pytest.raises(StudioError, match="not loaded"):
        next(steps)


def test_what_a_sampler_removed_is_told_with_the_models_own_numbers_too(pool):
    records = written(pool)
    for at in range(8):
        told = explained(pool, records, at).explanation
        known = {c.id: c for c in told.candidates + told.gone}
        assert len(known) == len(told.candidates + told.gone)
        row = pool.kept.row(records[at].logits).double()
        log_p = row - row.logsumexp(-1)
        for effect in told.effects:
            for gone in effect.gone:
                assert known[gone.id].removed_by == effect.sampler
                assert known[gone.id].logprob == pytest.approx(float(log_p[gone.id]), abs=1e-5)
                assert known[gone.id].rank == 1 + int((row > row[gone.id]).sum())


# -- tokens by text ------------------------------------------------------------------------------------------------


def test_a_text_is_told_as_the_tokens_that_it_is_in_the_middle_of_a_text(pool):
    (told,) = ask(pool, cmd.Tokenise(11, KEY, (" the", "the", "", " wherefore"), ids=(5, 10**6)))
    assert ["".join(f.text for f in forms) for forms in told.texts] == [" the", "the", "", " wherefore"]
    assert [b"".join(f.bytes for f in forms) for forms in told.texts] == [b" the", b"the", b"", b" wherefore"]
    tokenizer = pool.at_hand(KEY).loaded.tokenizer
    assert [[f.id for f in forms] for forms in told.texts] == [
        tokenizer.encode(t) for t in (" the", "the", "", " wherefore")
    ]
    assert (told.ids[0].id, told.ids[0].bytes) == (5, tokenizer.token_bytes(5))
    assert (told.ids[1].id, told.ids[1].bytes) == (10**6, b"")


# -- a change while it is written ----------------------------------------------------------------------------------


def test_other_samplers_hold_from_the_next_token_on(pool):
    greedy = SamplingParams(temperature=0)
    command = cmd.Generate(7, KEY, (PROMPT,), sampling=USED, seed=3, max_tokens=20)
    steps, records, since = start(command, pool, CancelToken(), lambda event: None), [], None
    for event in steps:
        if isinstance(event, ev.TokensArrived):
            records += event.records
            if len(records) == 8:
                (told,) = ask(pool, cmd.Retune(8, 7, greedy))
                since = told.since
    assert since == 8
    assert [r.id for r in records[:8]] == [r.id for r in written(pool)[:8]]
    parts = (PROMPT, tuple(r.id for r in records[:8]))
    rest = ask(pool, cmd.Generate(9, KEY, parts, sampling=greedy, max_tokens=12))
    assert [r.id for r in records[8:]] == [r.id for e in rest if isinstance(e, ev.TokensArrived) for r in e.records]
    (late,) = ask(pool, cmd.Retune(10, 7, greedy))
    assert late.since is None


# -- what is kept --------------------------------------------------------------------------------------------------


def test_the_oldest_rows_leave_when_the_room_is_full():
    kept = KeptLogits(limit_bytes=4 * 100 * 3)
    numbers = [kept.keep(torch.full((100,), float(i))) for i in range(5)]
    assert [kept.row(n) is not None for n in numbers] == [False, False, True, True, True]
    assert kept.row(numbers[-1])[0] == 4.0
    assert kept.row(None) is None and kept.row(999) is None


def test_outlines_count_against_the_room_and_leave_with_their_rows():
    kept = KeptLogits(limit_bytes=20_000)
    numbers = [kept.keep(torch.randn(1000)) for _ in range(4)]
    assert all(kept.outline(number, 1000, 0, 0, 0) is not None for number in numbers[1:])
    assert kept.row(numbers[0]) is None and kept.row(numbers[-1]) is not None
    assert kept.outline(numbers[0], 1000, 0, 0, 0) is None


def test_one_pass_over_the_text_fills_the_rows_that_are_gone(pool, monkeypatch):
    records = written(pool)
    passes = []
    forward = Decoder.hidden
    monkeypatch.setattr(
        Decoder, "hidden", lambda *args, **more: passes.append(args[1].size(1)) or forward(*args, **more)
    )
    gone = replay(pool, records, USED, rows=3)
    assert (gone.first, gone.complete, gone.logits) == (3, False, ()) and not passes
    told = replay(pool, records, USED, rows=3, forward=True)
    assert (told.first, told.complete) == (None, True)
    assert sum(passes) == records[-1].position  # each token of the text once, but for the last one
    assert told.logits[:3] == tuple(r.logits for r in records[:3])
    passes.clear()
    held = [replace(record, logits=number) for record, number in zip(records, told.logits, strict=True)]
    assert replay(pool, held, USED).first is None
    other = SamplingParams(temperature=0.3)
    assert replay(pool, held, other).first == replay(pool, records, other).first is not None
    assert not passes


def test_no_more_rows_are_read_again_than_there_is_room_for(pool, monkeypatch):
    records = written(pool)
    monkeypatch.setattr(KeptLogits, "room", lambda self, vocabulary: 10)
    told = replay(pool, records, USED, rows=0, forward=True)
    assert (told.first, told.complete) == (10, False)
    assert sum(number is not None for number in told.logits) == 10


def test_a_healed_text_replays_as_it_was_drawn(pool, request):
    events = ask(pool, cmd.Generate(2, KEY, ("ROMEO:",), sampling=USED, seed=5, max_tokens=20, begin="\nWhat li"))
    records = [record for event in events if isinstance(event, ev.TokensArrived) for record in event.records]
    request.getfixturevalue("no_forward")
    drawn = tuple(cmd.DrawnToken(r.id, r.position, r.logits) for r in records)
    asked = cmd.Replay(3, KEY, ("ROMEO:", tuple(r.id for r in records)), drawn, USED, 5)
    (told,) = ask(pool, replace(asked, begin="\nWhat li"))
    assert (told.first, told.complete) == (None, True)
    (told,) = ask(pool, asked)
    assert told.first is not None  # without it the model would have been free to begin otherwise


def test_forty_tokens_under_mirostat_are_twenty_and_twenty(pool, request):
    sampling = SamplingParams(mirostat_tau=3.0, mirostat_eta=0.3)
    whole = written(pool, sampling, count=40)
    first = written(pool, sampling, count=20)
    last = first[-1]
    mu = next_mu(last.mu, -log2(last.probability), 3.0, 0.3)
    parts = (PROMPT, tuple(r.id for r in first))
    events = ask(pool, cmd.Generate(2, KEY, parts, sampling=sampling, seed=3, max_tokens=20, mu=mu))
    second = [record for event in events if isinstance(event, ev.TokensArrived) for record in event.records]
    assert [r.id for r in first + second] == [r.id for r in whole]
    assert second[0].mu == pytest.approx(whole[20].mu, abs=1e-9)
    request.getfixturevalue("no_forward")
    drawn = tuple(cmd.DrawnToken(r.id, r.position, r.logits) for r in second)
    asked = cmd.Replay(3, KEY, (*parts, tuple(r.id for r in second)), drawn, sampling, 3, mu=second[0].mu)
    assert ask(pool, asked)[0].first is None
