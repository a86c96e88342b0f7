"""A conversation in the tree of versions: what is sent, whose words are whose, and that tokens stay as drawn."""

from __future__ import annotations

import pytest

from gpt_studio.protocol.chat import ChatPiece
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.conversation import (
    Message,
    branches_of,
    conversation_of,
    is_frame,
    lay,
    stops_of,
)
from gpt_studio.store.document import Document
from gpt_studio.store.document_file import decode_document, encode_document

MODEL = "a model"


def pieces(*messages):
    """As a template of control tokens 1 and 2 has them."""
    found = []
    for number, message in enumerate(messages):
        found += [ChatPiece("<s>", 1), ChatPiece(f"{message.role}\n"), ChatPiece(message.content, None, number)]
        found += [ChatPiece("<e>", 2), ChatPiece("\n")]
    return [*found, ChatPiece("<s>", 1), ChatPiece("assistant\n")]


def token(number, text, hidden=0):
    return TokenRecord(number, text, text.encode(), 0, -1.0, 1, 1.0, 0.5, 0.1, (), hidden)


@pytest.fixture
def document():
    made = Document()
    made.set_model(MODEL)
    return made


def say(document, role, content):
    told = conversation_of(document)
    before = told.told(document.text()) if told else ()
    messages = [*before, Message(role, content)]
    lay(document, pieces(*messages), messages, ("STOP",))


def answer(document, *records):
    node = document.begin_drawn({"model": MODEL, "seed": 1})
    document.extend(node, records)
    document.finish(node, "eos")
    return node


def contents(document):
    told = conversation_of(document)
    return [(m.role, m.content) for m in told.told(document.text())]


def test_the_parts_of_the_version_are_what_the_template_gives(document):
    say(document, "user", "Hello <s>")
    assert document.parts() == ((1,), "user\nHello <s>", (2,), "\n", (1,), "assistant\n")
    assert document.text() == "<s>user\nHello <s><e>\n<s>assistant\n"
    assert contents(document) == [("user", "Hello <s>")]
    assert stops_of(document) == ("STOP",)


def test_an_answer_stays_as_it_was_drawn_when_the_talk_goes_on(document):
    say(document, "user", "Hi")
    drawn = answer(document, token(7, "Hel"), token(8, "lo"), token(2, "<e>", hidden=3))
    assert contents(document) == [("user", "Hi"), ("assistant", "Hello")]
    say(document, "user", "More")
    assert document.parts() == (
        (1,), "user\nHi", (2,), "\n", (1,), "assistant\n", (7, 8, 2), "\n", (1,), "user\nMore", (2,), "\n", (1,),
        "assistant\n",
    )  # fmt: skip
    assert drawn in [node.id for node in document.path()]
    assert contents(document) == [("user", "Hi"), ("assistant", "Hello"), ("user", "More")]
    assert len([node for node in document.nodes() if node.settings.get("seed")]) == 1


def test_another_wording_is_a_version_beside_and_both_are_walked(document):
    say(document, "user", "Hi")
    answer(document, token(7, "Hello"))
    first = document.text()
    messages = [Message("user", "Good day")]
    lay(document, pieces(*messages), messages, ())
    told = conversation_of(document).told(document.text())
    branch = branches_of(document, told)[0]
    assert (len(branch.spans), branch.which) == (2, 1)
    assert document.open(branch.spans[0])
    assert document.text() == first
    assert contents(document) == [("user", "Hi"), ("assistant", "Hello")]


def test_versions_of_an_answer_belong_to_the_answer(document):
    say(document, "user", "Hi")
    lay_at = document.current
    answer(document, token(7, "Hello"))
    document.begin_sibling(document.current, {"model": MODEL})
    document.extend(document.current, (token(9, "Bye"),))
    assert document.node(document.current).parent == lay_at
    branches = branches_of(document, conversation_of(document).told(document.text()))
    assert set(branches) == {1} and branches[1].which == 1


def test_the_same_message_again_is_the_same_version(document):
    say(document, "user", "Hi")
    count = len(document.nodes())
    lay(document, pieces(Message("user", "Hi")), [Message("user", "Hi")], ())
    assert len(document.nodes()) == count


def test_text_that_is_edited_by_hand_before_the_turn_is_plain_text(document):
    say(document, "user", "Hi")
    document.edit(len(document.text()), 0, "typed answer")
    assert contents(document) == [("user", "Hi"), ("assistant", "typed answer")]
    document.edit(document.text().index("Hi"), 2, "Yo")
    assert conversation_of(document) is None
    assert stops_of(document) == ()


def test_for_another_model_control_tokens_are_text_and_the_talk_is_known(document):
    say(document, "user", "Hi")
    answer(document, token(7, "Hello"))
    document.set_model("another")
    assert document.parts() == (document.text(),)
    assert contents(document) == [("user", "Hi"), ("assistant", "Hello")]
    say(document, "user", "More")
    assert (1,) in document.parts()
    assert contents(document)[-1] == ("user", "More")


def test_a_content_that_the_template_rewrote_is_kept_itself(document):
    messages = [Message("user", "Hi")]
    lay(document, [ChatPiece("HI!\n")], messages, ())
    assert contents(document) == [("user", "Hi")]
    assert conversation_of(document).messages[0].start is None


def test_a_conversation_comes_back_with_its_document(document):
    say(document, "user", "Hi")
    answer(document, token(7, "Hello"))
    again = decode_document(encode_document(document)).document
    again.set_model(MODEL)
    assert contents(again) == contents(document)
    assert again.parts() == document.parts()
    assert [is_frame(n) for n in again.path()] == [is_frame(n) for n in document.path()]


@pytest.mark.parametrize(
    "mark",
    [None, 3, {"messages": [], "turn": "x"}, {"messages": [{"role": "boss", "content": "a"}], "turn": 0, "stop": [],
     "check": 0}, {"messages": [], "turn": 99, "stop": [], "check": 0}],
)  # fmt: skip
def test_a_mark_that_makes_no_sense_is_no_conversation(document, mark):
    document.edit(0, 0, "text")
    document.node(document.current).settings["chat"] = mark
    assert conversation_of(document) is None


def test_what_was_drawn_behind_other_words_is_text_of_which_nothing_is_known(document):
    say(document, "user", "Hi")
    answer(document, token(7, "Hello"))
    say(document, "user", "More")
    told = conversation_of(document).told(document.text())
    messages = [Message("system", "Be brief."), *told]
    lay(document, pieces(*messages), messages, ())
    assert contents(document) == [("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello"), ("user", "More")]
    assert all(record.logprob is None for node in document.path() for record in node.records)
    assert document.needs_score()
