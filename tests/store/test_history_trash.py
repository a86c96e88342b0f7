"""Deleting: 30 days in the trash, back at once, and for ever without a trace."""

from __future__ import annotations

import time

import pytest
from history_fixture import TOP, drawn, found, keep, opened, texts

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Document
from gpt_studio.store.history.history import History
from gpt_studio.store.history.reading import Missing
from gpt_studio.store.history.trash import DAY_S, DAYS

MARK = "Zanzibarundel"


def hits(folder, word: str) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file() and word.encode() in p.read_bytes()]


def test_the_trash_takes_and_gives_back(tmp_path):
    with opened(tmp_path) as history:
        keep(history, 1, Document("one"))
        keep(history, 2, Document("two"))
        history.put_away(1).result()
        assert texts(history) == ["two"]
        assert [card.preview for card in history.cards(trashed=True).result()] == ["one"]
        assert found(history, "one") == []
        assert history.last().result().id == 2
        history.take_back(1).result()
        assert sorted(texts(history)) == ["one", "two"]


def test_a_document_that_is_written_again_leaves_the_trash(tmp_path):
    document = Document("one")
    with opened(tmp_path) as history:
        snapshot = keep(history, 1, document)
        history.put_away(1).result()
        keep(history, 1, document, snapshot)
        assert texts(history) == ["one"]


def test_after_thirty_days_it_is_gone(tmp_path, monkeypatch):
    monkeypatch.setattr("gpt_studio.store.history.archive.REST_S", 0.01)
    with opened(tmp_path, clock=lambda: 1000.0) as history:
        keep(history, 1, Document("one"))
        history.put_away(1).result()
    for days, left in ((DAYS - 1, 1), (DAYS + 1, 0)):
        with opened(tmp_path, clock=lambda days=days: 1000.0 + days * DAY_S) as history:
            while history.ask(lambda _c, history=history: history._to_purge).result():
                time.sleep(0.01)
            assert len(history.cards(trashed=True).result()) == left


def test_deleted_for_ever_leaves_no_trace_in_the_folder(tmp_path):
    document = Document(f"typed {MARK} ")
    node = drawn(document, f"more {MARK}", model=f"model {MARK}", note=MARK)
    document.extend(node, [TokenRecord(9, f" {MARK}", f" {MARK}".encode(), 9, top=TOP)])
    with opened(tmp_path) as history:
        keep(history, 1, document)
        keep(history, 2, Document("stays"))
        history.rename(1, f"title {MARK}").result()
        history.set_tags(1, node, (MARK,)).result()
        assert len(found(history, MARK)) == 2
        for _ in range(50):
            keep(history, 3, Document(f"{MARK} grows and shrinks"))
        assert hits(tmp_path, MARK)
        history.put_away(1).result()
        history.delete_for_ever((1, 3)).result()
        assert hits(tmp_path, MARK) == hits(tmp_path, MARK.lower()) == []
        assert found(history, MARK) == []
        assert texts(history) == ["stays"]
        assert found(history, "stays") == ["stays"]
        with pytest.raises(Missing):
            history.load(1).result()
    assert hits(tmp_path, MARK) == hits(tmp_path, MARK.lower()) == []


def test_what_is_deleted_while_it_could_not_be_saved_does_not_come_back(tmp_path):
    history = History(tmp_path)
    history.ask(lambda c: c.execute("PRAGMA query_only = ON")).result()
    with pytest.raises(Exception, match="readonly"):
        keep(history, 1, Document(MARK))
    history.ask(lambda c: c.execute("PRAGMA query_only = OFF")).result()
    history.delete_for_ever((1,)).result()
    history.close()
    assert hits(tmp_path, MARK) == []
