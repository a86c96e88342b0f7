"""Single versions in the trash: what goes with them, what stays, and what comes back."""

from __future__ import annotations

import pytest

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Document
from gpt_studio.store.document_file import decode_document, encode_document
from gpt_studio.store.history.history import History
from gpt_studio.store.history.query import Query
from gpt_studio.store.history.snapshots import Place, take
from gpt_studio.store.history.trash import DAY_S
from gpt_studio.store.version_trash import branch_of, delete, take_back, throw_away


def drawn(document, text):
    node = document.begin_drawn({"model": "m"})
    document.extend(node, [TokenRecord(len(text), text, text.encode(), 0)])
    return node


@pytest.fixture
def tree():
    """A prompt with two versions, the second of which parts again: (document, first, second, its children)."""
    document = Document("Once")
    prompt = document.current
    first = drawn(document, " a king")
    document.open(prompt)
    document._go(prompt)
    second = drawn(document, " a queen")
    left = drawn(document, " slept")
    document._go(second)
    right = drawn(document, " woke")
    return document, first, second, left, right


def test_the_only_version_does_not_go():
    document = Document("Once")
    assert branch_of(document, document.current) is None
    assert not throw_away(document, document.current, 1.0)


def test_a_version_goes_with_what_leads_to_it_alone_and_a_neighbour_takes_its_place(tree):
    document, first, second, left, right = tree
    assert throw_away(document, right, 1.0)
    assert set(document.trashed) == {right}
    assert document.text() == "Once a queen slept" and document.versions() == (2, 2)
    assert throw_away(document, left, 2.0)  # now the queen has one version only, and goes with it
    assert set(document.trashed) == {right, left, second}
    assert document.text() == "Once a king" and document.versions() == (1, 1)
    assert not throw_away(document, first, 3.0)
    assert [node.id for node in document.nodes()] == [0, 1, first]


def test_what_went_together_comes_back_together_and_what_went_before_stays(tree):
    document, _, second, left, right = tree
    throw_away(document, right, 1.0)
    throw_away(document, left, 2.0)
    assert take_back(document, second)
    assert set(document.trashed) == {right} and document.text() == "Once a queen slept"
    throw_away(document, second, 3.0)
    assert take_back(document, right)
    assert document.text() == "Once a queen woke" and set(document.trashed) == {left}


def test_deleting_takes_spans_out_of_the_tree(tree):
    document, first, second, left, right = tree
    assert delete(document, right) == frozenset()
    throw_away(document, second, 1.0)
    assert delete(document, second) == {second, left, right}
    assert document.text() == "Once a king" and document.trashed == {}
    assert first in {node.id for node in document.nodes(trashed=True)}
    document.edit(0, 0, "x")
    assert document.text() == "xOnce a king"


def test_what_is_in_the_trash_is_in_no_file(tree):
    document, _, _, _, right = tree
    throw_away(document, right, 1.0)
    assert b"woke" not in encode_document(document)
    assert decode_document(encode_document(document)).document.text() == "Once a queen slept"


def test_the_history_keeps_the_trash_lists_it_and_finds_nothing_of_it_elsewhere(tree, tmp_path):
    document, _, _, _, right = tree
    now = [100.0 * DAY_S]
    history = History(tmp_path, clock=lambda: now[0])
    throw_away(document, right, now[0])
    history.keep(7, take(document, {}, Place())).result()
    assert history.search(Query(words="woke")).result() == []
    assert [hit.node for hit in history.search(Query(words="woke", trashed=True)).result()] == [right]
    assert [(hit.document, hit.node) for hit in history.thrown_away().result()] == [(7, right)]
    assert [card.versions for card in history.cards().result()] == [2]
    assert sorted(hit.snippet.strip() for hit in history.versions(7).result()) == ["a king", "slept"]
    history.close()
    again = History(tmp_path, clock=lambda: now[0])
    loaded = again.load(7).result()
    assert dict(loaded.document.trashed) == {right: now[0]}
    again.close()


def test_after_thirty_days_a_version_is_gone_from_the_files(tree, tmp_path):
    document, _, _, _, right = tree
    now = [100.0 * DAY_S]
    history = History(tmp_path, clock=lambda: now[0])
    throw_away(document, right, now[0])
    history.keep(7, take(document, {}, Place())).result()
    history.close()
    now[0] += 31 * DAY_S
    again = History(tmp_path, clock=lambda: now[0])
    assert right not in {node.id for node in again.load(7).result().document.nodes(trashed=True)}
    again.ask(again._rest).result()
    again.ask(again._rest).result()
    assert again.thrown_away().result() == []
    again.close()
    assert not any(b"woke" in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_a_version_that_is_deleted_for_ever_leaves_no_trace(tree, tmp_path):
    document, _, _, _, right = tree
    history = History(tmp_path)
    history.keep(7, take(document, {}, Place())).result()
    assert len(history.search(Query(words="woke")).result()) == 1
    throw_away(document, right, 5e9)
    gone = delete(document, right)
    history.keep(7, take(document, {}, Place())).result()
    history.delete_versions(7, gone).result()
    assert history.load(7).result().document.text() == "Once a queen slept"
    history.close()
    assert not any(b"woke" in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
