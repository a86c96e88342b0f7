"""A text that was written with parts off is explained and replayed with the same parts off: weight-edited copies."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from live_fixture import KEY, PROMPT, TOKENIZER, ask, ids_of, pool_of, records
from models import MATRIX, network
from test_switched_off_queries import HEAD, generate, mean_z, without_head

from gpt_studio.protocol.commands import DrawnToken, Explain, Replay
from gpt_studio.protocol.looking import Attribute
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.protocol.switches import NOTHING_OFF, Switch, Switches

MEAN = replace(HEAD, mode="mean")
ALL = 61  # rows of the head
USED = SamplingParams(temperature=0.9, top_p=0.9)
PLANS = [
    ("mha-learned-layernorm-tied", HEAD),
    ("gqa-rope-rmsnorm-untied", MEAN),
    ("gqa-learned-layernorm-untied", Switches((Switch(0, "layer"),), since=len(PROMPT) + 3)),
    ("mha-rope-rmsnorm-tied", Switches((Switch(0, "kv_group", 1), Switch(2, "mlp")), mode="mean", since=4)),
]


def model_of(name):
    return network(name, torch.float64)


def explained(pool, before, token, **changes):
    """(log-probability, rank, what is left of it) of every id, by a pass over the text before the token."""
    asked = Explain(6, KEY, (PROMPT, tuple(before)) if before else (PROMPT,), token, USED, seed=2, top=ALL)
    told = ask(pool, replace(asked, **({"forward": True} | changes)))[-1].explanation
    return {c.id: (c.logprob, c.rank, c.probability) for c in told.candidates}


def drawn_of(written, rows=0):
    return tuple(DrawnToken(r.id, r.position, r.logits if i < rows else None) for i, r in enumerate(written))


def replayed(pool, written, sampling, **changes):
    parts = (PROMPT, tuple(r.id for r in written))
    asked = Replay(7, KEY, parts, drawn_of(written), sampling, 2, forward=True)
    return ask(pool, replace(asked, **changes))[-1]


def close(found, expected, tolerance=1e-5):
    assert found.keys() == expected.keys()
    for token, numbers in found.items():
        assert numbers == pytest.approx(expected[token], abs=tolerance)


@pytest.mark.parametrize(("name", "switches"), PLANS)
def test_the_pass_of_an_explanation_finds_the_row_that_the_token_was_drawn_from(name, switches):
    pool = pool_of(model_of(name))
    written = records(ask(pool, generate(sampling=USED, switches=switches)))
    ids = [r.id for r in written]
    for at in (0, 7, 23):
        kept = explained(pool, ids[:at], ids[at], forward=False, logits=written[at].logits)
        close(explained(pool, ids[:at], ids[at], switches=switches, over=(PROMPT,)), kept)
        logprob, rank, left = kept[ids[at]]
        assert (logprob, rank, left) == pytest.approx(
            (written[at].logprob, written[at].rank, written[at].probability), abs=1e-6
        )
    whole = explained(pool, ids[:23], ids[23])
    assert whole[ids[23]] != pytest.approx(kept[ids[23]], abs=1e-3)  # the network with everything on says otherwise


@pytest.mark.parametrize("name", MATRIX[::3])
@pytest.mark.parametrize("switches", [HEAD, MEAN], ids=["zero", "mean"])
def test_an_explanation_is_that_of_the_edited_network(name, switches):
    model = model_of(name)
    mean = mean_z(model, PROMPT) if switches.mode == "mean" else None
    ids = TOKENIZER.encode("CABBAGE?FACADE")
    ours = explained(pool_of(model), ids, 5, switches=switches, over=(PROMPT,))
    close(ours, explained(pool_of(without_head(model, mean=mean)), ids, 5))
    if mean is not None:  # over another text it is another network
        assert ours[5] != pytest.approx(explained(pool_of(model), ids, 5, switches=switches)[5], abs=1e-4)


def test_where_the_context_slid_since_counts_in_the_text():
    pool, late = pool_of(model_of("gqa-rope-rmsnorm-tied"), 16), replace(HEAD, since=25)
    written = records(ask(pool, generate(sampling=USED, switches=late, on_full="slide")))
    ids = [r.id for r in written]
    for at in (12, 20):
        kept = explained(pool, ids[:at], ids[at], forward=False, logits=written[at].logits)
        close(explained(pool, ids[:at], ids[at], switches=late), kept)


@pytest.mark.parametrize(("name", "switches"), PLANS)
def test_rows_that_one_pass_brings_back_are_those_that_the_text_was_drawn_from(name, switches):
    pool = pool_of(model_of(name))
    written = records(ask(pool, generate(sampling=USED, switches=switches)))
    told = replayed(pool, written, USED, switches=switches, over=(PROMPT,))
    assert (told.first, told.complete) == (None, True)
    for record, number in zip(written, told.logits, strict=True):
        torch.testing.assert_close(pool.kept.row(number), pool.kept.row(record.logits), atol=1e-5, rtol=0)
    other = SamplingParams(temperature=1.6)
    again = ids_of(ask(pool, generate(sampling=other, switches=switches)))
    first = next(i for i, (a, b) in enumerate(zip(written, again, strict=True)) if a.id != b)
    told = replayed(pool, written, other, switches=switches, over=(PROMPT,))
    assert (told.first, told.id) == (first, again[first])
    plain = replayed(pool, written, USED, over=(PROMPT,))
    rows = zip(plain.logits[4:], written[4:], strict=True)
    assert all((pool.kept.row(n) - pool.kept.row(r.logits)).abs().max() > 1e-3 for n, r in rows if n is not None)


def test_a_replay_is_that_of_the_edited_network():
    model = model_of("gqa-rope-layernorm-tied")
    pool, edited = pool_of(model), pool_of(without_head(model, mean=mean_z(model, PROMPT)))
    written = records(ask(pool, generate(sampling=USED, switches=MEAN)))
    for temperature in (0.0, 0.5, 1.3):
        other = SamplingParams(temperature=temperature)
        ours = replayed(pool, written, other, switches=MEAN, over=(PROMPT,))
        theirs = replayed(edited, written, other)
        assert (ours.first, ours.id, ours.text) == (theirs.first, theirs.id, theirs.text)


@pytest.mark.parametrize(("name", "switches"), PLANS)
def test_the_parts_of_a_logit_sum_to_that_from_which_the_token_was_drawn(name, switches):
    pool = pool_of(model_of(name))
    written = records(ask(pool, generate(sampling=USED, switches=switches)))
    at, before = 11, tuple(r.id for r in written[:11])
    asked = Attribute(8, KEY, (PROMPT, before), len(PROMPT) + 10, written[at].id, switches=switches, over=(PROMPT,))
    found = ask(pool, asked)[-1]
    row = pool.kept.row(written[at].logits)
    assert found.logit == pytest.approx(float(row[written[at].id]), abs=1e-5)
    assert sum(part.value for part in found.components) == pytest.approx(found.logit, abs=1e-9)
    whole = ask(pool, replace(asked, switches=NOTHING_OFF))[-1]
    assert abs(whole.logit - found.logit) > 1e-3
