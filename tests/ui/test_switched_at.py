"""Each token is explained, replayed and attributed with what was off when it was drawn, whatever is off now."""

from __future__ import annotations

import pytest
from sampler_answers import settle, write

from gpt_studio.protocol.commands import Explain, Replay
from gpt_studio.protocol.looking import Attribute
from gpt_studio.protocol.switches import NOTHING_OFF, Switch, Switches
from gpt_studio.ui.write.switched_at import switched_at

HEAD = Switches((Switch(1, "head", 2),))
MEAN = Switches((Switch(0, "mlp"),), mode="mean", since=1)


@pytest.fixture
def written(studio, qtbot):
    """ROMEO, then an answer without a head, then one with the mean of an MLP; in the end everything is on."""
    studio.workspace.switch(HEAD)
    studio.answers = write(studio, qtbot)
    studio.workspace.switch(MEAN)
    studio.generate()
    settle(studio, qtbot)
    studio.workspace.switch(NOTHING_OFF)
    studio.score()
    settle(studio, qtbot)
    return studio


def drawn(studio):
    return [at for at, token in enumerate(studio.document.tokens()) if token.drawn]


def ids(studio, end):
    return tuple(token.record.id for token in studio.document.tokens()[:end])


def pin(studio, qtbot, index):
    studio.workspace.set_pinned(index)
    settle(studio, qtbot)


def test_typed_text_is_read_with_what_is_off_now_and_drawn_text_with_what_was_off(written):
    first, second = drawn(written)[0], drawn(written)[3]
    assert switched_at(written.workspace, 0) == (NOTHING_OFF, ())
    assert switched_at(written.workspace, first) == (HEAD, ())
    over = (ids(written, second),)
    assert {switched_at(written.workspace, at) for at in drawn(written)[3:]} == {(MEAN, over)}
    written.workspace.switch(MEAN)
    assert switched_at(written.workspace, 0) == (MEAN, (ids(written, len(written.document.tokens())),))
    assert switched_at(written.workspace, first) == (HEAD, ())


def test_a_generation_that_was_split_still_began_where_it_began(written):
    second, last = drawn(written)[3], drawn(written)[-1]
    document = written.document
    over = (ids(written, second),)
    document.choose(last, document.tokens()[last].record, {})
    document.walk(-1)
    assert document.tokens()[second].node != document.tokens()[last].node
    assert switched_at(written.workspace, last) == (MEAN, over)


def test_the_waterfall_asks_for_the_pass_with_what_was_off(written, qtbot):
    written.window.centre.toggle_side_panel()
    at = drawn(written)[4]
    pin(written, qtbot, at)
    asked = written.host.last(Explain)
    assert (asked.switches, asked.over) == (MEAN, (ids(written, drawn(written)[3]),))
    pin(written, qtbot, drawn(written)[1])
    assert (written.host.last(Explain).switches, written.host.last(Explain).over) == (HEAD, ())


def test_where_its_logits_are_gone_the_pass_is_offered_also_when_parts_were_off(studio, qtbot):
    studio.workspace.switch(HEAD)
    answers = write(studio, qtbot)
    answers.held = False
    studio.window.commands["generate.again"].trigger()
    studio.turn()
    studio.window.centre.toggle_side_panel()
    pin(studio, qtbot, drawn(studio)[1])
    explaining = studio.window.page.explaining
    assert explaining.needs_pass
    explaining.read_again()
    settle(studio, qtbot)
    asked = studio.host.last(Explain)
    assert asked.switches == HEAD and explaining.explanation is not None


def test_a_replay_offers_the_pass_and_makes_it_with_what_was_off(written, qtbot):
    written.answers.first, written.answers.complete = (1, 0, ""), False
    with qtbot.waitSignal(written.window.page.replaying.pass_offered, check_params_cb=bool):
        written.window.page.settings.set_sampler("temperature", 1.4)
        settle(written, qtbot)
    written.window.page.replaying.read_again()
    asked = written.host.last(Replay)
    assert asked.forward
    assert (asked.switches, asked.over) == (MEAN, (ids(written, drawn(written)[3]),))


def test_why_this_token_is_of_the_network_that_drew_it(written, qtbot):
    written.window.centre.toggle_side_panel()
    why = written.window.page.why
    why.fold.setChecked(True)
    for at, switches in ((drawn(written)[1], HEAD), (drawn(written)[4], MEAN)):
        pin(written, qtbot, at)
        qtbot.waitUntil(lambda s=switches: bool(written.host.sent_of(Attribute)) and
                        written.host.last(Attribute).switches == s, timeout=2000)  # fmt: skip
    assert written.host.last(Attribute).over == (ids(written, drawn(written)[3]),)
