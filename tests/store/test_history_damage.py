"""What happens to a history that is damaged, foreign, full or in use: nothing is overwritten, the rest opens."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys

import pytest
from history_fixture import database, drawn, found, keep, opened, spans, texts

from gpt_studio.store.document import Document
from gpt_studio.store.history import schema
from gpt_studio.store.history.blocks import BLOCK
from gpt_studio.store.history.opening import DATABASE_FILE, Unusable

FULL = os.environ.get("GPT_STUDIO_GATES") == "full"


@pytest.fixture
def kept(tmp_path):
    """A folder with twelve documents, closed, and their texts."""
    folder = tmp_path / "kept"
    with opened(folder) as history:
        for number in range(1, 13):
            document = Document(f"prompt {number} ")
            drawn(document, "|".join(["word "] * 200))
            keep(history, number, document)
        assert len(found(history, "word")) == 12
        return folder, set(texts(history))


def kinds(history) -> list[str]:
    return [notice.kind for notice in history.take_notices()]


def test_a_database_cut_anywhere_opens_and_what_was_cut_is_kept_aside(kept, tmp_path):
    folder, known = kept
    whole = (folder / DATABASE_FILE).read_bytes()
    draw = random.Random(5)
    lengths = [1, 99, 100, 4096, len(whole) - 1, *(draw.randrange(len(whole)) for _ in range(60 if FULL else 8))]
    saved = 0
    for number, length in enumerate(lengths):
        place = tmp_path / f"cut{number}"
        place.mkdir()
        (place / DATABASE_FILE).write_bytes(whole[:length])
        with opened(place) as history:
            assert history.opened.result()
            assert kinds(history) == ["set_aside"]
            found_texts = set(texts(history))
            assert found_texts <= known
            saved += len(found_texts)
            keep(history, 99, Document("goes on"))
        assert any(p.read_bytes() == whole[:length] for p in place.glob("*.corrupt-*"))
        with opened(place) as history:
            assert "goes on" in texts(history)
            assert kinds(history) == []
    assert saved > 0


def test_a_page_that_broke_is_found_while_working_and_what_the_window_holds_is_kept(kept):
    folder, _ = kept
    path = folder / DATABASE_FILE
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    with opened(folder) as history:
        document = Document("still written")
        for number in (50, 51):
            try:
                keep(history, number, document)
            except sqlite3.DatabaseError:
                continue
        keep(history, 52, document)
        assert "set_aside" in kinds(history)
        assert "still written" in texts(history)
    assert list(folder.glob("*.corrupt-*"))


def test_one_damaged_record_costs_its_tokens_and_nothing_else(tmp_path):
    document = Document("prompt")
    first = drawn(document, "|".join([" one"] * (BLOCK + 3)))
    drawn(document, " two| three")
    with opened(tmp_path) as history:
        keep(history, 1, document)
    with database(tmp_path) as connection:
        data = bytearray(connection.execute("SELECT data FROM records WHERE node = 2 AND start = 0").fetchone()[0])
        data[40] ^= 1
        connection.execute("UPDATE records SET data = ? WHERE node = 2 AND start = 0", (bytes(data),))
    with opened(tmp_path) as history:
        loaded = history.load(1).result()
        assert loaded.document.text() == document.text()
        assert (loaded.damaged, kinds(history)) == (1, ["damaged"])
        assert not loaded.document.node(first).drawn
        assert loaded.document.path()[-1].records[1].text == " three"
        keep(history, 1, loaded.document, loaded.snapshot)
    with database(tmp_path) as connection:  # what could not be read is not overwritten
        assert connection.execute("SELECT data FROM records WHERE node = 2 AND start = 0").fetchone()[0] == bytes(data)


def test_a_span_without_its_parent_is_left_out_and_the_rest_opens(tmp_path):
    document = Document("prompt")
    drawn(document, " one")
    drawn(document, " two")
    document.restore(type(document.state())(1, None))
    drawn(document, " other")
    with opened(tmp_path) as history:
        keep(history, 1, document)
    with database(tmp_path) as connection:
        connection.execute("DELETE FROM nodes WHERE node = 2")
        connection.execute("UPDATE nodes SET settings = '{' WHERE node = 4")
    with opened(tmp_path) as history:
        loaded = history.load(1).result()
        assert loaded.document.text() == "prompt other"
        assert loaded.damaged == 2


def test_a_file_that_is_no_database_is_set_aside_whole(tmp_path):
    (tmp_path / DATABASE_FILE).write_bytes(b"not a database " * 400)
    with opened(tmp_path) as history:
        assert history.last().result() is None
        (notice,) = history.take_notices()
    assert (tmp_path / notice.name).read_bytes() == b"not a database " * 400


def test_a_database_without_our_tables_is_set_aside(tmp_path):
    with database(tmp_path) as connection:
        connection.executescript(f"CREATE TABLE other (a); PRAGMA user_version = {schema.VERSION}")
    with opened(tmp_path) as history:
        assert history.opened.result()
        assert kinds(history) == ["set_aside"]


def test_a_database_of_a_later_version_is_left_alone(tmp_path):
    with opened(tmp_path) as history:
        keep(history, 1, Document("later"))
    with database(tmp_path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = (tmp_path / DATABASE_FILE).read_bytes()
    with opened(tmp_path) as history:
        assert not history.opened.result()
        assert kinds(history) == ["newer"]
        with pytest.raises(Unusable):
            history.last().result()
    assert (tmp_path / DATABASE_FILE).read_bytes() == before


@pytest.mark.parametrize("version", range(schema.VERSION))
def test_a_database_of_an_earlier_version_comes_along(tmp_path, version):
    with database(tmp_path) as connection:
        for step in schema.STEPS[:version]:
            connection.executescript(step)
        connection.execute(f"PRAGMA user_version = {version}")
        if version:
            connection.execute("INSERT INTO documents VALUES (1, '', 1, '{}', 1.0, 1.0, 1.0, NULL)")
            names = "key, document, node, parent, sibling, drawn, text, settings, model, stop_reason, created, changed"
            values = "1, 1, 1, 0, 0, 0, 'old words', '{}', '', '', 1.0, 1.0"
            connection.execute(f"INSERT INTO nodes ({names}) VALUES ({values})")
    with opened(tmp_path) as history:
        if version:
            assert history.last().result().document.text() == "old words"
            assert found(history, "old") == ["old"]
        keep(history, 2, Document("new words"))
        assert len(found(history, "words")) == (2 if version else 1)
        assert kinds(history) == []
    with database(tmp_path) as connection:
        assert schema.version_of(connection) == schema.VERSION


def test_a_full_disk_is_told_once_reading_goes_on_and_what_waits_is_saved_later(tmp_path):
    document = Document("before")
    with opened(tmp_path) as history:
        snapshot = keep(history, 1, document)
        history.ask(lambda c: c.execute("PRAGMA max_page_count = 1").fetchone()).result()
        pages = history.ask(lambda c: c.execute("PRAGMA page_count").fetchone()[0]).result()
        history.ask(lambda c: c.execute(f"PRAGMA max_page_count = {pages + 2}").fetchone()).result()
        drawn(document, "|".join(f"{n} much more text " for n in range(3000)))
        for _ in range(3):
            with pytest.raises(sqlite3.OperationalError, match="full"):
                keep(history, 1, document, snapshot)
        assert kinds(history) == ["full"]
        assert texts(history) == ["before"]
        history.ask(lambda c: c.execute("PRAGMA max_page_count = 100000").fetchone()).result()
    with opened(tmp_path) as history:  # closing tried once more
        assert spans(history.load(1).result().document) == spans(document)


def test_room_that_comes_back_is_told_too(tmp_path):
    with opened(tmp_path) as history:
        history.ask(lambda c: c.execute("PRAGMA max_page_count = 1").fetchone()).result()
        history.ask(lambda c: c.execute("PRAGMA query_only = ON")).result()
        with pytest.raises(sqlite3.OperationalError):
            keep(history, 1, Document("waits"))
        history.ask(lambda c: c.execute("PRAGMA query_only = OFF")).result()
        history.ask(lambda c: c.execute("PRAGMA max_page_count = 100000").fetchone()).result()
        keep(history, 1, Document("waits"))
        assert kinds(history) == ["full", "saved_again"]


def test_a_second_window_says_so_and_the_first_goes_on(tmp_path):
    with opened(tmp_path) as first:
        assert first.opened.result()
        with opened(tmp_path) as second:
            assert not second.opened.result()
            assert kinds(second) == ["taken"]
            with pytest.raises(Unusable):
                second.cards().result()
        keep(first, 1, Document("first"))
    with opened(tmp_path) as third:
        assert texts(third) == ["first"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_killed_process_does_not_keep_the_history(tmp_path):
    code = (
        "import sys, pathlib; from gpt_studio.store.history.history import History; "
        f"h = History(pathlib.Path({str(tmp_path)!r})); print(h.opened.result(), flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == "True\n"
        with opened(tmp_path) as history:
            assert not history.opened.result()
    finally:
        child.kill()
        child.communicate()
    with opened(tmp_path) as history:
        assert history.opened.result()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with opened(tmp_path / "file") as history:
        assert not history.opened.result()
        assert kinds(history) == ["unusable"]


def test_a_crash_s_log_is_taken_in_when_the_database_opens_again(tmp_path):
    with opened(tmp_path / "live") as history:
        keep(history, 1, Document("in the log"))
        (tmp_path / "crashed").mkdir()
        for name in (DATABASE_FILE, DATABASE_FILE + "-wal"):
            shutil.copy(tmp_path / "live" / name, tmp_path / "crashed" / name)
    log = (tmp_path / "crashed" / f"{DATABASE_FILE}-wal").read_bytes()
    assert log
    with opened(tmp_path / "crashed") as history:
        assert texts(history) == ["in the log"]
    for length in range(0, len(log), max(1, len(log) // (60 if FULL else 8))):
        place = tmp_path / f"log{length}"
        place.mkdir()
        shutil.copy(tmp_path / "live" / DATABASE_FILE, place / DATABASE_FILE)
        (place / f"{DATABASE_FILE}-wal").write_bytes(log[:length])
        with opened(place) as history:
            assert history.opened.result()
            assert set(texts(history)) <= {"in the log"}
