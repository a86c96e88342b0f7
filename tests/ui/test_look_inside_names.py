"""Tokens as names, shares as words, and which token of the document is which record of an answer."""

import numpy as np
import pytest
from fake_host import bare

from gpt_studio.protocol.events import AttentionReady
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Token
from gpt_studio.ui.look_inside.alignment import align
from gpt_studio.ui.look_inside.labels import Name, looks_at, share, token_label, token_names
from gpt_studio.ui.look_inside.reading import Reading
from gpt_studio.ui.look_inside.view import strongest, telling_head


def records(*texts):
    return tuple(bare(text, at) for at, text in enumerate(texts))


def tokens(*texts, start=0):
    found, at = [], start
    for offset, record in enumerate(records(*texts)):
        found.append(Token(record, at, at + len(record.text), 1, offset, False))
        at += len(record.text)
    return found


@pytest.mark.parametrize(
    ("record", "label"),
    [
        (TokenRecord(1, " the", b" the", 0), "␣the"),
        (TokenRecord(1, "\n", b"\n", 0), "⏎"),
        (TokenRecord(1, "", "中".encode()[:2], 0), "E4 B8"),
        (TokenRecord(1, "中", "中".encode()[2:], 0), "中"),
        (TokenRecord(1, "", b"<|endoftext|>", 0), "<|endoftext|>"),
        (TokenRecord(7, "", b"", 0), "⟨7⟩"),
    ],
)
def test_every_token_has_a_name_that_can_be_seen(record, label):
    assert token_label(record) == label


def test_a_token_inside_a_word_is_named_with_what_the_word_holds_before_it():
    found = token_names(records("The", " c", "at", "'s", " ", "m", "at", ".", "at", "中", "文"))
    assert [name.stem for name in found] == ["", "", "c", "cat", "", "", "m", "", "", "", ""]
    assert found[2].whole == "cat"
    assert looks_at(found[2]) == "at (cat) looks at"
    assert looks_at(found[1]) == "␣c looks at"


def test_a_long_word_keeps_its_end_as_stem():
    assert token_names(records("incomprehens", "ible"))[1] == Name("…prehens", "ible")


@pytest.mark.parametrize(
    ("weight", "said"),
    [(0, "0 %"), (0.0003, "< 0.1 %"), (0.004, "0.4 %"), (0.0096, "1 %"), (0.306, "31 %"), (1, "100 %")],
)
def test_shares_are_said_in_percent(weight, said):
    assert share(weight) == said


def test_a_document_that_was_read_as_it_is_aligns_token_by_token():
    assert align(tokens("The", " cat"), records("The", " cat")) == [0, 1]


def test_what_the_tokenizer_puts_in_front_shifts_by_one_unless_the_document_has_it_too():
    front = TokenRecord(0, "", b"<s>", 0)
    read = (front, *records("The", " cat"))
    assert align(tokens("The", " cat"), read) == [1, 2]
    known = [Token(front, 0, 0, 1, 0, False), *tokens("The", " cat")]
    assert align(known, read) == [0, 1, 2]


def test_typed_text_that_was_not_scored_leaves_the_drawn_tokens_in_their_places():
    assert align(tokens(" sat", " on", start=7), records("The", " cat", " sat", " on")) == [2, 3]


def test_tokens_drawn_since_and_tokens_read_otherwise_have_no_record():
    assert align(tokens("The", " cat", " sat"), records("The", " cat")) == [0, 1, -1]
    assert align(tokens("The", " ca", "t", " sat"), records("The", " cat", " sat")) == [0, -1, -1, 2]


def test_parts_of_one_character_align_in_order():
    parts = [TokenRecord(i, "", bytes([b]), i) for i, b in enumerate("中".encode()[:2])]
    whole = (*parts, TokenRecord(9, "中", "中".encode()[2:], 2))
    here = [Token(r, 0, len(r.text), 1, i, False) for i, r in enumerate(whole)]
    assert align(here, whole) == [0, 1, 2]


def test_a_row_over_the_documents_tokens_leaves_out_what_stands_in_front():
    answer = AttentionReady(
        1, ModelKey("m"), (0,), (TokenRecord(0, "", b"<s>", 0), *records("a", "b")),
        np.array([[[[1, 0, 0], [0.75, 0.25, 0], [0.5, 0.125, 0.375]]]], np.float32),
    )  # fmt: skip
    reading = Reading(answer.key, answer.records)
    reading.take(answer, 0, (0,))
    reading.align(tokens("a", "b"))
    row = reading.row_over_tokens(answer.weights[0, 0], reading.record_of(1))
    assert row.tolist() == [0.125, 0.375]
    assert row.dtype == np.float32
    assert reading.holds_for("abc") and not reading.holds_for("ac")


def test_the_strongest_sources_come_best_first_and_earlier_first_among_equals():
    row = np.array([0.2, 0.0, 0.5, 0.2, 0.1], np.float32)
    assert [key for key, _ in strongest(row, 3)] == [2, 0, 3]
    assert [key for key, _ in strongest(row, 9)] == [2, 0, 3, 4]
    assert [key for key, _ in strongest(row, 9, least=0.15)] == [2, 0, 3]


def test_the_telling_head_looks_far_from_evenly_and_beyond_first_previous_and_itself():
    tokens_, heads = 8, np.zeros((2, 2, 8, 8), np.float32)
    heads[0, 0, :, 0] = 1  # the sink
    heads[0, 1] = np.tril(np.ones((8, 8))) / np.arange(1, 9)[:, None]  # even
    heads[1, 0] = np.eye(8, k=-1)  # the previous token
    heads[1, 1, :, 2] = 1  # one word
    heads[1, 0, 5] = 0
    heads[1, 0, 5, 3] = 1
    assert telling_head(heads) == (1, 1)
    assert telling_head(heads, 5) == (1, 0)
    assert telling_head(heads[:, :, :2, :2]) == (0, 0)
    assert tokens_ == heads.shape[-1]
