"""The tree of versions: nothing is overwritten, nothing stale is kept, positions are characters."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Document

TEXTS = st.text(alphabet="ab \n😀漢", max_size=6)


def drawn(*texts: str, start: int = 0) -> tuple[TokenRecord, ...]:
    return tuple(
        TokenRecord(100 + i, text, text.encode(), start + i, logprob=-1.0, rank=1, entropy=1.0, probability=0.4)
        for i, text in enumerate(texts)
    )


def scored(document: Document) -> tuple[TokenRecord, ...]:
    """A pass over the parts with one token a character, as a model would answer."""
    found = []
    for part in document.parts():
        if isinstance(part, str):
            found += [TokenRecord(ord(c), c, c.encode(), 0, logprob=-2.0) for c in part]
        else:
            known = {t.record.id: t.record for t in document.tokens()}
            found += [known[number] for number in part]
    return tuple(found)


def generated(text: str = "To be", *tokens: str) -> Document:
    document = Document(text)
    node = document.begin_drawn({"seed": 1})
    document.extend(node, drawn(*(tokens or (" or", " not", " to"))))
    return document


def texts_of(document: Document) -> set[str]:
    """Every text that some version of the tree holds."""
    found, here = set(), document.current
    for node in document.nodes():
        document.current = node.id
        document._changed()
        found.add(document.text())
    document.current = here
    document._changed()
    return found


def test_a_prompt_and_what_was_drawn_are_sent_as_text_and_ids():
    document = generated()
    assert document.text() == "To be or not to"
    assert document.parts() == ("To be", (100, 101, 102))


def test_typing_on_in_a_typed_leaf_makes_no_version():
    document = Document("a")
    for i, letter in enumerate("bcd", 1):
        document.edit(i, 0, letter)
    assert document.text() == "abcd"
    assert document.versions() == (1, 1)


def test_an_edit_inside_drawn_text_keeps_the_tokens_before_it_and_the_old_text():
    document = generated()
    document.edit(len("To be or n"), 0, "X")
    assert document.text() == "To be or nXot to"
    assert document.parts() == ("To be", (100,), " nXot to")
    assert "To be or not to" in texts_of(document)
    assert not document.is_scored()


def test_text_typed_behind_drawn_tokens_keeps_them():
    document = generated()
    document.edit(len(document.text()), 0, "!")
    assert document.parts() == ("To be", (100, 101, 102), "!")


def test_choosing_an_alternative_keeps_the_old_branch():
    document = generated()
    assert document.set_scores(scored(document))
    index = document.token_at(len("To be or"))
    (other,) = drawn(" and")
    node = document.choose(index, other, {"seed": 1})
    assert document.text() == "To be or and"
    document.extend(node, drawn(" sleep"))
    assert document.versions() == (2, 2)
    assert document.branch_position() == len("To be or")
    assert document.walk(-1)
    assert document.text() == "To be or not to"
    assert document.versions() == (1, 2)
    assert document.walk(1)
    assert document.text() == "To be or and sleep"
    assert not document.walk(1)


def test_an_alternative_in_a_prompt_keeps_the_text_before_it():
    document = Document("abc")
    document.set_scores(scored(document))
    document.choose(1, drawn("X")[0], {})
    assert document.text() == "aX"
    assert document.parts() == ("a", (100,))
    assert "abc" in texts_of(document)


def test_another_version_is_a_sibling():
    document = generated()
    first = document.current
    second = document.begin_sibling(first, {"seed": 2})
    document.extend(second, drawn(" gone"))
    assert document.text() == "To be gone"
    assert document.versions() == (2, 2)
    assert "To be or not to" in texts_of(document)


def test_walking_back_to_a_version_shows_the_branch_that_was_last_on_screen():
    document = generated()
    first = document.current
    document.edit(len(document.text()), 0, " one")
    document.walk(0)
    document.begin_sibling(first, {})
    document.walk(-1)
    assert document.text() == "To be or not to one"


def test_scores_are_forgotten_when_their_text_changes():
    document = Document("abc")
    assert document.set_scores(scored(document))
    assert document.is_scored()
    assert not document.needs_score()
    document.edit(3, 0, "d")
    assert document.tokens() == []
    assert document.needs_score()


def test_scores_of_another_text_are_refused():
    document = Document("abc")
    old = scored(document)
    document.edit(0, 1, "x")
    assert not document.set_scores(old)
    assert document.tokens() == []


def test_scores_that_were_asked_for_before_more_was_drawn_still_fit():
    document = Document("ab")
    answer = scored(document)
    node = document.begin_drawn({})
    document.extend(node, drawn("c", "d"))
    assert document.set_scores(answer)
    assert [t.record.text for t in document.tokens()] == ["a", "b", "c", "d"]


def test_boundaries_never_replace_what_was_measured():
    document = Document("ab")
    document.set_scores(scored(document))
    bare = tuple(TokenRecord(ord(c), c, c.encode(), 0) for c in "ab")
    assert document.set_scores(bare, measured=False)
    assert [t.record.logprob for t in document.tokens()] == [-2.0, -2.0]


def test_a_control_token_in_front_of_drawn_ones_is_told_from_a_part_of_a_character():
    document = Document()
    document.set_model("a model")
    document.extend(document.begin_drawn({"model": "a model"}), (TokenRecord(7, "<u>", b"<u>", 0),))
    document.begin_typed("王")
    front, frame = TokenRecord(1, "", b"<s>", 0), TokenRecord(7, "<u>", b"<u>", 1)
    parts = (TokenRecord(8, "", b"\xe7", 2, -1.0), TokenRecord(9, "王", b"\x8e\x8b", 3, -1.0))
    assert document.set_scores((front, frame, *parts))
    assert [(t.record.id, t.node) for t in document.tokens()] == [(1, 0), (7, 1), (8, 2), (9, 2)]
    alone = Document("王")
    assert alone.set_scores(parts)
    assert [(t.record.id, t.node) for t in alone.tokens()] == [(8, 1), (9, 1)]


def test_a_token_that_the_tokenizer_puts_in_front_has_no_text_but_a_position():
    document = Document("ab")
    front = TokenRecord(1, "", b"", 0)
    assert document.set_scores((front, *scored(document)))
    assert [t.record.text for t in document.tokens()] == ["", "a", "b"]
    assert document.token_at(0) == 1


def test_what_another_model_drew_is_text_to_this_one():
    document = Document("a")
    document.set_model("one")
    node = document.begin_drawn({"model": "one"})
    document.extend(node, drawn("bc"))
    assert document.parts() == ("a", (100,))
    document.set_model("two")
    assert document.parts() == ("abc",)
    assert document.set_scores(scored(document))
    assert [t.record.text for t in document.tokens()] == ["a", "b", "c"]
    document.set_model("one")
    assert document.parts() == ("a", (100,))


def test_a_token_cut_by_a_stop_string_leaves_its_rest_as_text():
    document = Document("a")
    node = document.begin_drawn({})
    cut = TokenRecord(7, "b\n\nc", b"b\n\nc", 1, hidden=3)
    gone = TokenRecord(8, "\n\n", b"\n\n", 2, hidden=2)
    document.extend(node, (*drawn("x"), cut, gone))
    assert document.text() == "axb"
    assert document.parts() == ("a", (100,), "b")


def test_an_end_of_text_token_is_no_part_of_the_text():
    document = Document("a")
    node = document.begin_drawn({})
    document.extend(node, (*drawn("x"), TokenRecord(0, "<|end|>", b"<|end|>", 2, hidden=7)))
    assert document.parts() == ("a", (100,))
    assert document.set_scores(scored(document))
    assert document.is_scored()


def test_half_a_character_before_typed_text_is_left_out():
    document = Document("a")
    node = document.begin_drawn({})
    half = TokenRecord(9, "", b"\xf0\x9f", 2)
    document.extend(node, (*drawn("x"), half))
    assert document.parts() == ("a", (100, 9))
    document.edit(2, 0, "y")
    assert document.parts() == ("a", (100,), "y")


def test_tokens_of_a_character_in_pieces_share_its_place():
    document = Document("")
    node = document.begin_drawn({})
    pieces = [TokenRecord(i, "", bytes([0xF0]), i) for i in range(3)] + [TokenRecord(3, "😀", b"\x80", 3)]
    document.extend(node, pieces)
    assert [(t.start, t.end) for t in document.tokens()] == [(0, 0), (0, 0), (0, 0), (0, 1)]
    assert document.token_at(0) == 3


def test_tokens_that_arrive_piece_by_piece_equal_those_read_afresh():
    document = Document("ab")
    node = document.begin_drawn({})
    document.tokens(), document.text()
    for record in drawn("c", "dd", "", "e"):
        document.extend(node, [record])
        document.text()
    streamed = list(document.tokens())
    document._changed()
    assert streamed == document.tokens()
    assert [(t.start, t.end) for t in streamed] == [(2, 3), (3, 5), (5, 5), (5, 6)]


def test_a_state_comes_back_even_when_others_have_grown_from_its_span():
    document = Document("ab")
    before = document.state()
    document.edit(2, 0, "c")
    node = document.begin_drawn({})
    document.extend(node, drawn("!"))
    document.restore(before)
    assert document.text() == "ab"
    assert "abc!" in texts_of(document)


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["type", "cut", "draw", "sibling", "choose", "walk"]), st.integers(0, 30), TEXTS),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(OPERATIONS)
def test_after_any_actions_the_text_is_right_and_every_committed_text_can_be_reached(operations):
    document, kept = Document(), set()
    for kind, number, text in operations:
        here = document.text()
        position = number % (len(here) + 1)
        if kind == "type":
            document.edit(position, 0, text)
            assert document.text() == here[:position] + text + here[position:]
        elif kind == "cut":
            document.edit(position, 2, "")
            assert document.text() == here[:position] + here[position + 2 :]
        elif kind == "draw":
            document.extend(document.begin_drawn({}), drawn(*text))
            assert document.text() == here + text
            kept.add(here + text)
        elif kind == "sibling" and document.node(document.current).drawn:
            document.extend(document.begin_sibling(document.current, {}), drawn(*text))
        elif kind == "choose" and document.set_scores(scored(document)) and document.tokens():
            index = number % len(document.tokens())
            start = document.tokens()[index].start
            document.choose(index, drawn("#")[0], {})
            assert document.text() == here[:start] + "#"
        elif kind == "walk":
            document.walk(1 if number % 2 else -1)
        if document.set_scores(scored(document)):
            assert document.is_scored()
            assert "".join(t.record.text for t in document.tokens()) == document.text()
            assert all(a.end == b.start for a, b in zip(document.tokens(), document.tokens()[1:], strict=False))
    assert kept <= texts_of(document)
