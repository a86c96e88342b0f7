"""Writing, scoring and looking with parts switched off, against weight-edited copies; no KV cache is mixed up."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from live_fixture import KEY, PROMPT, TOKENIZER, ask, done, ids_of, pool_of, records, steps, told
from models import MATRIX, network

from gpt_studio.engine import references
from gpt_studio.engine.cancel import CancelToken
from gpt_studio.inspection import means as means_module
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.means import mean_activations
from gpt_studio.protocol.commands import Attend, Generate, Score
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import AttentionReady, GenerationDone, Progress, TextScored
from gpt_studio.protocol.looking import Ablate, Ablated, Sweep, Swept
from gpt_studio.protocol.switches import NOTHING_OFF, Switch, Switches

HEAD = Switches((Switch(1, "head", 2),))
TEXT = "CABBAGE?FACADE<BADE=FADED;ABBA"


def generate(**changed):
    return Generate(**({"job": 5, "key": KEY, "parts": (PROMPT,), "max_tokens": 24, "seed": 2, "top": 3} | changed))


def without_head(model, layer=1, head=2, mean=None):
    """A copy whose rows of W_O for a head are 0; with a mean of its z, what that adds is put into b_O."""
    edited, size = copy.deepcopy(model), model.config.head_dim
    out = edited.blocks[layer].attn.out
    columns = slice(head * size, (head + 1) * size)
    with torch.no_grad():
        if mean is not None:
            if out.bias is None:
                out.bias = torch.nn.Parameter(torch.zeros_like(out.weight[:, 0]))
            out.bias += out.weight[:, columns] @ mean.to(out.weight)
        out.weight[:, columns] = 0
    return edited


def mean_z(model, text, layer=1, head=2):
    """The mean of a head's z over a text, read at once."""
    found = []

    def watch(name, at, x):
        if (name, at) == ("hook_z", layer):
            found.append(x[0, head])

    with torch.no_grad():
        model(torch.tensor([TOKENIZER.encode(text)]), watch=watch)
    return found[0].double().mean(0)


# -- writing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MATRIX[::2])
def test_a_text_written_without_a_head_is_that_of_the_edited_network_with_the_same_random_numbers(name):
    model = network(name, torch.float64)
    ours = ask(pool_of(model), generate(switches=HEAD, members=(0, 1)))
    edited = ask(pool_of(without_head(model)), generate(members=(0, 1)))
    for member in (0, 1):
        assert ids_of(ours, member) == ids_of(edited, member)
        for a, b in zip(records(ours, member), records(edited, member), strict=True):
            assert (a.logprob, a.margin) == pytest.approx((b.logprob, b.margin), abs=1e-5)
    assert ids_of(ours) != ids_of(ask(pool_of(model), generate()))


def test_from_here_on_the_prompt_is_read_with_everything_on():
    model = network("gqa-rope-rmsnorm-tied", torch.float64)
    since = Switches(HEAD.off, since=len(PROMPT))
    events = ask(pool_of(model), generate(switches=since))
    plain = ask(pool_of(model), generate())
    everywhere = ask(pool_of(model), generate(switches=HEAD))
    assert records(events)[0].logprob == records(plain)[0].logprob  # the prompt's last position is on
    assert ids_of(events) != ids_of(plain)
    assert ids_of(events) != ids_of(everywhere)


def test_the_mean_is_over_the_prompt_as_it_stands():
    model = network("gqa-rope-rmsnorm-tied", torch.float64)
    ours = ask(pool_of(model), generate(switches=Switches(HEAD.off, mode="mean")))
    edited = ask(pool_of(without_head(model, mean=mean_z(model, PROMPT))), generate())
    assert ids_of(ours) == ids_of(edited)
    assert any(isinstance(e, Progress) and e.phase == "reference" and (e.done, e.total) == (9, 9) for e in ours)


PLANS = [
    NOTHING_OFF,
    HEAD,
    Switches((Switch(0, "layer"),), since=4),
    Switches((Switch(0, "mlp"),), since=7),
    Switches(HEAD.off, mode="mean"),
    Switches(HEAD.off, mode="mean", since=5),
]


@pytest.mark.parametrize("first", PLANS)
@pytest.mark.parametrize("second", PLANS)
def test_a_kept_cache_is_never_mixed_with_one_that_was_read_otherwise(first, second):
    model = network("gqa-rope-rmsnorm-tied")
    pool = pool_of(model)
    ask(pool, generate(switches=first, max_tokens=6))
    again = ask(pool, generate(switches=second, parts=(PROMPT + "AB",), max_tokens=8))
    cold = ask(pool_of(model), generate(switches=second, parts=(PROMPT + "AB",), max_tokens=8))
    assert ids_of(again) == ids_of(cold)
    for a, b in zip(records(again), records(cold), strict=True):
        assert a.logprob == pytest.approx(b.logprob, abs=2e-5)
    sinces = [one.since for one in (first, second) if one.active]
    own_mean = first.active and first.mode == "mean"  # of another prompt
    same = first == second and not own_mean
    assert done(again).stats.cached_tokens == (len(PROMPT) if same or not sinces else min(*sinces, len(PROMPT)))


def test_the_same_prompt_under_the_same_mean_reuses_its_cache():
    pool = pool_of("gqa-rope-rmsnorm-tied")
    mean = Switches(HEAD.off, mode="mean")
    first, second = (ask(pool, generate(switches=mean)) for _ in range(2))
    assert (done(first).stats.cached_tokens, done(second).stats.cached_tokens) == (0, len(PROMPT) - 1)
    assert ids_of(first) == ids_of(second)


def test_where_the_context_slides_since_counts_in_the_text():
    model = network("gqa-rope-rmsnorm-tied", torch.float64)
    since = Switches(HEAD.off, since=30)
    events = ask(pool_of(model, 16), generate(switches=since, on_full="slide"))
    whole = TOKENIZER.encode(PROMPT) + ids_of(events)
    for number, record in enumerate(records(events)):
        position = len(PROMPT) + number
        begin = max(0, position - 16)

        def off(name, layer, x, begin=begin):
            if (name, layer) == ("hook_z", 1):
                x = x.clone()
                x[:, 2, max(30 - begin, 0) :] = 0
                return x
            return None

        with torch.no_grad():
            row = model(torch.tensor([whole[begin:position]]), watch=off)[0, -1].double().log_softmax(-1)
        assert record.logprob == pytest.approx(row[record.id].item(), abs=1e-6)


def test_nothing_off_writes_the_same_to_the_last_bit():
    model = network("gqa-rope-rmsnorm-tied")
    assert told(ask(pool_of(model), generate(switches=Switches(mode="mean", since=3)))) == told(
        ask(pool_of(model), generate())
    )


@pytest.mark.parametrize("wrong", [Switch(3, "head", 0), Switch(0, "head", 4), Switch(0, "kv_group", 2)])
def test_parts_that_are_not_there_are_refused_in_every_command(wrong):
    pool, switches = pool_of("gqa-rope-rmsnorm-tied"), Switches((wrong,))
    for command in (
        generate(switches=switches),
        Score(6, KEY, (TEXT,), switches=switches),
        Attend(7, KEY, (TEXT,), (0,), switches=switches),
        Ablate(8, KEY, (TEXT,), switches),
    ):
        with pytest.raises(StudioError, match="does not exist") as refused:
            ask(pool, command)
        assert refused.value.code == "bad_parameter"
    assert not pool.lives
    assert not pool.tunings


# -- reading -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("context", [96, 12])
def test_a_text_is_scored_without_a_head_also_in_windows(context):
    model = network("mha-learned-layernorm-tied", torch.float64)
    (ours,) = (e for e in ask(pool_of(model, context), Score(6, KEY, (TEXT,), switches=HEAD)))
    (edited,) = (e for e in ask(pool_of(without_head(model), context), Score(6, KEY, (TEXT,))))
    assert isinstance(ours, TextScored)
    assert [r.logprob for r in ours.records[1:]] == pytest.approx([r.logprob for r in edited.records[1:]], abs=1e-5)

    late = ask(pool_of(model, context), Score(6, KEY, (TEXT,), switches=Switches(HEAD.off, since=20)))[-1]
    plain = ask(pool_of(model, context), Score(6, KEY, (TEXT,)))[-1]
    changed = [a.logprob != b.logprob for a, b in zip(late.records, plain.records, strict=True)]
    assert changed == [i > 20 for i in range(len(TEXT))]


def test_attention_is_that_of_the_network_without_the_head():
    model = network("gqa-rope-rmsnorm-tied", torch.float64)
    (ready,) = (e for e in ask(pool_of(model), Attend(7, KEY, (TEXT,), (1, 2), switches=HEAD)))
    assert isinstance(ready, AttentionReady)
    expected = attention_weights(without_head(model), torch.tensor(TOKENIZER.encode(TEXT)), (1, 2))
    np.testing.assert_allclose(ready.weights, expected, atol=1e-6)
    assert not np.allclose(ready.weights[1], attention_weights(model, torch.tensor(TOKENIZER.encode(TEXT)), (2,))[0])


# -- references ----------------------------------------------------------------------------------------------------


def test_the_mean_of_a_file_is_made_once_until_the_file_changes(tmp_path, monkeypatch):
    model = network("mha-learned-layernorm-tied", torch.float64)
    reference, read = tmp_path / "reference.txt", []

    def counted(*arguments):
        read.append(arguments[1])
        return mean_activations(*arguments)

    monkeypatch.setattr(references, "mean_activations", counted)
    pool = pool_of(model)
    for text in (TEXT, TEXT[::-1] + "AA"):
        reference.write_text(text)
        switches = Switches(HEAD.off, mode="mean", reference=str(reference))
        edited = without_head(model, mean=mean_z(model, text))
        for _ in range(2):
            assert ids_of(ask(pool, generate(switches=switches))) == ids_of(ask(pool_of(edited), generate()))
    assert read == [TOKENIZER.encode(TEXT), TOKENIZER.encode(TEXT[::-1] + "AA")]


def test_a_reference_that_cannot_be_read_is_refused(tmp_path):
    pool = pool_of("mha-learned-layernorm-tied")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "nothing").write_text("")
    for name, said in (("absent", "cannot be read"), ("bytes", "is not a text"), ("nothing", "needs a text")):
        switches = Switches(HEAD.off, mode="mean", reference=str(tmp_path / name))
        with pytest.raises(StudioError, match=said):
            ask(pool, Ablate(8, KEY, (TEXT,), switches))


def test_a_cancel_while_the_reference_is_read_ends_every_member(monkeypatch):
    monkeypatch.setattr(means_module, "piece_length", lambda *_: 2)
    token = CancelToken()
    mean = Switches(HEAD.off, mode="mean")
    run = steps(pool_of("mha-learned-layernorm-tied"), generate(switches=mean, members=(0, 1)), token)
    assert isinstance(next(run), Progress)
    token.cancel()
    ends = list(run)
    assert [(type(e), e.member, e.stop_reason) for e in ends] == [(GenerationDone, m, "cancelled") for m in (0, 1)]


# -- ablation and the sweep ----------------------------------------------------------------------------------------


def test_ablation_tells_every_token_with_and_without():
    model = network("gqa-rope-rmsnorm-tied", torch.float64)
    pool = pool_of(model)
    found = ask(pool, Ablate(8, KEY, (TEXT,), HEAD))[-1]
    assert isinstance(found, Ablated)
    assert (found.switches, len(found.records), len(found.kl)) == (HEAD, len(TEXT), len(TEXT) - 1)
    for switches, said in ((NOTHING_OFF, found.baseline), (HEAD, found.ablated)):
        scored = ask(pool, Score(6, KEY, (TEXT,), switches=switches))[-1]
        assert said == pytest.approx([r.logprob for r in scored.records[1:]], abs=1e-5)
    with pytest.raises(StudioError, match="nothing is switched off"):
        ask(pool, Ablate(8, KEY, (TEXT,), NOTHING_OFF))


@pytest.mark.parametrize("mode", ["zero", "mean"])
def test_the_sweep_equals_ablations_and_counts_the_heads(mode):
    pool = pool_of("gqa-rope-rmsnorm-untied")
    events = ask(pool, Sweep(9, KEY, (TEXT,), mode=mode))
    found = events[-1]
    assert isinstance(found, Swept)
    counted = [(e.done, e.total) for e in events if isinstance(e, Progress) and e.phase == "heads"]
    assert counted == [(n, 12) for n in range(1, 13)]
    for layer, head in ((0, 0), (1, 3), (2, 1)):
        switches = Switches((Switch(layer, "head", head),), mode)
        one = ask(pool, Ablate(8, KEY, (TEXT,), switches))[-1]
        assert found.delta_loss[layer, head] == pytest.approx((one.baseline - one.ablated).mean(), abs=1e-6)
        assert found.kl[layer, head] == pytest.approx(one.kl.mean(), abs=1e-6)
    assert found.baseline_loss == pytest.approx(-one.baseline.mean(), abs=1e-6)
    screened = ask(pool, Sweep(9, KEY, (TEXT,), screen_only=True))[-1]
    assert (screened.delta_loss, screened.kl) == (None, None)
    assert np.array_equal(screened.screen, found.screen)
    assert screened.baseline_loss == pytest.approx(found.baseline_loss, abs=1e-5)


def test_a_sweep_without_gradients_has_no_screen_and_says_so_when_asked_for_it_alone():
    pool = pool_of(network("gqa-rope-rmsnorm-untied").bfloat16())
    found = ask(pool, Sweep(9, KEY, (TEXT,)))[-1]
    assert np.isnan(found.screen).all()
    assert np.isfinite(found.delta_loss).all()
    with pytest.raises(StudioError, match="Load the model in float32"):
        ask(pool, Sweep(9, KEY, (TEXT,), screen_only=True))


def test_a_sweep_ends_soon_after_a_cancel():
    token = CancelToken()
    run = steps(pool_of("gqa-rope-rmsnorm-untied"), Sweep(9, KEY, (TEXT,)), token)
    next(run)
    token.cancel()
    with pytest.raises(StudioError, match="cancelled"):
        list(run)
