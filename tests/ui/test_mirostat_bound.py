"""A text that goes on is the text that had not stopped: mirostat's bound, and what is left to begin with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_host import token

from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.store.document import Document
from gpt_studio.ui.write.drawn_with import described
from gpt_studio.ui.write.mirostat_bound import bound_behind, left_to_begin

MIROSTAT = SamplingParams(mirostat_tau=4.0, mirostat_eta=0.25)


def drawn_text(sampling=MIROSTAT, mu=6.5, probability=0.125, *, begin="", words=(" one", " two", " three")):
    """A prompt, and words that were drawn under samplers, each with its bound."""
    document = Document()
    document.set_model("m")
    document.edit(0, 0, "Count:")
    document.set_scores((token("Count:", 0, 0.5, drawn=False),))
    node = document.begin_drawn({"model": "m", **described(sampling), **({"begin": begin} if begin else {})})
    for i, word in enumerate(words):
        record = replace(token(word, i + 1, 0.5, drawn=True), mu=mu, probability=probability)
        document.extend(node, (record,))
    return document


def test_the_bound_behind_a_token_follows_from_its_own_and_from_its_surprise():
    # arXiv 2007.14966: mu <- mu - eta (S - tau), in bits; -log2(0.125) = 3
    assert bound_behind(drawn_text(), 4, MIROSTAT) == pytest.approx(6.5 - 0.25 * (3.0 - 4.0))


def test_the_bound_follows_with_the_values_that_the_token_was_drawn_with():
    now = SamplingParams(mirostat_tau=9.0, mirostat_eta=1.0)
    assert bound_behind(drawn_text(), 2, now) == pytest.approx(6.75)


@pytest.mark.parametrize(
    ("document", "count", "sampling"),
    [
        (drawn_text(), 4, SamplingParams(temperature=0.8)),  # mirostat does not act now
        (drawn_text(), 0, MIROSTAT),  # before the text
        (drawn_text(), 1, MIROSTAT),  # behind the prompt, which was not drawn
        (drawn_text(), 9, MIROSTAT),  # beyond the text
        (drawn_text(SamplingParams(top_k=5), mu=None), 4, MIROSTAT),  # drawn without it
        (drawn_text(replace(MIROSTAT, temperature=0.0)), 4, MIROSTAT),  # greedy: its probability is no surprise
        (drawn_text(probability=0.0), 4, MIROSTAT),
    ],
)
def test_mirostat_begins_anew_where_it_did_not_draw_the_token_before(document, count, sampling):
    assert bound_behind(document, count, sampling) is None


def test_what_is_left_to_begin_with_is_what_the_tokens_before_did_not_say():
    document = drawn_text(begin=" one two thr")
    assert [left_to_begin(document, i) for i in (1, 2, 3)] == [" one two thr", " two thr", " thr"]


def test_nothing_is_left_behind_the_beginning_or_where_there_was_none():
    assert left_to_begin(drawn_text(begin=" one"), 2) == ""
    assert left_to_begin(drawn_text(), 2) == ""


def test_a_beginning_is_counted_in_bytes():
    document = drawn_text(begin=" 漢字", words=(" 漢", "字", "!"))
    assert left_to_begin(document, 2) == "字"
    assert left_to_begin(document, 3) == ""


def test_a_span_that_was_split_began_in_its_front_part():
    document = drawn_text(begin=" one")
    document.cut_before(3)
    front = document.current
    behind = next(n for n in document.children(front) if document.node(n).drawn)
    document.open(behind)
    assert document.node(behind).settings["begin"] == " one"
    assert left_to_begin(document, 3) == ""
