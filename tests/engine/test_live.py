"""Rows of attention while text is written, against one forward over the text as it ended, and transformers' eager."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from live_fixture import KEY, PROMPT, TOKENIZER, ask, done, ids_of, pool_of, steps, told
from models import MATRIX, network, twin_of

from gpt_studio.gpt.config import Rope
from gpt_studio.gpt.model import Decoder
from gpt_studio.inspection import live as live_rows
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.protocol.commands import Generate, LoadModel
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import PromptRead, TokensArrived
from gpt_studio.protocol.looking import RowsArrived, Show, Showing
from gpt_studio.sampling import loop

PROMPT_IDS = TOKENIZER.encode(PROMPT)


def generate(**changed):
    return Generate(**({"job": 5, "key": KEY, "parts": (PROMPT,), "max_tokens": 64, "seed": 2, "top": 0} | changed))


def matrix(events, member=0):
    """Rows as [layers, H, T, T]; every row comes once."""
    rows = {}
    for event in events:
        if isinstance(event, RowsArrived) and event.member == member:
            for n, row in enumerate(event.rows):
                position = event.first + n
                assert position not in rows
                assert (row.dtype, row.flags.c_contiguous) == (np.float32, True)
                assert row.shape[2] == position + 1
                rows[position] = row
    found = np.zeros((*rows[0].shape[:2], len(rows), len(rows)), np.float32)
    for position, row in rows.items():
        found[:, :, position, : position + 1] = row
    return found


KINDS = [(name, {}) for name in MATRIX] + [
    ("gqa-rope-rmsnorm-untied", {"windows": (7, 0, 3), "softcap": 3.0, "qk_norm": "head"}),
    ("mha-learned-layernorm-tied", {"windows": (4, 4, 4), "position": "none"}),
    ("gqa-rope-layernorm-tied", {"no_rope_layers": (0,), "attention_scale": 0.3}),
]


@pytest.mark.parametrize(("name", "switches"), KINDS)
def test_rows_while_64_tokens_are_written_equal_one_forward_over_the_final_text(name, switches):
    model = network(name, **switches)
    events = ask(pool_of(model), generate(shown=(2, 0)))
    ids = torch.tensor(PROMPT_IDS + ids_of(events))
    assert len(ids) == 9 + 64
    found = matrix(events)
    assert found.shape == (2, 4, 72, 72)  # that of the newest token would come with the next
    np.testing.assert_allclose(found, attention_weights(model, ids[:-1], (2, 0)), atol=1e-5)
    np.testing.assert_allclose(found.sum(-1, dtype=np.float64), 1, atol=1e-5)
    twin = None if switches else twin_of(name, model)
    if twin is not None:
        with torch.no_grad():
            eager = twin(ids[None, :-1], output_attentions=True).attentions
        np.testing.assert_allclose(found, np.stack([eager[layer][0].numpy() for layer in (2, 0)]), atol=1e-5)
    assert found[..., 20:, :].max(-1).mean() > 0.2  # rows are far from uniform


def test_a_bfloat16_network_gives_float32_rows_that_sum_to_one():
    found = matrix(ask(pool_of(network("gqa-rope-rmsnorm-untied", torch.bfloat16)), generate(shown=(1,))))
    np.testing.assert_allclose(found.sum(-1, dtype=np.float64), 1, atol=1e-6)


def test_where_nothing_is_shown_nothing_is_watched_and_showing_changes_no_bit(monkeypatch):
    watches, forward = [], Decoder.forward

    def spied(self, *args, watch=None, **options):
        watches.append(watch)
        return forward(self, *args, watch=watch, **options)

    monkeypatch.setattr(Decoder, "forward", spied)
    plain = ask(pool_of("gqa-rope-rmsnorm-tied"), generate())
    assert watches == [None] * 64
    shown = ask(pool_of("gqa-rope-rmsnorm-tied"), generate(shown=(0, 1, 2)))
    assert None not in watches[64:]
    assert told(plain) == told(shown)
    assert not any(isinstance(e, RowsArrived) for e in plain)


def test_a_prompt_read_in_pieces_sends_the_same_rows(monkeypatch):
    whole = matrix(ask(pool_of("gqa-rope-rmsnorm-tied"), generate(shown=(1,))))
    monkeypatch.setattr(loop, "piece_length", lambda *_: 4)
    monkeypatch.setattr(live_rows, "ROWS", 3)
    events = ask(pool_of("gqa-rope-rmsnorm-tied"), generate(shown=(1,)))
    assert [e.first for e in events if isinstance(e, RowsArrived)][:6] == [0, 3, 4, 7, 8, 9]
    np.testing.assert_allclose(matrix(events), whole, atol=1e-5)


def test_every_member_has_rows_of_its_own_text():
    model = network("gqa-rope-rmsnorm-tied")
    events = ask(pool_of(model), generate(shown=(1,), members=(0, 2, 5), max_tokens=20))
    texts = {member: ids_of(events, member) for member in (0, 2, 5)}
    assert len({tuple(ids) for ids in texts.values()}) == 3
    for member, drawn in texts.items():
        ids = torch.tensor(PROMPT_IDS + drawn)[:-1]
        np.testing.assert_allclose(matrix(events, member), attention_weights(model, ids, (1,)), atol=1e-5)


def test_members_that_end_early_leave_the_rows_of_the_others_right():
    model = network("gqa-rope-rmsnorm-tied")
    alone = ask(pool_of(model), generate(members=(2,), max_tokens=20))
    stop = (TOKENIZER.decode(ids_of(alone, 2)[4:6]),)
    events = ask(pool_of(model), generate(shown=(1,), members=(0, 2, 5), max_tokens=20, stop=stop))
    assert done(events, 2).stop_reason == "stop_string"
    for member in (0, 2, 5):
        ids = torch.tensor(PROMPT_IDS + ids_of(events, member))[:-1]
        found = matrix(events, member)
        np.testing.assert_allclose(found, attention_weights(model, ids[: found.shape[2]], (1,)), atol=1e-5)


def test_positions_of_a_kept_cache_are_not_read_again_and_send_no_rows():
    model = network("gqa-rope-rmsnorm-tied")
    pool = pool_of(model)
    first = ask(pool, generate(max_tokens=10))
    parts = (PROMPT, tuple(ids_of(first)))
    events = ask(pool, generate(parts=parts, shown=(0,), max_tokens=10))
    cached = done(events).stats.cached_tokens
    assert cached == 18
    arrived = [e for e in events if isinstance(e, RowsArrived)]
    assert arrived[0].first == cached
    ids = torch.tensor(PROMPT_IDS + ids_of(first) + ids_of(events))
    whole = attention_weights(model, ids, (0,))
    for event in arrived:
        for position, row in enumerate(event.rows, event.first):
            np.testing.assert_allclose(row, whole[:, :, position, : position + 1], atol=1e-5)


def drawn_until(run, count):
    """Events until so many tokens have been drawn."""
    events = []
    while sum(len(e.records) for e in events if isinstance(e, TokensArrived)) < count:
        events.append(next(run))
    return events


def test_layers_can_be_chosen_and_left_while_it_is_written():
    model = network("gqa-rope-rmsnorm-tied")
    pool = pool_of(model)
    run = steps(pool, generate(max_tokens=30))
    events = drawn_until(run, 5)
    (showing,) = ask(pool, Show(9, 5, (1,)))
    assert showing == Showing(9, 5, 9 + 4)  # the fifth token is read next
    events += drawn_until(run, 5)
    assert ask(pool, Show(10, 5, (0, 2))) == [Showing(10, 5, 9 + 9)]
    events += drawn_until(run, 5)
    ask(pool, Show(11, 5, ()))
    events += run
    arrived = [e for e in events if isinstance(e, RowsArrived)]
    assert [(e.first, e.layers) for e in arrived] == [(n, (1,)) for n in range(13, 18)] + [
        (n, (0, 2)) for n in range(18, 23)
    ]
    ids = torch.tensor(PROMPT_IDS + ids_of(events))
    for event in arrived:
        whole = attention_weights(model, ids[: event.first + 1], event.layers)
        np.testing.assert_allclose(event.rows[0], whole[:, :, -1], atol=1e-5)
    assert told(events) == told(ask(pool_of(model), generate(max_tokens=30)))


def test_a_show_before_the_first_forward_waits_for_it():
    pool = pool_of("gqa-rope-rmsnorm-tied")
    run = steps(pool, generate(max_tokens=3))
    assert isinstance(next(run), PromptRead)
    from gpt_studio.engine.live_queries import show_steps

    asked = show_steps(Show(9, 5, (1,)), pool)
    assert next(asked) is None
    first = next(run)
    assert isinstance(first, RowsArrived)
    assert list(asked) == [Showing(9, 5, 9)]
    list(run)
    assert ask(pool, Show(9, 5, (1,))) == [Showing(9, 5, None)]
    assert not pool.lives


def test_where_the_context_slides_rows_end_and_it_is_said_once():
    pool = pool_of("gqa-rope-rmsnorm-tied", context=24)
    run = steps(pool, generate(shown=(1,), max_tokens=30, on_full="slide"))
    events = drawn_until(run, 28)
    arrived = [e for e in events if isinstance(e, RowsArrived)]
    assert sum(len(e.rows) for e in arrived) == 24
    assert [e for e in events if isinstance(e, Showing)] == [Showing(5, 5, None)]
    assert ask(pool, Show(9, 5, (2,))) == [Showing(9, 5, None)]
    assert not any(isinstance(e, RowsArrived | Showing) for e in run)


def test_a_prompt_longer_than_the_context_has_no_rows():
    events = ask(pool_of("gqa-rope-rmsnorm-tied", context=24), generate(
        parts=(PROMPT * 4,), shown=(1,), max_tokens=5, on_full="slide"
    ))  # fmt: skip
    assert [e for e in events if isinstance(e, RowsArrived | Showing)] == [Showing(5, 5, None)]


def test_a_text_that_is_read_again_when_its_rotations_change_sends_its_rows_again():
    rope = Rope(8, scaling="longrope", original_len=16, short_factors=(1.0,) * 4, long_factors=(3.0,) * 4)
    model = network("gqa-rope-rmsnorm-untied", rope=rope)
    events = ask(pool_of(model), generate(shown=(1,), max_tokens=20))
    arrived = [e for e in events if isinstance(e, RowsArrived)]
    again = next(i for i, e in enumerate(arrived) if i and e.first == 0)
    assert len(arrived[again].rows) == 17
    ids = torch.tensor(PROMPT_IDS + ids_of(events))[:-1]
    np.testing.assert_allclose(matrix(arrived[again:]), attention_weights(model, ids, (1,)), atol=1e-5)


def test_layers_that_are_not_there_are_refused_before_anything_is_drawn():
    pool = pool_of("gqa-rope-rmsnorm-tied")
    with pytest.raises(StudioError, match="layer 3 does not exist"):
        ask(pool, generate(shown=(3,)))
    run = steps(pool, generate(max_tokens=3))
    next(run)
    with pytest.raises(StudioError, match="layer -1 does not exist"):
        ask(pool, Show(9, 5, (-1,)))
    assert len(ids_of(run)) == 3


def test_the_bundled_model_shows_what_it_shows_without_the_cache():
    from gpt_studio.engine.pool import Pool
    from gpt_studio.protocol.models import ModelKey

    key, pool = ModelKey("bundled"), Pool(1 << 40, threads=1)
    ask(pool, LoadModel(1, key))
    events = ask(pool, generate(key=key, parts=("ROMEO:\nWhat light",), shown=(0, 1), max_tokens=64))
    loaded = pool.get(key).loaded
    prompt = next(e for e in events if isinstance(e, PromptRead))
    ids = torch.tensor([r.id for r in prompt.records] + ids_of(events))[:-1]
    np.testing.assert_allclose(matrix(events), attention_weights(loaded.model, ids, (0, 1)), atol=1e-5)
