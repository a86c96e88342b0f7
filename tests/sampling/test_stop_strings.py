"""Stop strings: no part of one is ever shown, and every drawn token arrives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.sampling.stop_strings import StopStrings


def record(text):
    return TokenRecord(0, text, text.encode(), 0)


def run(texts, stops):
    """What is shown, in order, and the stop string that was met."""
    strings, shown, met = StopStrings(stops), [], None
    for text in texts:
        ready, met = strings.push(record(text))
        shown += ready
        if met:
            break
    else:
        shown += strings.flush()
    return strings, shown, met


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=3), max_size=12), st.text("abc", min_size=1, max_size=4))
def test_what_is_shown_is_the_text_before_the_first_stop_string(texts, stop):
    strings, shown, met = run(texts, (stop,))
    whole = "".join(texts)
    expected = whole.split(stop)[0]
    assert "".join(r.shown for r in shown) == expected == strings.text
    assert (met is not None) == (stop in whole)


def test_a_partial_stop_string_is_held_back_until_it_is_decided():
    strings = StopStrings(("END",))
    assert strings.push(record("a E"))[0] == []
    ready, _ = strings.push(record("N"))
    assert ready == []
    ready, met = strings.push(record("x"))
    assert [r.text for r in ready] == ["a E", "N", "x"]
    assert met is None


def test_every_record_is_delivered_when_a_stop_string_is_met():
    _, shown, met = run(["one ", "E", "ND more"], ("END",))
    assert met.string == "END"
    assert [(r.text, r.shown) for r in shown] == [("one ", "one "), ("E", ""), ("ND more", "")]


def test_the_earliest_of_several_stop_strings_counts():
    _, shown, met = run(["abcd"], ("cd", "bc"))
    assert met.string == "bc"
    assert shown[0].shown == "a"
