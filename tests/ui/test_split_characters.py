"""Characters that are cut between tokens, and stop strings that come in pieces, as the window shows them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import pytest
from fake_host import STATS, token
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gpt_studio.gpt.tokenizers.spans import Completion
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Generate
from gpt_studio.sampling.stop_strings import StopStrings
from gpt_studio.ui.write.text_marks import unfinished


@dataclass
class Pieces:
    """A vocabulary of any byte strings."""

    data: list[bytes]

    def token_bytes(self, number: int) -> bytes:
        return self.data[number]


def cut(text: str, places: list[int]) -> list[bytes]:
    data = text.encode()
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in itertools.pairwise(edges)]


def begin(studio):
    studio.editor.insertPlainText("a")
    studio.host.answers.pop(Generate, None)
    studio.window.commands["generate.start"].trigger()
    return studio.host.last(Generate).job


def stream(studio, job, pieces, stop=()):
    """Batches of one token each, as the generation loop makes them; the text on screen after each."""
    tokenizer, strings, seen = Pieces(pieces), StopStrings(stop), []
    completion = Completion(tokenizer)
    for i, data in enumerate(pieces):
        record = replace(token("x", i, 0.5), text=completion.push(i), bytes=data)
        ready, stopped = strings.push(record)
        if ready:
            studio.host.say(ev.TokensArrived(job, 0, tuple(ready)))
        studio.turn()
        seen.append(studio.editor.toPlainText())
        if stopped:
            break
    else:
        rest = strings.flush()
        if rest:
            studio.host.say(ev.TokensArrived(job, 0, tuple(rest)))
    studio.host.say(ev.GenerationDone(job, 0, "", "stop_string" if stop else "max_tokens", "", STATS))
    studio.turn()
    return seen


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="a 你好世界😀👩‍👩‍👧é", min_size=1, max_size=12), st.lists(st.integers(0, 200), max_size=30))
def test_any_split_of_emoji_and_chinese_streams_without_replacement_characters(studio, text, places):
    before = studio.document.text() + "a"
    job = begin(studio)
    seen = stream(studio, job, cut(text, places))
    for shown in [*seen, studio.editor.toPlainText()]:
        assert "\ufffd" not in shown
        assert (before + text).startswith(shown)
    assert studio.document.text() == before + text == studio.editor.toPlainText()


def test_what_is_left_of_a_character_at_the_end_is_shown_as_bytes(studio):
    job = begin(studio)
    stream(studio, job, [b" so ", b"\xe4\xbd"])
    assert studio.document.text() == "a so "
    assert unfinished(studio.document.tokens()) == b"\xe4\xbd"
    with_bytes = studio.editor.viewport().grab().toImage()
    studio.document.cut_before(len(studio.document.tokens()) - 1)
    studio.workspace.touch_text()
    assert unfinished(studio.document.tokens()) == b""
    assert studio.editor.viewport().grab().toImage() != with_bytes


@pytest.mark.parametrize("stop", ["\nUser:", "你好", "##"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.integers(0, 200), max_size=20))
def test_no_part_of_a_stop_string_flashes(studio, stop, places):
    before = studio.document.text() + "a"
    job = begin(studio)
    seen = stream(studio, job, cut(" is so" + stop + " more", places), (stop,))
    assert all((before + " is so").startswith(shown) for shown in seen), seen
    assert studio.document.text() == before + " is so" == studio.editor.toPlainText()
