"""Write several versions: one batch, siblings behind the same text, stopped together, one step to undo."""

from __future__ import annotations

import pytest
from fake_host import STATS, token
from PySide6.QtCore import Qt

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Generate, Retune


@pytest.fixture
def several(studio, qtbot):
    """Asks for three versions; `say` lets the members have words, `end` ends them."""

    class Several:
        def __init__(self):
            studio.type(qtbot, "Once")
            studio.score()
            studio.host.answers.pop(Generate)
            studio.window.commands["generate.several"].trigger()
            self.bar = studio.window.page.aids.several
            self.bar.count.setValue(3)
            qtbot.keyClick(self.bar.count, Qt.Key.Key_Return)
            self.command = studio.host.last(Generate)
            self.drawn = 0

        def say(self, *words):
            for member, word in zip(self.command.members, words, strict=True):
                if word:
                    records = (token(word, self.drawn, 0.4),)
                    studio.vocabulary |= {r.id: r.text for r in records}
                    studio.host.say(ev.TokensArrived(self.command.job, member, records))
            self.drawn += 1
            studio.turn()

        def end(self, *members, reason="max_tokens"):
            for member in members or self.command.members:
                studio.host.say(ev.GenerationDone(self.command.job, member, "", reason, "", STATS))
            studio.turn()

    studio.window.show()
    return Several()


def texts(studio):
    document = studio.document
    return [document.node(n).text for n in document.node(document.node(document.current).parent).children]


def test_several_versions_are_one_batch_and_siblings_of_the_same_text(studio, several):
    assert several.command.members == (0, 1, 2)
    assert not several.bar.isVisible()
    several.say(" upon", " more", " bitten")
    several.say(" a time", "", " twice")
    assert studio.editor.toPlainText() == "Once upon a time"
    assert studio.document.versions() == (1, 3)
    several.end(1)
    assert studio.workspace.busy
    several.say(" there", "", " shy")
    several.end(0, 2)
    assert not studio.workspace.busy
    assert texts(studio) == [" upon a time there", " more", " bitten twice shy"]
    settings = [n.settings for n in studio.document.nodes() if n.drawn]
    assert [s["member"] for s in settings] == [0, 1, 2]
    assert len({s["seed"] for s in settings}) == 1
    studio.window.commands["versions.next"].trigger()
    assert studio.editor.toPlainText() == "Once more"


def test_stop_ends_all_of_them_and_undo_comes_back_in_one_step(studio, several):
    several.say(" upon", " more", " bitten")
    studio.window.commands["generate.stop"].trigger()
    assert studio.host.cancelled == [several.command.job]
    several.end(reason="cancelled")
    assert not studio.workspace.busy
    assert {n.stop_reason for n in studio.document.nodes() if n.drawn} == {"cancelled"}
    studio.window.commands["edit.undo"].trigger()
    assert studio.editor.toPlainText() == "Once"
    studio.window.commands["edit.redo"].trigger()
    assert studio.editor.toPlainText() == "Once upon"


def test_versions_that_drew_nothing_are_taken_away(studio, several):
    several.end(reason="cancelled")
    assert studio.editor.toPlainText() == "Once"
    assert [n.text for n in studio.document.nodes()] == ["", "Once"]


def test_what_is_typed_while_the_prompt_is_read_stays(studio, several, qtbot):
    studio.editor.setFocus()
    studio.type(qtbot, "!")
    assert not studio.workspace.busy
    assert studio.editor.toPlainText() == "Once!"
    several.say(" upon", " more", " bitten")
    assert studio.editor.toPlainText() == "Once!"


def test_tokens_of_other_versions_move_nothing_on_screen(studio, several):
    several.say(" upon", " more", " bitten")
    tokens, remade = studio.document.tokens(), studio.document.remade
    several.say("", " and", " by")
    assert studio.document.tokens() is tokens
    assert studio.document.remade == remade
    several.end()
    assert texts(studio) == [" upon", " more and", " bitten by"]


def test_samplers_that_change_meanwhile_hold_for_those_that_still_run(studio, several):
    studio.host.say(ev.PromptRead(several.command.job, (token("Once", 0),), 1024))
    several.say(" upon", " more", " bitten")
    several.end(1)
    studio.window.page.settings.set_sampler("temperature", 0.5)
    studio.window.page.generation._retuning._send()
    asked = studio.host.last(Retune)
    studio.host.say(ev.Retuned(asked.job, asked.target, 1))
    studio.turn()
    several.end(0, 2)
    assert ["retuned" in n.settings for n in studio.document.nodes() if n.drawn] == [True, False, True]


def test_more_versions_with_a_locked_seed_are_the_next_members(studio, several):
    several.end(reason="cancelled")
    settings = studio.window.page.settings
    settings.set_seed(7)
    settings.set_seed_locked(True)
    generation = studio.window.page.generation
    generation.write_several(2)
    several.command = studio.host.last(Generate)
    several.say(" upon", " more")
    several.end()
    studio.window.commands["edit.undo"].trigger()
    generation.write_several(3)
    assert studio.host.last(Generate).members == (2, 3, 4)
    assert studio.host.last(Generate).seed == 7


def test_at_temperature_zero_all_versions_would_be_the_same_text(studio, several):
    several.end(reason="cancelled")
    studio.window.page.settings.set_sampler("temperature", 0.0)
    sent = len(studio.host.sent_of(Generate))
    studio.window.page.generation.write_several(4)
    assert len(studio.host.sent_of(Generate)) == sent
    assert "same text" in studio.window.status.message.toolTip()


def test_escape_closes_the_question_and_nothing_is_written(studio, several, qtbot):
    several.end(reason="cancelled")
    sent = len(studio.host.sent_of(Generate))
    studio.window.commands["generate.several"].trigger()
    assert several.bar.isVisible()
    qtbot.keyClick(several.bar.count, Qt.Key.Key_Escape)
    assert not several.bar.isVisible()
    assert len(studio.host.sent_of(Generate)) == sent
