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
from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.effects import Candidate

FULL = os.environ.get("GPT_STUDIO_GATES") == "full"
WORDS = st.text(alphabet="ab é漢😀\n\t\r", min_size=1, max_size=8)
ANSWERS = st.lists(st.sampled_from([" the", " old", "漢", "😀", "\n", " ", ".", "ing"]), min_size=1, max_size=40)
SHARE = st.floats(0, 1)


class Person(RuleBasedStateMachine):
    """Writes, generates and changes their mind. `committed` are the texts that a version ended with."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.studio = make_studio(Path(self.folder.name))
        self.studio.window.show()
        self.studio.host.answers.pop(Generate)
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
        job = self.studio.host.last(Generate).job
        self.studio.host.say(ev.GenerationDone(job, 0, "", "cancelled", "", STATS))
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
            self.committed.add(studio.document.text())


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
        drawn = tuple(r for i, w in enumerate(words) for r in self.records_of_token(w, i))
        told = [ev.TokensArrived(command.job, 0, drawn)]
        if reason:
            told.append(ev.GenerationDone(command.job, 0, "", reason, "", STATS))
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
