"""How attention is looked at, against numpy: averages, what is left out, value weights, words and characters."""

import json
import math

import numpy as np
import pytest
from fake_host import bare

from gpt_studio.protocol.attention import HeadStatistics
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.leaving.sidecar import read_view
from gpt_studio.ui.look_inside.gallery import Gallery, share_of
from gpt_studio.ui.look_inside.growing import GrowingWeights
from gpt_studio.ui.look_inside.labels import token_names
from gpt_studio.ui.look_inside.map.grain import units_of
from gpt_studio.ui.look_inside.saved_attention import SavedAttention
from gpt_studio.ui.look_inside.saving import save
from gpt_studio.ui.look_inside.view import AttentionView, as_viewed
from gpt_studio.ui.look_inside.viewing import Viewing, averaged, evenness, left_out, received, without

TEXTS = ("The", " c", "at", " s", "at", " on", "\n", "!")


def records_of(texts=TEXTS):
    return [bare(text, at) for at, text in enumerate(texts)]


def attention(heads=3, tokens=len(TEXTS)):
    rows = np.tril(np.random.default_rng(2).random((heads, tokens, tokens)) ** 3 + 1e-3)
    return (rows / rows.sum(-1, keepdims=True)).astype(np.float32)


def test_without_the_first_token_rows_are_what_is_left_over_its_sum():
    a = attention()[0]
    found = without(a, np.arange(len(a)) == 0)
    expected = a[1:, 1:].astype(np.float64) / a[1:, 1:].astype(np.float64).sum(1, keepdims=True)
    assert np.abs(found[1:, 1:] - expected).max() < 1e-7
    assert (found[:, 0] == 0).all() and (found[0] == 0).all()


def test_an_average_is_the_mean_and_values_weigh_each_key():
    a, norms = attention(), np.random.default_rng(1).random((3, len(TEXTS))).astype(np.float32)
    assert np.abs(averaged(a) - a.astype(np.float64).mean(0)).max() < 1e-7
    assert np.abs(averaged(a, norms) - (a.astype(np.float64) * norms[:, None, :]).mean(0)).max() < 1e-6
    assert averaged(a[:1]) is not None and (averaged(a[:1]) == a[0]).all()


def test_special_tokens_are_left_out_with_the_first():
    records = [
        bare("Hi", 0),
        TokenRecord(1, "<|im_end|>", b"<|im_end|>", 1),
        bare(" you", 2),
        TokenRecord(3, "", b"</s>", 3),
    ]
    assert left_out(Viewing(left_out="special"), records).tolist() == [True, True, False, True]
    assert left_out(Viewing(left_out="first"), records).tolist() == [True, False, False, False]
    assert not left_out(Viewing(), records).any()


@pytest.mark.parametrize("grain", ["tokens", "words", "characters"])
def test_rows_still_add_up_to_one_and_nothing_looks_ahead_in_any_units(grain):
    records = records_of()
    units, a = units_of(records, token_names(records), grain), attention()[0]
    found = units.regrouped(a)
    assert found.shape == (len(units.names),) * 2
    assert np.abs(found.sum(1) - 1).max() < 1e-6
    for unit, end in enumerate(units.seen):
        assert (found[unit, end:] == 0).all()


def test_words_receive_sums_and_look_as_their_tokens_do_on_average():
    records, a = records_of(), attention()[0].astype(np.float64)
    units = units_of(records, token_names(records), "words")
    groups = [[0], [1, 2], [3, 4], [5], [6], [7]]
    assert [name.label for name in units.names] == ["The", "␣cat", "␣sat", "␣on", "⏎", "!"]
    expected = [[np.mean([sum(a[i, j] for j in key) for i in query]) for key in groups] for query in groups]
    assert np.abs(units.regrouped(a.astype(np.float32)) - expected).max() < 1e-6
    assert [units.unit_of(token) for token in range(8)] == [0, 1, 1, 2, 2, 3, 4, 5]
    assert [units.token_of(unit) for unit in range(6)] == [0, 2, 4, 5, 6, 7]


def test_characters_share_what_their_token_receives():
    records, a = records_of(), attention()[0]
    units, found = units_of(records, token_names(records), "characters"), None
    found = units.regrouped(a)
    text, owner = "".join(TEXTS), [t for t, s in enumerate(TEXTS) for _ in s]
    assert len(units.names) == len(text)
    for i, query in enumerate(owner):
        for j, key in enumerate(owner):
            assert found[i, j] == pytest.approx(a[query, key] / len(TEXTS[key]), abs=1e-7)


def test_parts_of_one_character_stay_together():
    halves = [
        bare("a", 0),
        TokenRecord(9, "", "你".encode()[:2], 1),
        TokenRecord(8, "你", "你".encode()[2:], 2),
        bare("b", 3),
    ]
    for grain in ("words", "characters"):
        units = units_of(halves, token_names(halves), grain)
        assert [name.label for name in units.names] == ["a", "你", "b"]
        assert units.regrouped(attention(1, 4)[0]).sum(1) == pytest.approx(1, abs=1e-6)


def test_profiles_are_the_means_and_entropies_of_their_definitions():
    a, seen = attention()[0], np.arange(1, len(TEXTS) + 1)
    expected = [np.mean([a[i, j] for i in range(j, len(a))]) for j in range(len(a))]
    assert np.abs(received(a, seen) - expected).max() < 1e-6
    rows = [
        -sum(w * math.log(w) for w in row if w > 0) / math.log(i + 1) if i else 0
        for i, row in enumerate(a.astype(float))
    ]
    assert np.abs(evenness(a, seen) - rows).max() < 1e-6


def test_rows_that_come_one_by_one_are_those_of_the_whole():
    a = attention(3, 600)
    held = GrowingWeights(a[:, :10, :10].copy())
    assert held.append(12, [a[:, 12, :13]], 1 << 40) == 0  # a gap
    for start in range(8, 600, 50):
        held.append(start, [a[:, i, : i + 1] for i in range(start, min(start + 50, 600))], 1 << 40)
    assert held.rows == 600 and (held.weights == a).all()
    assert GrowingWeights(a[:, :10, :10]).append(10, [a[:, 10, :11]], 1000) == 0  # no room


def test_heads_are_ranked_by_their_share_of_a_box(qtbot):
    gallery, a = Gallery(), {layer: attention(4, 50) ** (layer + 1) for layer in range(3)}
    gallery.set_box((20, 30, 5, 9))
    for layer, weights in a.items():
        gallery.take(layer, weights)
    qtbot.waitUntil(lambda: not gallery.busy)
    ranked = gallery.ranked("box", [(layer, head) for layer in a for head in range(4)])
    for (layer, head), number in ranked:
        rows = a[layer][head, 20:31].astype(np.float64)
        assert number == pytest.approx(rows[:, 5:10].sum() / rows.sum(), rel=1e-6)
    assert [number for _, number in ranked] == sorted((number for _, number in ranked), reverse=True)
    assert len(ranked) == 12 and gallery.missing(4) == [3]
    assert share_of((0, 0, 0, 0), np.zeros((1, 1), np.float32)) == 0


def test_heads_are_ranked_by_each_of_their_numbers_and_those_without_are_left_out():
    gallery = Gallery()
    for head, entropy in enumerate((0.2, None, 0.9)):
        gallery.statistics[0, head] = HeadStatistics(0, head, entropy, 0.1, 0.1, 0.1, 1.0, 2.0)
    heads = [(0, head) for head in range(4)]
    assert [head for head, _ in gallery.ranked("entropy", heads)] == [(0, 2), (0, 0)]
    assert gallery.ranked("induction", heads) == []


# -- saved -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewing", [
    Viewing(), Viewing("words", "first", True), Viewing("characters", "first"), Viewing(value_weighted=True),
    Viewing("words", "special", True, True), Viewing(logarithmic=True),
])  # fmt: skip
@pytest.mark.parametrize("average", [(), (0, 2)])
def test_what_is_saved_is_what_is_shown_and_says_how_it_was_made(viewing, average, tmp_path, qapp):
    model = tmp_path / "m.bin"
    model.write_bytes(b"x")
    records, a = records_of(), attention()
    norms = np.random.default_rng(1).random((1, 3, len(TEXTS))).astype(np.float32)
    chosen = list(average) or [1]
    raw = AttentionView(
        "m", str(model), (1, 3), tuple(r.id for r in records), TEXTS, token_names(records), (0,), tuple(chosen),
        a[None, chosen], 0, chosen[0], query=4, query_token=4, average=average, seed=7,
    )  # fmt: skip
    view = as_viewed(raw, records, viewing, norms[:, chosen])
    mean = (a[chosen] * (norms[0, chosen][:, None, :] if viewing.value_weighted else 1)).mean(0)
    if viewing.renormalises:
        mean = without(mean, left_out(viewing, records))
    expected = units_of(records, token_names(records), viewing.grain).regrouped(mean)
    assert view.shown == pytest.approx(expected, abs=1e-6)
    for ending in (".npz", ".csv", ".svg", ".png"):
        beside = save(view, tmp_path / f"a{ending}")
    with np.load(tmp_path / "a.npz") as found:
        assert np.array_equal(found["attention"], view.weights)
        assert found["attention"].shape[:2] == (1, 1)
        assert ("average" in found) == bool(average) and ("units" in found) == (viewing.grain != "tokens")
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[1].split(",")[1] == ("0+2" if average else "1")
    assert np.float32(lines[-1].split(",")[-1]) == view.shown[-1, -1]
    saved = SavedAttention.of(read_view(beside))
    assert (saved.viewing, saved.average, saved.query, read_view(beside).seed) == (viewing, average, 4, 7)
    assert ("divided" in json.loads(beside.read_text())["viewing"]["numbers"]) == viewing.renormalises
