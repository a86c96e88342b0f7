"""Keeping documents: what was acknowledged is there, exactly, and only what changed is written."""

from __future__ import annotations

import json
import threading

import pytest
from history_fixture import TOP, database, drawn, keep, opened, record, records, spans
from hypothesis import given, settings
from hypothesis import strategies as st

from gpt_studio.store.document import Document
from gpt_studio.store.document_file import encode_document
from gpt_studio.store.history.blocks import BLOCK, decode_block, encode_block
from gpt_studio.store.history.reading import Missing
from gpt_studio.store.history.snapshots import Place, copy_of, take


def test_a_document_comes_back_with_all_versions_and_its_place(tmp_path):
    document = Document("Größe 😀\r\n")
    drawn(document, " one| two| three", temperature=0.9)
    document.edit(2, 1, "o")
    drawn(document, " 你|好", "cancelled")
    document.walk(-1)
    with opened(tmp_path) as history:
        keep(history, 5, document, caret=3, top=1, pinned=2)
    with opened(tmp_path) as history:
        loaded = history.last().result()
    assert spans(loaded.document) == spans(document)
    assert loaded.document.text() == document.text()
    assert (loaded.id, loaded.damaged, loaded.snapshot.place) == (5, 0, Place(3, 1, 2))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 60), st.text("ab 你😀\n", max_size=4)), max_size=25))
def test_any_history_of_actions_is_kept_exactly_by_writing_only_what_changed(tmp_path_factory, actions):
    folder = tmp_path_factory.mktemp("kept")
    document, snapshot = Document(""), None
    with opened(folder) as history:
        for kind, at, text in actions:
            position = min(at, len(document.text()))
            match kind:
                case 0 | 1:
                    document.edit(position, min(2, len(document.text()) - position), text)
                case 2:
                    document.extend(document.begin_drawn({"seed": at}), records("|".join(text or "x")))
                case 3 if document.node(document.current).drawn:
                    document.finish(document.current, "eos")
                case 4:
                    document.walk(-1)
                case 5 if document.tokens():
                    document.choose(at % len(document.tokens()), record("z", 1), {"seed": 1})
                case 6:
                    node = document.begin_drawn({})
                    snapshot = keep(history, 1, document, snapshot)
                    document.drop_if_empty(node)
            snapshot = keep(history, 1, document, snapshot)
        if not actions:
            return
        loaded = history.load(1).result()
    assert spans(loaded.document) == spans(document)
    assert loaded.document.current == document.current


def test_tokens_that_stand_are_not_written_again(tmp_path):
    document = Document("a")
    node = document.begin_drawn({})
    document.extend(node, records("|".join("b" * 3 * BLOCK)))
    with opened(tmp_path) as history:
        snapshot = keep(history, 1, document)
        writes: list[str] = []
        history.ask(lambda connection: connection.set_trace_callback(writes.append)).result()
        document.extend(node, records("c|d"))
        keep(history, 1, document, snapshot)
        history.ask(lambda connection: connection.set_trace_callback(None)).result()
    assert sum("INSERT INTO records" in line for line in writes) == 1
    assert sum("INSERT INTO nodes" in line for line in writes) == 1


def test_a_block_of_records_comes_back_and_a_damaged_one_is_told():
    block = tuple(records("|".join("b" * BLOCK)))
    data = encode_block(block)
    assert [r.top for r in decode_block(data)] == [TOP] * BLOCK
    assert len(data) < BLOCK * 100
    for at in range(0, len(data), 11):
        broken = bytearray(data)
        broken[at] ^= 0x40
        with pytest.raises(ValueError, match=r"damaged|cut off"):
            decode_block(bytes(broken))
        with pytest.raises(ValueError, match=r"damaged|cut off"):
            decode_block(data[:at])


def test_the_number_of_kept_logits_is_never_stored(tmp_path):
    document = Document("a")
    drawn(document, " b")
    assert document.tokens()[-1].record.logits == 777_777
    with opened(tmp_path) as history:
        keep(history, 1, document)
        assert history.load(1).result().document.path()[-1].records[0].logits is None


def test_many_documents_stand_in_the_order_of_their_changes(tmp_path):
    times = iter(float(n) for n in range(1000))
    with opened(tmp_path, clock=lambda: next(times)) as history:
        for number in (1, 2, 3):
            document = Document(f"document {number}")
            drawn(document, " x")
            drawn(document, " y")
            document.walk(-1)
            keep(history, number, document)
        history.rename(2, "  A\n title ").result()
        keep(history, 1, Document("document 1 again"))
        cards = history.cards().result()
        assert [card.id for card in cards] == [1, 3, 2]
        assert [card.title for card in cards] == ["", "", "A title"]
        assert cards[1].preview == "document 3"


def test_a_copy_has_the_same_versions_and_its_own_life(tmp_path):
    document = Document("a")
    drawn(document, " b")
    copy = copy_of(document)
    copy.edit(0, 0, "z")
    assert document.text() == "a b"
    with opened(tmp_path) as history:
        keep(history, 1, document)
        history.star(1, document.current, on=True).result()
        history.set_tags(1, document.current, ("sea", " sea", "long " * 30, "")).result()
        twin = history.duplicate(1, "Twin").result()
        assert (twin.title, twin.id == 1, spans(twin.document)) == ("Twin", False, spans(document))
        assert history.choices().result().tags[-1] == "sea"
        history.write_copy(1, tmp_path / "one.gptdoc").result()
        read = history.read_copy(tmp_path / "one.gptdoc").result()
        assert spans(read.document) == spans(document)
        history.write_copy(read.id, tmp_path / "two.gptdoc").result()
    assert (tmp_path / "one.gptdoc").read_bytes() == (tmp_path / "two.gptdoc").read_bytes()
    assert json.loads((tmp_path / "one.gptdoc").read_bytes())["stars"] == [document.current]


def test_a_stranger_s_file_is_refused_and_leaves_nothing(tmp_path):
    (tmp_path / "bad.gptdoc").write_bytes(encode_document(Document("a"))[:-9])
    with opened(tmp_path) as history:
        with pytest.raises(ValueError, match=r"."):
            history.read_copy(tmp_path / "bad.gptdoc").result()
        with pytest.raises(Missing):
            history.load(99).result()
        assert history.cards().result() == []


def test_the_draft_of_an_earlier_version_is_taken_over_once(tmp_path):
    document = Document("a")
    drawn(document, " b")
    plain = json.loads(encode_document(document))
    del plain["format"]
    draft = json.dumps(plain).encode()
    for _ in range(2):  # the second time as after a crash between writing and deleting
        (tmp_path / "draft.json").write_bytes(draft)
        with opened(tmp_path) as history:
            assert spans(history.last().result().document) == spans(document)
            assert len(history.cards().result()) == 1
        assert not (tmp_path / "draft.json").exists()


def test_a_draft_that_cannot_be_read_is_set_aside(tmp_path):
    (tmp_path / "draft.json").write_bytes(b"{")
    with opened(tmp_path) as history:
        assert history.last().result() is None
        assert [notice.kind for notice in history.take_notices()] == ["draft_set_aside"]
    assert [p.read_bytes() for p in tmp_path.glob("draft.json.corrupt-*")] == [b"{"]


def test_everything_is_written_in_the_thread_of_the_history(tmp_path):
    with opened(tmp_path) as history:
        name = history.ask(lambda _connection: threading.current_thread().name).result()
        assert name == "history"
        keep(history, 1, Document("a"))
    assert not any(thread.name == "history" for thread in threading.enumerate())
    with database(tmp_path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_of_snapshots_that_wait_only_the_newest_is_written(tmp_path):
    held = threading.Event()
    with opened(tmp_path) as history:
        history.ask(lambda _connection: held.wait(30))
        answers = [history.keep(1, take(Document(f"text {n}"), {}, Place())) for n in range(20)]
        held.set()
        for answer in answers:
            answer.result()
        assert history.load(1).result().document.text() == "text 19"
