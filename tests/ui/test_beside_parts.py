"""Beside each other, without a window: what is otherwise, which token stands where, numbers in words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fake_host import token

from gpt_studio.protocol.events import Compared
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.store.document import Token
from gpt_studio.ui.comparison.nats import kl_text, signed_nats
from gpt_studio.ui.comparison.numbers import numbers_of
from gpt_studio.ui.write.beside.alignment import aligned, first_difference
from gpt_studio.ui.write.beside.choice import Choice
from gpt_studio.ui.write.beside.right_text import Mirrored, fits, perplexity
from gpt_studio.ui.write.beside.words import differences, sum_and_mean

LEFT = ModelKey("a", "bfloat16", "cpu", 128, ("adapter",))


def laid_out(*texts):
    found, at = [], 0
    for i, text in enumerate(texts):
        found.append(Token(token(text, i, number=sum(text.encode())), at, at + len(text), 0, i, True))
        at += len(text)
    return found


def told(ids, a, b, kl, draw_kl=None, keys=("a", "b")):
    numbers = [None if x is None else np.array([np.nan, *x]) for x in (a, b, kl, draw_kl)]
    return Compared(1, ModelKey(keys[0]), ModelKey(keys[1]), tuple(ids), *numbers, seconds=0.1)


# -- what is otherwise ---------------------------------------------------------------------------------------------


def test_what_is_not_chosen_is_as_on_the_left():
    sampling = SamplingParams(temperature=0.7, top_p=0.9)
    assert Choice().key(LEFT) == LEFT
    assert Choice().sampling(sampling) == sampling
    assert Choice().numbers(7, 3) == (7, 3)
    assert differences(Choice(), 7) == []


def test_each_field_has_a_value_of_its_own(qapp):
    choice = Choice("b", "int8", (), 9, {"temperature": 1.2, "top_k": 5}, "llama.cpp")
    assert choice.key(LEFT) == ModelKey("b", "int8", "cpu", None, ())
    right = choice.sampling(SamplingParams(temperature=0.7, top_p=0.9))
    assert right == SamplingParams(temperature=1.2, top_p=0.9, top_k=5, order=LLAMA_CPP_ORDER)
    assert choice.numbers(7, 3) == (9, 0)
    assert differences(choice, 7) == [
        "b",
        "int8",
        "no adapter",
        "Temperature 1.2",
        "Top-k 5",
        "order llama.cpp",
        "seed 9",
    ]
    assert choice.without_model().key(LEFT) == LEFT


def test_the_lefts_own_seed_takes_the_lefts_member_too():
    assert Choice(seed=7).numbers(7, 3) == (7, 3)


# -- which token stands where --------------------------------------------------------------------------------------


def test_sides_with_the_same_tokens_part_at_the_first_other_id():
    left, right = laid_out("a", " b", " c"), laid_out("a", " b", " d", " e")
    assert first_difference(left, right, ("a b c", "a b d e"), same_tokens=True) == (2, 2)
    assert first_difference(left, left[:2], ("a b c", "a b"), same_tokens=True) == (-1, -1)


def test_other_tokens_of_the_same_text_are_no_difference():
    left, right = laid_out("ab", "cd", "ef"), laid_out("a", "bc", "de", "x")
    assert first_difference(left, right, ("abcdef", "abcdex"), same_tokens=False) == (2, 3)
    assert first_difference(left, right[:3], ("abcdef", "abcde"), same_tokens=False) == (-1, -1)


def test_tokens_are_aligned_by_their_number_or_else_by_where_they_stand():
    left, right = laid_out("ab", "cd", "ef"), laid_out("a", "b", "c", "def")
    assert [aligned(i, left, right, same_tokens=True) for i in (-1, 0, 2, 5)] == [-1, 0, 2, -1]
    assert [aligned(i, left, right, same_tokens=False) for i in (0, 1, 2)] == [0, 2, 3]
    assert aligned(2, left, right[:1], same_tokens=False) == 0
    assert aligned(1, left, [], same_tokens=True) == -1


# -- numbers -------------------------------------------------------------------------------------------------------


def test_the_document_is_shown_with_the_numbers_of_the_right():
    tokens = laid_out("a", " b", " c")
    ids = [t.record.id for t in tokens]
    shown = Mirrored().tokens(tokens, told(ids, (-1.0, -2.0), (-1.5, -0.5), (0.1, 0.2)))
    assert [t.record.logprob for t in shown] == [None, -1.5, -0.5]
    assert [(t.start, t.end, t.record.top) for t in shown] == [(0, 1, ()), (1, 3, ()), (3, 5, ())]
    assert [t.record.logprob for t in Mirrored().tokens(tokens, None)] == [None] * 3


def test_a_comparison_of_another_text_does_not_fit():
    tokens = laid_out("a", " b")
    ids = [t.record.id for t in tokens]
    assert fits(tokens, told(ids, (-1.0,), (-1.0,), (0.0,)))
    assert not fits(tokens, told([*ids, 5], (-1.0,) * 2, (-1.0,) * 2, (0.0,) * 2))
    assert not fits(tokens, told([ids[0], 5], (-1.0,), (-1.0,), (0.0,)))
    assert not fits(tokens, None)


def test_two_models_have_delta_and_kl_and_one_model_only_the_kl_of_its_draws():
    two = told([1, 2], (-1.0,), (-1.5,), (0.25,), (np.inf,))
    assert numbers_of(two, of_draws=False).kl[1] == 0.25
    assert numbers_of(two, of_draws=False).delta[1] == -0.5
    assert math.isinf(numbers_of(two, of_draws=True).kl[1])
    one = told([1, 2], (-1.0,), (-1.0,), (0.0,), (0.75,), keys=("a", "a"))
    numbers = numbers_of(one, of_draws=False)
    assert numbers.kl[1] == 0.75 and numbers.one_model and np.isnan(numbers.delta).all()


def test_perplexity_is_that_of_the_mean_surprisal():
    records = [token("a", 0, 0.5), token("b", 1, 0.125)]
    assert perplexity(records) == pytest.approx(math.sqrt(2 * 8))
    assert perplexity([]) is None


def test_numbers_are_said_with_their_unit_and_infinity_by_name(qapp):
    assert [signed_nats(x) for x in (0.42, -1.3, 0.0, -0.0035)] == [
        "+0.42 nats",
        "−1.30 nats",
        "0.00 nats",
        "−0.0035 nats",
    ]
    assert [kl_text(x) for x in (0.12, 0.0, 0.000063, 1e-9, math.inf)] == [
        "0.12 nats", "0.00 nats", "0.000063 nats", "< 0.000001 nats", "∞",
    ]  # fmt: skip
    assert sum_and_mean(np.array([np.nan, 0.5, 1.5])) == "sum 2.00 nats, mean 1.00 nats"
    assert (
        sum_and_mean(np.array([np.nan, np.inf, 1.5]))
        == "∞ at 1 of 2 tokens · at the others sum 1.50 nats, mean 1.50 nats"
    )
    assert sum_and_mean(np.array([np.inf])) == "∞ at 1 of 1 tokens"
    assert sum_and_mean(np.array([np.nan])) == "–"
