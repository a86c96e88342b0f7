"""Finding versions: words and characters, phrases, beginnings, conditions; asked of another thread."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest
from history_fixture import drawn, found, keep, opened

from gpt_studio.store.document import Document
from gpt_studio.store.history import search as search_module
from gpt_studio.store.history.query import Query, Setting, parse_query
from gpt_studio.store.history.words import apart, marked, match_of, terms_of


@pytest.fixture
def history(tmp_path):
    """Three documents: a play, a poem in Chinese, one in the trash."""
    with opened(tmp_path, clock=lambda: 1000.0) as history:
        play = Document("Große Frage, ROMEO: ")
        keep_node = drawn(play, "where|fore| art| thou", temperature=0.9, samplers={"temperature": 0.9, "top_p": 0.5})
        keep(history, 1, play)
        history.star(1, keep_node, on=True).result()
        history.set_tags(1, keep_node, ("stage", "old words")).result()
        poem = Document("春眠不觉晓")
        drawn(poem, ",|处处|闻|啼鸟|。😀", "max_tokens", model="Qwen", samplers={"temperature": 0.2})
        keep(history, 2, poem)
        keep(history, 3, Document("wherefore in the trash"))
        history.put_away(3).result()
        yield history


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("romeo", ["ROMEO"]),
        ("wherefore", ["wherefore"]),
        ("where", ["wherefore"]),
        ("wher art", []),
        ("wherefore art", ["wherefore|art"]),
        ("romeo thou", ["thou"]),
        ('"art thou"', ["art thou"]),
        ('"thou art"', []),
        ("große", ["Große"]),
        ("不觉", ["不觉"]),
        ("觉不", []),
        ("晓", ["晓"]),
        ("处闻啼", ["处闻啼"]),
        ("😀", ["😀"]),
        ("春 鸟", ["鸟"]),
        ("。", [""]),
        ("nowhere", []),
        ("temperature>0.5", [""]),
        ("temperature<=0.2 鸟", ["鸟"]),
        ("top_p=0.5 thou", ["thou"]),
        ("seed=7 thou", ["thou"]),
        ("seed=8 thou", []),
        ("model:qwen", [""]),
        ("model:qwen thou", []),
        ("stop:eos", [""]),
        ("is:starred", [""]),
        ("is:starred 鸟", []),
        ("tag:stage", [""]),
        ('tag:"old words" thou', ["thou"]),
        ("tag:other", []),
        ("in:trash wherefore", ["wherefore"]),
        ("after:1970-01-03", []),
        ("before:1970-01-03 鸟", ["鸟"]),
        ("' OR 1 --", []),
        ('"', None),
        ("NEAR( AND *", []),
        ("model:", []),
        ("is:nothing thou", []),
    ],
)
def test_a_line_finds(history, line, places):
    if places is None:
        assert len(found(history, line)) == 4
    else:
        assert found(history, line) == places


def test_words_in_the_seam_of_two_spans_belong_to_the_second(tmp_path):
    with opened(tmp_path) as history:
        document = Document("the lightho")
        node = drawn(document, "use| keeper")
        keep(history, 1, document)
        (hit,) = history.search(parse_query("lighthouse")).result()
        assert (hit.node, hit.start, hit.end) == (node, -7, 3)
        assert [hit.snippet[a:b] for a, b in hit.marks] == ["lighthouse"]
        assert [hit.node for hit in history.search(parse_query("the")).result()] == [1]


def test_an_edit_is_found_by_its_new_words_only(tmp_path):
    with opened(tmp_path) as history:
        document = Document("one")
        snapshot = keep(history, 1, document)
        assert found(history, "one") == ["one"]
        document.edit(0, 3, "two")
        keep(history, 1, document, snapshot)
        assert found(history, "one") == []
        assert found(history, "two") == ["two"]


def test_the_newest_come_first_and_no_more_than_asked_for(tmp_path):
    with opened(tmp_path) as history:
        document = Document("prompt")
        nodes = []
        for _ in range(30):
            nodes.append(drawn(document, " tide"))
            document.restore(type(document.state())(1, None))
        keep(history, 1, document)
        hits = history.search(Query("tide", limit=10)).result()
        assert [hit.node for hit in hits] == nodes[:-11:-1]
        assert [hit.node for hit in history.versions(1).result()] == nodes[::-1]


def test_a_search_runs_in_the_thread_of_the_history_and_the_newest_wins(history, monkeypatch):
    ran: list[str] = []
    looking, go_on = threading.Event(), threading.Event()

    def slow(connection, query):
        ran.append(f"{query.words} in {threading.current_thread().name}")
        looking.set()
        go_on.wait(30)
        return search_module.search(connection, query)

    monkeypatch.setattr("gpt_studio.store.history.archive.search", slow)
    first = history.search(Query("thou"))
    assert looking.wait(30)
    second, third = history.search(Query("art")), history.search(Query("romeo"))
    go_on.set()
    assert [hit.title for hit in third.result()] == ["Große Frage, ROMEO: "]
    assert second.cancelled()
    assert isinstance(first, Future) and first.done()
    assert ran == ["thou in history", "romeo in history"]


def test_ten_thousand_versions_are_found_by_both_languages(tmp_path):
    with opened(tmp_path) as history:
        document = Document("")
        for number in range(10_000):
            document.restore(type(document.state())(0, None))
            drawn(
                document, f"version {number} {'灯塔' if number % 1000 == 0 else '大海'}" + (" beacon" * (number == 77))
            )
        keep(history, 1, document)
        assert len(history.search(Query("灯塔")).result()) == 10
        assert [hit.snippet for hit in history.search(Query("beacon")).result()] == ["version 77 大海 beacon"]
        assert len(history.search(Query("version")).result()) == Query().limit
        (card,) = history.cards().result()
        assert card.versions == 10_000


def test_a_typed_line_becomes_a_query():
    query = parse_query('tide model:smol temperature>=0.9 "a phrase" tag:x tag:"y z" is:starred odd:thing')
    assert query.words == 'tide "a phrase" odd:thing'
    assert (query.model, query.starred, query.tags) == ("smol", True, ("x", "y z"))
    assert query.settings == (Setting("temperature", ">=", 0.9),)
    assert not query.browses
    assert parse_query("").browses
    assert parse_query("", Query(trashed=True)).browses


def test_characters_are_set_apart_and_put_together_again():
    text = "a世界 b😀\x1f"
    assert marked(apart(text)) == ("a世界 b😀 ", [])
    assert terms_of('one "two three" 世界 "') == ("one", "two three", "世界")
    assert match_of(("a",)) == 'own : "a" *'
