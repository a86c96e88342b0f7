"""Any sequence of a person's actions: every text that stood is reachable, undo comes back to the exact bytes.

A state machine through the real window. GPT_STUDIO_GATES=full runs it with 200 actions a time, else a tenth of it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from fake_host import STATS
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from window_fixture import end_studio, make_studio

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.chat import ChatPiece
from gpt_studio.protocol.commands import Generate, RenderChat, Replay
from gpt_studio.protocol.effects import Candidate
from gpt_studio.ui.write.beside.choice import Choice

FULL = os.environ.get("GPT_STUDIO_GATES") == "full"
WORDS = st.text(alphabet="ab é漢😀\n\t\r", min_size=1, max_size=8)
ANSWERS = st.lists(st.sampled_from([" the", " old", "漢", "😀", "\n", " ", ".", "ing"]), min_size=1, max_size=40)
SHARE = st.floats(0, 1)


def is_idle(person):
    return not person.studio.workspace.running


class Person(RuleBasedStateMachine):
    """Writes, generates and changes their mind. `committed` are the texts that a version ended with."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.studio = make_studio(Path(self.folder.name))
        self.studio.window.show()
        self.studio.host.answers.pop(Generate)
        self.studio.host.answers[RenderChat] = on_render
        self.studio.vocabulary |= {237: "<s>", 223: "<e>"}
        self.committed: set[str] = set()
        self.past: list[str] = []

    def teardown(self):
        end_studio(self.studio)
        self.studio.window.deleteLater()
        self.folder.cleanup()

    # -- what holds after every action -----------------------------------------------------------------

    @initialize(text=WORDS)
    def begin(self, text):
        self.type(text)

    @invariant()
    def the_editor_shows_the_document(self):
        document, editor = self.studio.document, self.studio.editor
        assert editor.toPlainText().translate({0x240D: "\r"}) == document.text().translate({0x240D: "\r"})
        qt = editor.document()
        whole = QTextCursor(qt)
        whole.select(QTextCursor.SelectionType.Document)
        shown = whole.selectedText().replace("\u2029", "\n")
        for mark in reversed(editor._mirror.units.breaks):
            shown = shown[: mark + _before(editor, mark)] + shown[mark + _before(editor, mark) + 1 :]
        assert shown == editor.toPlainText()
        at = 0
        for token in document.tokens():
            assert token.start >= at
            at = token.end
        assert at <= len(document.text()) + sum(t.record.hidden for t in document.tokens())

    @invariant()
    def every_text_that_was_left_is_reachable(self):
        document = self.studio.document
        assert self.committed <= {text_to(document, node) for node in document.nodes()}

    # -- what a person does ----------------------------------------------------------------------------

    @rule(text=WORDS)
    def type(self, text):
        self.studio.editor.set_caret(len(self.studio.document.text()))
        self.studio.editor.insertPlainText(text)

    @rule(text=WORDS, at=SHARE, length=st.integers(0, 6))
    def edit_anywhere(self, text, at, length):
        start = round(at * len(self.studio.document.text()))
        self.studio.editor.select(start, min(len(self.studio.document.text()), start + length))
        QApplication.clipboard().setText(text)
        self.studio.editor.paste()

    @rule(words=ANSWERS, reason=st.sampled_from(["max_tokens", "eos", "stop_string", "cancelled", ""]))
    def generate(self, words, reason):
        self.studio.window.commands["generate.start"].trigger()
        self.answer(words, reason)

    @rule(words=ANSWERS)
    def another_version(self, words):
        self.studio.window.commands["generate.again"].trigger()
        self.answer(words, "max_tokens")

    @precondition(lambda self: self.studio.workspace.busy)
    @rule()
    def stop(self):
        self.studio.window.commands["generate.stop"].trigger()
        asked = self.studio.host.last(Generate)
        for member in asked.members:
            self.studio.host.say(ev.GenerationDone(asked.job, member, "", "cancelled", "", STATS))
        self.studio.turn()

    @rule()
    def score(self):
        self.studio.score()

    @rule(at=SHARE, words=ANSWERS)
    def choose_an_alternative(self, at, words):
        tokens = self.studio.document.tokens()
        if tokens:
            index = min(len(tokens) - 1, int(at * len(tokens)))
            self.studio.vocabulary[4242] = " else"
            self.studio.window.page.generation.choose(index, Candidate(4242, " else", -2.0, 3, 0.1))
            self.answer(words, "max_tokens")

    @rule(back=st.booleans())
    def walk(self, back):
        self.studio.window.commands["versions.previous" if back else "versions.next"].trigger()

    @rule()
    def undo(self):
        self.studio.window.commands["edit.undo"].trigger()

    @rule()
    def redo(self):
        self.studio.window.commands["edit.redo"].trigger()

    @rule(value=st.sampled_from([0.5, 1.0, 1.5]), length=st.sampled_from([None, 16, 256]))
    def change_settings(self, value, length):
        self.studio.window.page.settings.set_sampler("temperature", value)
        self.studio.window.page.settings.set_max_tokens(length)

    @rule(needle=st.sampled_from(["a", " the", "漢"]), by=st.sampled_from(["", "X😀", "aa"]))
    def replace_all(self, needle, by):
        bar = self.studio.window.page.aids.finder
        bar.open_replace()
        bar.needle.setText(needle)
        bar.by.setText(by)
        bar.replace_every()
        bar._on_close()

    @precondition(is_idle)
    @rule(words=ANSWERS, count=st.integers(2, 4))
    def several_versions(self, words, count):
        self.studio.window.page.generation.write_several(count)
        self.answer(words, "max_tokens")

    @precondition(is_idle)
    @rule(blanks=st.sampled_from([" ", "  ", "\t"]), words=ANSWERS)
    def heal(self, blanks, words):
        self.type(blanks)
        self.studio.window.page.generation.generate_healed()
        self.answer([blanks, *words], "max_tokens")

    @precondition(is_idle)
    @rule(value=st.sampled_from([0.3, 0.7, 1.7]), at=SHARE, words=ANSWERS, anew=st.booleans())
    def drag_a_sampler_on_finished_text(self, value, at, words, anew):
        studio, page = self.studio, self.studio.window.page
        studio.score()
        asked = len(studio.host.sent_of(Replay))
        page.settings.set_sampler("temperature", value)
        page.replaying._replay()
        for command in studio.host.sent_of(Replay)[asked:]:
            first = int(at * len(command.drawn))
            studio.host.say(ev.Replayed(command.job, first, 77, " night", complete=True))
        studio.turn()
        if anew and studio.workspace.divergence is not None:
            page.replay_mark.click()
            self.answer(words, "max_tokens")

    @rule(chat=st.booleans())
    def change_the_view(self, chat):
        self.studio.window.commands["view.chat" if chat else "view.text"].trigger()

    @precondition(is_idle)
    @rule(text=st.text(alphabet="ab 漢😀\n", min_size=1, max_size=8), words=ANSWERS)
    def say_in_the_chat(self, text, words):
        studio = self.studio
        studio.window.commands["view.chat"].trigger()
        composer = studio.window.page.chat.composer
        composer.field.setPlainText(text)
        composer.button.click()
        studio.turn()
        self.answer(words, "max_tokens")

    @precondition(is_idle)
    @rule(left=ANSWERS, right=ANSWERS, kept=st.booleans())
    def write_beside_each_other(self, left, right, kept):
        studio, beside = self.studio, self.studio.window.page.beside
        if not beside.is_open:
            studio.window.commands["generate.compare"].trigger()
            beside.choose(Choice(samplers={"temperature": 1.4}))
        asked = len(studio.host.sent_of(Generate))
        beside.write_both()
        for command, words in zip(studio.host.sent_of(Generate)[asked:], (left, right), strict=False):
            for event in studio.on_generate_words(command, words, "max_tokens"):
                studio.host.say(event)
        studio.turn()
        self.commit()
        if kept and beside.writing.written is not None:
            beside.keep()
            self.commit()

    @precondition(lambda self: self.studio.window.page.beside.is_open)
    @rule()
    def close_the_column(self):
        self.studio.window.page.beside.close()

    @precondition(lambda self: not self.studio.workspace.busy)
    @rule(text=WORDS, at=SHARE)
    def undo_of_an_edit_brings_the_exact_bytes_back(self, text, at):
        before = self.studio.document.text()
        start = round(at * len(before))
        self.studio.editor.replace(start, start, "#" + text)
        after = self.studio.document.text()
        assert after == before[:start] + "#" + text + before[start:]
        self.undo()
        assert self.studio.document.text() == before
        self.redo()
        assert self.studio.document.text() == after
        self.undo()
        assert self.studio.document.text() == before

    # -- inside ----------------------------------------------------------------------------------------

    def answer(self, words, reason):
        studio = self.studio
        if not studio.workspace.busy:
            return
        asked = studio.host.last(Generate)
        for event in studio.on_generate_words(asked, words, reason):
            studio.host.say(event)
        studio.turn()
        if not studio.workspace.busy:
            self.commit()

    def commit(self):
        """The version on screen, and those beside it."""
        document = self.studio.document
        above = document.node(document.current).parent
        self.committed |= {document.text()}
        siblings = () if above is None else document.node(above).children
        self.committed |= {text_to(document, document.node(number)) for number in siblings}


def on_render(command):
    """A template of control tokens: <s>role, the content, <e>."""
    pieces = []
    for number, message in enumerate(command.messages):
        pieces += [ChatPiece("<s>", 237), ChatPiece(f"{message.role}\n"), ChatPiece(message.content, None, number)]
        pieces += [ChatPiece("<e>", 223)]
    pieces += [ChatPiece("<s>", 237), ChatPiece("assistant\n")]
    return [ev.ChatRendered(command.job, command.key, tuple(pieces), ("STOP",), True)]


def _before(editor, mark):
    return sum(b < mark for b in editor._mirror.units.breaks)


def text_to(document, node):
    found = []
    at = node
    while at is not None:
        found.append(at.text)
        at = None if at.parent is None else document.node(at.parent)
    return "".join(reversed(found))


def test_any_sequence_of_actions_loses_nothing(qapp, monkeypatch):
    from window_fixture import Studio

    def on_generate_words(self, command, words, reason):
        told = []
        for number, member in enumerate(command.members):
            mine = words[number % len(words) :]
            drawn = tuple(r for i, w in enumerate(mine) for r in self.records_of_token(w, i))
            told.append(ev.TokensArrived(command.job, member, drawn))
            if reason:
                told.append(ev.GenerationDone(command.job, member, "", reason, "", STATS))
        return told

    def records_of_token(self, word, at):
        from fake_host import token

        record = token(word, at, 0.4)
        self.vocabulary[record.id] = record.text
        return (record,)

    monkeypatch.setattr(Studio, "on_generate_words", on_generate_words, raising=False)
    monkeypatch.setattr(Studio, "records_of_token", records_of_token, raising=False)
    run_state_machine_as_test(
        Person,
        settings=settings(
            max_examples=20 if FULL else 4,
            stateful_step_count=200 if FULL else 60,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not FULL,
        ),
    )
