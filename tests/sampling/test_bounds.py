"""What is proven of a row in outline is true of the row: a token that is said to be drawn again is."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import torch

from gpt_studio.protocol.sampling import HF_ORDER, LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.sampling import cuts
from gpt_studio.sampling.bounds.build import Place, rows_of
from gpt_studio.sampling.bounds.fold import fold
from gpt_studio.sampling.bounds.follow import follow, split, stays
from gpt_studio.sampling.bounds.outline import HEAD, outline
from gpt_studio.sampling.bounds.prepared import Prepared
from gpt_studio.sampling.bounds.rows import Rows
from gpt_studio.sampling.bounds.text import Text
from gpt_studio.sampling.chain import Moment, apply, mu_at
from gpt_studio.sampling.draw import draw
from gpt_studio.sampling.penalties import repeated_lengths
from gpt_studio.sampling.replay import GONE, Past, Replay

V = 1500
SEED = 3
RANGES = {
    "repetition_penalty": (0.5, 2.0), "repetition_window": (0, 30), "frequency_penalty": (-1.0, 1.5),
    "presence_penalty": (-1.0, 2.0), "no_repeat_ngram": (1, 4), "dry_multiplier": (0.1, 3.0), "dry_length": (1, 3),
    "dry_window": (0, 30), "temperature": (0.2, 2.5), "dynamic_temperature_high": (0.3, 2.0),
    "dynamic_temperature_low": (0.1, 1.5), "dynamic_temperature_exponent": (0.5, 2.0), "smoothing": (0.02, 1.0),
    "smoothing_curve": (1.0, 8.0), "top_k": (1, 900), "top_p": (0.02, 0.9999), "min_p": (1e-5, 0.9),
    "typical_p": (0.05, 0.999), "top_a": (1e-4, 1.0), "tfs": (0.2, 0.9999), "epsilon_cutoff": (1e-7, 0.2),
    "eta_cutoff": (1e-6, 0.2), "top_n_sigma": (0.2, 6.0), "xtc_probability": (0.2, 1.0), "xtc_threshold": (0.0, 0.4),
}  # fmt: skip


def row_of(made: torch.Generator, kind: str) -> torch.Tensor:
    """Logits of a kind that a model, or a broken one, may have."""
    ranks = torch.randperm(V, generator=made).float() + 1.0
    noise = torch.randn(V, generator=made)
    match kind:
        case "zipf":
            return 8.0 - 1.6 * ranks.log() + 0.5 * noise
        case "sure":
            return -4.0 * ranks.log() + 0.2 * noise
        case "flat":
            return 0.01 * noise
        case "equal":
            return torch.zeros(V)
        case "bfloat16":
            return (3.0 * noise).bfloat16().float()
        case _:
            return 500.0 + 2.0 * noise


KINDS = ("zipf", "sure", "flat", "equal", "bfloat16", "far")


def params_of(chance: random.Random, *, mirostat: bool = False, most: int = 5) -> SamplingParams:
    values = {}
    for name in chance.sample(sorted(RANGES), chance.randint(1, most)):
        low, high = RANGES[name]
        whole = isinstance(getattr(SamplingParams(), name), int)
        values[name] = chance.randint(int(low), int(high)) if whole else chance.uniform(low, high)
    if chance.random() < 0.2:
        kinds = (-math.inf, -2.0, 3.0) if chance.random() < 0.8 else (math.inf,)
        values["logit_bias"] = tuple((chance.randrange(V + 20), chance.choice(kinds)) for _ in range(3))
    if mirostat:
        values |= {"mirostat_tau": chance.uniform(1.0, 8.0), "mirostat_eta": chance.uniform(0.0, 0.5)}
    if chance.random() < 0.1:
        values["temperature"] = 0.0
    if values.get("xtc_probability") and chance.random() < 0.2:
        values["xtc_threshold"] = 0.0
    shuffled = tuple(chance.sample(HF_ORDER, len(HF_ORDER)))
    return SamplingParams(**values, order=chance.choice((HF_ORDER, LLAMA_CPP_ORDER, shuffled)))


def drawn_by_hand(row, ids, params, mu=None, breakers=frozenset()):
    """The plain chain and draw."""
    now = Moment(ids, SEED, 0, len(ids), mu, breakers)
    logits = apply(cuts.drawable(row, V - 7), now, params)
    return draw(logits, greedy=params.temperature == 0, seed=SEED, member=0, position=len(ids))


def written(rows, params, breakers=frozenset(), few=60):
    """(ids, drawn tokens) of a text that these rows and samplers write behind a prompt with repetitions."""
    ids, mu = [i % 7 for i in range(20)], None
    for row in rows:
        fallen = drawn_by_hand(row, ids, params, mu, breakers)
        if params.acts("mirostat"):
            bits = -fallen.log_probability / math.log(2.0)
            mu = cuts.next_mu(mu_at(Moment(mu=mu), params), bits, params.mirostat_tau, params.mirostat_eta)
        ids.append(fallen.id)
    return ids, [Past(token, at) for at, token in enumerate(ids) if at >= 20]


def text_of(ids, params):
    """The text as samplers look at it that touch single tokens, if any do."""
    touching = params.looks_back or params.logit_bias
    return Text(ids, [token for token, _ in params.logit_bias]) if touching else None


def rows_at(rows, ids, drawn, params, samplers=None):
    places = [
        Place(outline(row, V - 7, SEED, 0, past.position), row.numpy(), past.position, past.id)
        for row, past in zip(rows, drawn, strict=True)
    ]
    text = text_of(ids, params)
    found = rows_of(places, V - 7, SEED, 0, text)
    follow(
        found, params.active if samplers is None else samplers, [past.position for past in drawn], params, text, SEED, 0
    )
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_that_is_proven_to_stay_is_drawn_again(kind):
    made, chance, proven, true = torch.Generator().manual_seed(5), random.Random(kind), 0, 0
    for _ in range(60):
        rows = [row_of(made, kind) for _ in range(8)]
        params = params_of(chance)
        ids, drawn = written(rows, params_of(chance, most=2) if chance.random() < 0.6 else params)
        found = stays(rows_at(rows, ids, drawn, params), greedy=params.temperature == 0)
        for row, past, good in zip(rows, drawn, found, strict=True):
            same = drawn_by_hand(row, ids[: past.position], params).id == past.id
            assert same or not good, (params.differing(), params.order)
            proven, true = proven + int(good), true + int(same)
    assert proven > (0 if kind == "equal" else 0.6 * true)


@pytest.mark.parametrize("kind", KINDS)
def test_what_folded_rows_prove_is_true_and_nearly_what_rows_in_full_do(kind):
    made, chance, proven, full = torch.Generator().manual_seed(12), random.Random(kind), 0, 0
    for _ in range(12):
        rows, params = [row_of(made, kind) for _ in range(8)], params_of(chance)
        ids, drawn = written(rows, params_of(chance, most=2) if chance.random() < 0.6 else params)
        text, greedy = text_of(ids, params), params.temperature == 0
        front, rest = split(params.active)
        found = rows_at(rows, ids, drawn, params, samplers=front)
        fold(found)
        assert found.lo.shape[1] < 200
        follow(found, rest, [past.position for past in drawn], params, text, SEED, 0)
        for row, past, good in zip(rows, drawn, stays(found, greedy=greedy), strict=True):
            assert not good or drawn_by_hand(row, ids[: past.position], params).id == past.id, params.differing()
            proven += int(good)
        full += int(stays(rows_at(rows, ids, drawn, params), greedy=greedy).sum())
    assert proven >= 0.7 * full


def test_nearly_every_token_of_a_models_rows_is_proven():
    made, chance, proven, count = torch.Generator().manual_seed(6), random.Random(6), 0, 0
    for _ in range(40):
        rows, params = [row_of(made, "zipf") for _ in range(8)], params_of(chance)
        ids, drawn = written(rows, params)
        proven += int(stays(rows_at(rows, ids, drawn, params), greedy=params.temperature == 0).sum())
        count += len(drawn)
    assert proven > 0.85 * count


@pytest.mark.parametrize("mirostat", [False, True], ids=["without mirostat", "mirostat"])
@pytest.mark.parametrize("kind", ["zipf", "bfloat16"])
def test_the_first_change_is_that_of_the_plain_chain(kind, mirostat):
    made, chance, lengths = torch.Generator().manual_seed(8), random.Random(kind), []
    for _ in range(30):
        rows = [row_of(made, kind) for _ in range(24)]
        params = params_of(chance, mirostat=mirostat)
        ids, drawn = written(rows, params)
        other = replaced(params, chance) if chance.random() < 0.7 else params
        outlines = [outline(row, V - 7, SEED, 0, past.position) for row, past in zip(rows, drawn, strict=True)]
        prepared = Prepared()
        for _ in range(2):  # the second time from what the first has prepared
            replay = Replay(
                drawn, ids, rows.__getitem__, outlines.__getitem__, other, V - 7, SEED, 0, of="it", prepared=prepared
            )
            told = next((found for found in replay.first_change() if found is not None), None)
            assert told == changed_by_hand(rows, ids, drawn, other), (other.differing(), other.order)
        lengths.append(len(drawn) if told is None else told[0])
    assert sum(length > 2 for length in lengths) > 8


def test_rows_without_what_is_out_of_play_prove_the_same(monkeypatch):
    made, chance, asked = torch.Generator().manual_seed(9), random.Random(9), []
    for _ in range(60):
        rows, params = [row_of(made, "zipf") for _ in range(4)], params_of(chance, most=8)
        asked.append((rows, *written(rows, params), params))
    proofs = [stays(rows_at(*one), greedy=one[-1].temperature == 0) for one in asked]
    narrowed = sum(rows_at(*one).lo.shape[1] < HEAD for one in asked)
    monkeypatch.setattr(Rows, "narrow", lambda self: None)
    assert [p.tolist() for p in proofs] == [stays(rows_at(*o), greedy=o[-1].temperature == 0).tolist() for o in asked]
    assert narrowed > 10


def test_what_is_made_ready_serves_every_later_replay_of_the_text():
    made, outlined = torch.Generator().manual_seed(11), []
    rows, penalty = [row_of(made, "zipf") for _ in range(40)], SamplingParams(repetition_penalty=1.1)
    ids, drawn = written(rows, penalty)
    outlines = [outline(row, V - 7, SEED, 0, past.position) for row, past in zip(rows, drawn, strict=True)]

    def replay(params, prepared, breakers=frozenset()):
        def outline_of(i):
            outlined.append(i)
            return outlines[i]

        return Replay(
            drawn, ids, rows.__getitem__, outline_of, params, V - 7, SEED, 0, breakers=breakers, of="it",
            prepared=prepared,
        )  # fmt: skip

    ready = Prepared()
    assert list(replay(penalty, ready).make_ready())
    outlined.clear()
    biased = SamplingParams(repetition_penalty=1.1, logit_bias=((ids[3], -1.0),))
    dry = SamplingParams(dry_multiplier=0.8)
    for params, ends in ((penalty, ()), (SamplingParams(top_k=40), ()), (biased, ()), (dry, ids[5:9]), (dry, ())):
        told = list(replay(params, ready, frozenset(ends)).first_change())
        assert not outlined
        afresh = list(replay(params, Prepared(), frozenset(ends)).first_change())
        assert [found for found in told if found] == [found for found in afresh if found]
        outlined.clear()


def test_a_drag_finds_what_the_last_one_left_and_says_the_same_as_afresh():
    made, chance = torch.Generator().manual_seed(14), random.Random(14)
    rows, params = [row_of(made, "zipf") for _ in range(24)], params_of(chance, most=9)
    ids, drawn = written(rows, params)
    outlines = [outline(row, V - 7, SEED, 0, past.position) for row, past in zip(rows, drawn, strict=True)]

    def told(params, prepared):
        replay = Replay(
            drawn, ids, rows.__getitem__, outlines.__getitem__, params, V - 7, SEED, 0, of="it", prepared=prepared
        )
        return [found for found in replay.first_change() if found is not None]

    ready, answers = Prepared(), []
    for _ in range(25):
        params = replaced(params, chance) if chance.random() < 0.7 else params_of(chance, most=9)
        answers.append(told(params, ready))
        assert answers[-1] == told(params, Prepared()), params.differing()
    assert len({str(answer) for answer in answers}) > 2


def replaced(params, chance):
    """The samplers after one drag."""
    name = chance.choice(
        [name for name in RANGES if getattr(params, name) != getattr(SamplingParams(), name)] or ["top_k"]
    )
    low, high = RANGES[name]
    now = getattr(params, name)
    moved = min(high, max(low, now * chance.uniform(0.9, 1.1)))
    return SamplingParams(**{**vars(params), name: int(moved) if isinstance(now, int) else moved})


def changed_by_hand(rows, ids, drawn, params):
    mu = None
    for i, (row, past) in enumerate(zip(rows, drawn, strict=True)):
        fallen = drawn_by_hand(row, ids[: past.position], params, mu)
        if fallen.id != past.id:
            return i, fallen.id
        if params.acts("mirostat"):
            bits = -fallen.log_probability / math.log(2.0)
            mu = cuts.next_mu(mu_at(Moment(mu=mu), params), bits, params.mirostat_tau, params.mirostat_eta)
    return None


def test_a_replay_ends_where_a_row_is_gone():
    made = torch.Generator().manual_seed(2)
    rows = [row_of(made, "zipf") for _ in range(40)]
    params = SamplingParams(temperature=0.8)
    ids, drawn = written(rows, params)
    held = [*rows[:35], None, *rows[36:]]
    outlines = [None if r is None else outline(r, V - 7, SEED, 0, p.position) for r, p in zip(held, drawn, strict=True)]
    replay = Replay(drawn, ids, held.__getitem__, outlines.__getitem__, params, V - 7, SEED, 0)
    assert [found for found in replay.first_change() if found is not None] == [(35, GONE)]


def test_an_outline_holds_the_row_and_a_row_with_infinities_has_none():
    row = row_of(torch.Generator().manual_seed(4), "zipf")
    found = outline(row, V, SEED, 0, 11)
    assert found.counts.sum() + HEAD == V
    assert (found.counts * found.means).sum() + found.values.sum() == pytest.approx(float(row.double().sum()))
    assert found.values[-1] >= found.highest[0] >= found.lowest[0] >= found.highest[1]
    row[3] = -math.inf
    assert outline(row, V, SEED, 0, 11) is None


def test_what_a_text_repeats_is_what_the_sampler_counts():
    chance = random.Random(1)
    for _ in range(40):
        ids = [chance.randrange(4) for _ in range(30)]
        breakers = frozenset(chance.sample(range(4), chance.randint(0, 2)))
        window, text = chance.choice((0, 7, 20)), Text(ids, [9], breakers)
        for position in (5, 6, 7, 20, 3, 30):
            seen = ids[max(0, position - window) if window else 0 : position]
            found = {int(t): int(n) for t, n in zip(text.tokens, text.repeated(position, window), strict=True) if n}
            assert found == repeated_lengths(seen, breakers)
            counts = dict(zip(text.tokens.tolist(), text.counts(position, window), strict=True))
            assert counts == {t: seen.count(t) for t in counts}
    assert np.array_equal(text.tokens, np.array([*range(4), 9]))
