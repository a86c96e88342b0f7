"""A view that is opened again brings its text with all that was known of it: spans, probabilities, what was off."""

from __future__ import annotations

import json
from dataclasses import replace

import inside_answers
import pytest
from sampler_answers import settle, write
from test_switching_window import ablated

from gpt_studio.protocol.commands import Score
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.looking import Ablate, Attribute, Calculate
from gpt_studio.protocol.switches import NOTHING_OFF, Switch, Switches
from gpt_studio.store.document import Document
from gpt_studio.ui.leaving.saving import save
from gpt_studio.ui.leaving.sidecar import read_view
from gpt_studio.ui.leaving.version import version_of, with_version
from gpt_studio.ui.look_inside.changing import effect_saving
from gpt_studio.ui.write.switched_at import switched_at
from gpt_studio.ui.write.why.saving import SavedWhy, leaving

MEAN = Switches((Switch(0, "mlp"),), mode="mean", since=1)
HEAD = Switches((Switch(1, "head", 2),))


@pytest.fixture
def written(studio, qtbot):
    """ROMEO, then an answer with the mean of an MLP; in the end everything is on."""
    studio.workspace.switch(MEAN)
    studio.answers = write(studio, qtbot)
    studio.workspace.switch(NOTHING_OFF)
    studio.score()
    settle(studio, qtbot)
    studio.host.answers[Attribute] = of_the_document(studio, inside_answers.attributed, "position")
    studio.host.answers[Calculate] = of_the_document(studio, inside_answers.calculated, "query")
    return studio


def of_the_document(studio, make, until):
    """Answers whose tokens are those of the document."""

    def answer(command):
        records = tuple(token.record for token in studio.document.tokens())[: getattr(command, until) + 1]
        return [replace(found, records=records) for found in make(command)]

    return answer


def said(document):
    return [(t.record.id, t.record.text, t.record.probability, t.record.logprob, t.record.top, t.drawn) for t in
            document.tokens() if t.drawn]  # fmt: skip


def opened(studio, qtbot, path):
    studio.window.files.put(Document("Something else"))
    studio.score()
    studio.window.saved_views.read(str(path))
    studio.score()
    settle(studio, qtbot)
    assert not studio.window.banner.isVisible(), studio.window.banner.text()


def test_why_a_drawn_token_comes_back_with_the_prompt_of_its_mean_and_its_probabilities(written, qtbot, tmp_path):
    studio, why = written, written.window.page.why
    at = next(index for index, token in enumerate(studio.document.tokens()) if token.drawn) + 1
    before, text, off = said(studio.document), studio.document.text(), switched_at(studio.workspace, at)
    assert off[0] == MEAN and off[1]
    studio.workspace.set_pinned(at)
    why.fold.setChecked(True)
    qtbot.waitUntil(lambda: why.found is not None)
    why.save_menu.ask(leaving(why.view()), ".npz", studio.document)
    why.save_menu.write(str(tmp_path / "why.npz"))
    saved = read_view(tmp_path / "why.npz.json")
    assert SavedWhy.of(saved).over == off[1] and saved.switches == MEAN
    why.fold.setChecked(False)
    opened(studio, qtbot, tmp_path / "why.npz.json")
    assert studio.document.text() == text
    assert said(studio.document) == before and all(probability is not None for _, _, probability, *_ in before)
    assert studio.workspace.pinned == at and switched_at(studio.workspace, at) == off
    assert studio.document.switches == NOTHING_OFF  # as it was: only the span was drawn without it
    qtbot.waitUntil(lambda: why.found is not None)
    asked = studio.host.last(Attribute)
    assert (asked.switches, asked.over) == off


def test_a_drawn_text_is_not_read_again_to_have_its_probabilities(written, qtbot, tmp_path):
    studio = written
    page = studio.window.look_inside.calculation
    studio.workspace.set_mode("look_inside")
    studio.window.look_inside.show_page("calculation")
    studio.workspace.set_pinned(1)
    qtbot.waitUntil(lambda: page.found is not None)
    before = said(studio.document)
    save(with_version(page.leaving(), studio.document), tmp_path / "a.npz")
    opened(studio, qtbot, tmp_path / "a.npz.json")
    assert said(studio.document) == before
    passes = [command for command in studio.host.sent if isinstance(command, Score)]
    assert not any(isinstance(part, tuple) for part in passes[-1].parts[:1])  # the typed part begins it


def test_what_is_off_now_comes_from_the_view(studio, qtbot, tmp_path):
    studio.document.edit(0, 0, "The cat sat on the mat")
    studio.workspace.touch_text()
    studio.score()
    studio.host.answers[Ablate] = ablated
    page = studio.window.look_inside.changing
    studio.workspace.set_mode("look_inside")
    studio.window.look_inside.show_page("changing")
    studio.workspace.switch(HEAD)
    studio.score()
    qtbot.waitUntil(page.effect.holds)
    save(with_version(effect_saving.leaving(page.effect.found), studio.document), tmp_path / "a.csv")
    assert version_of(read_view(tmp_path / "a.csv.json")).switches == HEAD
    studio.workspace.switch(NOTHING_OFF)
    opened(studio, qtbot, tmp_path / "a.csv.json")
    assert studio.document.switches == HEAD


def test_a_version_of_another_text_is_not_taken_along_and_a_damaged_one_is_refused(written, qtbot, tmp_path):
    studio = written
    page = studio.window.look_inside.calculation
    studio.workspace.set_mode("look_inside")
    studio.window.look_inside.show_page("calculation")
    studio.workspace.set_pinned(1)
    qtbot.waitUntil(lambda: page.found is not None)
    assert with_version(page.leaving(), Document("Another text")).told.version is None
    beside = save(with_version(page.leaving(), studio.document), tmp_path / "a.npz")
    saved = json.loads(beside.read_text())
    saved["version"]["spans"][-1]["parent"] = 77
    beside.write_text(json.dumps(saved))
    with pytest.raises(StudioError, match="describes no saved view"):
        version_of(read_view(beside))
    studio.window.saved_views.read(str(beside))
    assert studio.window.banner.isVisibleTo(studio.window) and "a.npz.json" in studio.window.banner.text()
