"""Lines and underlines in the text go from word to word, or from character to character, where the map does."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from fake_host import bare

from gpt_studio.protocol.events import AttentionReady
from gpt_studio.protocol.models import ModelKey
from gpt_studio.store.document import Document
from gpt_studio.ui.look_inside.reading import Reading
from gpt_studio.ui.look_inside.sources_of import sources_of
from gpt_studio.ui.look_inside.subject import Subject
from gpt_studio.ui.look_inside.viewing import Viewing

TEXTS = ("", "The", " c", "at", " s", "at")  # the first is what the tokenizer puts before every text
TEXT = "".join(TEXTS)
WORDS = [(0, 0), (0, 3), (3, 7), (7, 11)]
CHARACTERS = [(0, 0), *((at, at + 1) for at in range(len(TEXT)))]


@pytest.fixture
def weights():
    rows = np.tril(np.random.default_rng(4).random((1, 1, 6, 6)) + 0.1)
    return (rows / rows.sum(-1, keepdims=True)).astype(np.float32)


def sources(weights, grain, record=5):
    key, records = ModelKey("m"), tuple(bare(text, at) for at, text in enumerate(TEXTS))
    document = Document(TEXT)
    assert document.set_scores(records)
    reading = Reading(key, records, (TEXT,))
    reading.take(AttentionReady(1, key, (0,), records, weights, ()), 0, (0,))
    reading.align(document.tokens())
    subject = Subject.of(reading, 0, (0,), Viewing(grain=grain))
    return sources_of(subject, record, document.tokens())


def test_tokens_are_told_as_tokens(weights):
    found = sources(weights, "tokens")
    assert found.spans is None and found.query == 5
    np.testing.assert_array_equal(found.weights, weights[0, 0, 5])


@pytest.mark.parametrize(("grain", "spans"), [("words", WORDS), ("characters", CHARACTERS)])
def test_units_are_told_with_their_characters_and_rows_still_add_up(weights, grain, spans):
    found = sources(weights, grain)
    assert [tuple(span) for span in found.spans.tolist()] == spans
    assert spans[found.query] == {"words": (7, 11), "characters": (9, 10)}[grain]
    assert float(found.weights.sum()) == pytest.approx(1.0, abs=1e-6)


def test_a_word_is_looked_at_as_much_as_its_tokens_together(weights):
    rows = weights[0, 0].astype(np.float64)
    cat = (rows[4, 2:4].sum() + rows[5, 2:4].sum()) / 2  # " sat" is two tokens, " cat" too
    assert sources(weights, "words").weights[2] == pytest.approx(cat, abs=1e-6)


def test_the_characters_of_a_token_stand_side_by_side_in_its_place(studio):
    studio.document.edit(0, 0, "The cat sat on the mat")
    studio.workspace.touch_text()
    studio.score()
    visible = studio.editor.visible_tokens()
    token, whole = studio.document.tokens()[1], visible.of(1)[0].rect
    places = [visible.between(at, at + 1)[0] for at in range(token.start, token.end)]
    assert places[0].left() == pytest.approx(whole.left()) and places[-1].right() == pytest.approx(whole.right())
    for left, right in pairwise(places):
        assert left.right() == pytest.approx(right.left(), abs=1.0)
        assert left.width() > 0
    two = visible.between(token.start, studio.document.tokens()[2].end)
    assert [place.left() for place in two] == [visible.of(1)[0].rect.left(), visible.of(2)[0].rect.left()]
