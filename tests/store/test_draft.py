"""The draft: all versions come back, and nothing that is no draft gets in."""

from __future__ import annotations

import json
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpt_studio.protocol.records import Alternative, TokenRecord
from gpt_studio.store.background_writer import BackgroundWriter
from gpt_studio.store.document import Document
from gpt_studio.store.draft import BLOCK, DraftEncoder, decode_draft, encode_draft, load_draft

TOP = (Alternative(5, " b", -0.5), Alternative(6, "", -1.5))


def grown() -> Document:
    document = Document("Größe 😀\r\n")
    node = document.begin_drawn({"seed": 7, "model": "bundled"})
    document.extend(
        node,
        [
            TokenRecord(1, "", b"\xe4\xbd", 3, -1.25, 2, 0.75, 0.5, None, TOP),
            TokenRecord(2, "你", b"\xa0", 4, -2.0, 1, 0.5, 1.0, 0.25, TOP),
            TokenRecord(0, "<end>", b"<end>", 5, -3.0, 9, 0.1, 0.1, 0.1, TOP, hidden=5),
        ],
    )
    document.finish(node, "eos")
    document.edit(2, 1, "o")
    return document


def spans(document: Document):
    return [(n.id, n.parent, n.drawn, n.typed, n.records, n.settings, n.stop_reason) for n in document.nodes()]


def test_every_version_comes_back_exactly():
    document = grown()
    again = decode_draft(encode_draft(document))
    assert spans(again) == spans(document)
    assert again.text() == document.text()
    assert again.walk(-1)
    assert again.text() == "Größe 😀\r\n你"
    assert again.parts() == ("Größe 😀\r\n", (1, 2))


def test_a_document_that_grows_and_splits_is_encoded_as_if_for_the_first_time():
    document, encoder = Document("a"), DraftEncoder()
    node = document.begin_drawn({})
    for number in range(0, 3 * BLOCK, 50):
        records = [TokenRecord(number + i, "b", b"b", number + i, -1.0, 1, 1.0, 1.0, None, TOP) for i in range(50)]
        document.extend(node, records)
        assert encoder.encode(document) == encode_draft(document)
    assert document.set_scores((TokenRecord(1, "a", b"a", 0), *document.node(node).records))
    document.choose(BLOCK + 3, TokenRecord(9, "c", b"c", 0), {})
    assert encoder.encode(document) == encode_draft(document)
    document.amend(document.current, 0, TokenRecord(9, "d", b"d", 0))
    assert encoder.encode(document) == encode_draft(document)
    assert spans(decode_draft(encoder.encode(document))) == spans(document)


def test_a_draft_cut_at_any_byte_is_set_aside_and_kept(tmp_path):
    data = encode_draft(grown())
    path = tmp_path / "draft.json"
    for length in range(0, len(data), 17):
        path.write_bytes(data[:length])
        document, said = load_draft(path)
        assert document.text() == ""
        assert "kept as" in said
    assert len(list(tmp_path.glob("draft.json.corrupt-*"))) == len(range(0, len(data), 17))


def test_no_draft_is_an_empty_document_without_a_word(tmp_path):
    document, said = load_draft(tmp_path / "draft.json")
    assert (document.text(), said) == ("", "")


def span(**changes):
    return {"id": 1, "parent": 0, "drawn": False, "typed": "a"} | changes


ROOT = {"id": 0, "parent": None, "drawn": False}


@pytest.mark.parametrize(
    "draft",
    [
        {"version": 2, "current": 0, "spans": [ROOT]},
        {"version": 1, "current": 9, "spans": [ROOT]},
        {"version": 1, "current": 0, "spans": [ROOT | {"typed": "x"}]},
        {"version": 1, "current": 1, "spans": [ROOT, span(parent=1)]},
        {"version": 1, "current": 1, "spans": [ROOT, span(parent=2), span(id=2, parent=1)]},
        {"version": 1, "current": 1, "spans": [ROOT, span(), span()]},
        {"version": 1, "current": 1, "spans": [ROOT, span(id=-1)]},
        {"version": 1, "current": 1, "spans": [ROOT, span(drawn=True)]},
        {"version": 1, "current": "1", "spans": [ROOT]},
    ],
)
def test_what_makes_no_tree_is_refused(draft):
    with pytest.raises(ValueError, match=r"."):
        decode_draft(json.dumps(draft).encode())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_a_document_or_a_value_error(data):
    try:
        decode_draft(data)
    except ValueError:
        return


def test_a_token_that_hides_more_than_its_text_is_refused():
    data = encode_draft(grown()).replace(b'"hidden":5', b'"hidden":6')
    with pytest.raises(ValueError, match="hides"):
        decode_draft(data)


def test_the_writer_keeps_the_newest_content_and_makes_folders(tmp_path):
    writer = BackgroundWriter()
    path = tmp_path / "deep" / "draft.json"
    for number in range(200):
        writer.write(path, str(number).encode())
    writer.close()
    assert path.read_text() == "199"
    assert [p.name for p in path.parent.iterdir()] == ["draft.json"]
    assert not any(t.name == "background-writer" for t in threading.enumerate())


def test_a_disk_that_refuses_is_told_once(tmp_path):
    (tmp_path / "file").write_text("no folder")
    writer = BackgroundWriter()
    writer.write(tmp_path / "file" / "draft.json", b"x")
    writer.close()
    assert "could not be saved" in writer.take_error()
    assert writer.take_error() == ""
