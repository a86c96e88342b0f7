"""A document's file: all versions come back, and nothing that is no document gets in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpt_studio.files.bounded import TooLarge
from gpt_studio.protocol.records import Alternative, TokenRecord
from gpt_studio.store import document_file
from gpt_studio.store.document import Document
from gpt_studio.store.document_file import (
    FORMAT,
    DocumentFile,
    Marks,
    decode_document,
    decode_draft,
    encode_document,
    read_document_file,
    write_document_file,
)

TOP = (Alternative(5, " b", -0.5), Alternative(6, "", -1.5), Alternative(7, "c", float("-inf")))


def grown() -> Document:
    document = Document("Größe 😀\r\n")
    node = document.begin_drawn({"seed": 7, "model": "bundled", "samplers": {"temperature": 0.5}})
    document.extend(
        node,
        [
            TokenRecord(1, "", b"\xe4\xbd", 3, -1.25, 2, 0.75, 0.5, None, TOP),
            TokenRecord(2, "你", b"\xa0", 4, -2.0, 1, 0.5, 1.0, 0.25, TOP, mu=3.5),
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
    file = decode_document(encode_document(document, " A  title\n", Marks(frozenset({2, 99}), {2: ("a", "b"), 98: ()})))
    assert spans(file.document) == spans(document)
    assert file.document.text() == document.text()
    assert file.title == "A title"
    assert (file.marks.stars, dict(file.marks.tags)) == ({2}, {2: ("a", "b")})
    assert file.document.walk(-1)
    assert file.document.parts() == ("Größe 😀\r\n", (1, 2))


def test_the_number_of_kept_logits_is_never_written():
    document = Document("a")
    document.extend(document.begin_drawn({}), [TokenRecord(1, "b", b"b", 1, logits=12345)])
    assert b"12345" not in encode_document(document)


def test_a_file_is_written_durably_and_read_again(tmp_path):
    path = tmp_path / "one.gptdoc"
    write_document_file(path, DocumentFile("one", grown(), Marks()))
    assert spans(read_document_file(path).document) == spans(grown())
    assert [p.name for p in tmp_path.iterdir()] == ["one.gptdoc"]


def test_a_file_cut_at_any_byte_is_refused():
    data = encode_document(grown()).rstrip()
    for length in range(0, len(data), 17):
        with pytest.raises(ValueError, match=r"."):
            decode_document(data[:length])


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "large.gptdoc"
    path.write_bytes(encode_document(grown()))
    monkeypatch.setattr(document_file, "LIMIT_BYTES", 100)
    with pytest.raises(TooLarge):
        read_document_file(path)


def test_the_draft_of_an_earlier_version_is_read_and_is_no_document():
    plain = {
        name: value for name, value in json.loads(encode_document(grown())).items() if name in "version current spans"
    }
    assert spans(decode_draft(json.dumps(plain).encode())) == spans(grown())
    with pytest.raises(ValueError, match="format"):
        decode_document(json.dumps(plain).encode())


def span(**changes):
    return {"id": 1, "parent": 0, "drawn": False, "typed": "a"} | changes


def record(**changes):
    blank = dict.fromkeys(("logprob", "rank", "entropy", "probability", "margin"))
    return {"id": 1, "text": "a", "bytes": "YQ==", "position": 0, "top": [], "hidden": 0} | blank | changes


ROOT = {"id": 0, "parent": None, "drawn": False}


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"current": 9},
        {"format": "another"},
        {"spans": [ROOT | {"typed": "x"}]},
        {"current": 1, "spans": [ROOT, span(parent=1)]},
        {"current": 1, "spans": [ROOT, span(parent=2), span(id=2, parent=1)]},
        {"current": 1, "spans": [ROOT, span(), span()]},
        {"spans": [ROOT, span(id=-1)]},
        {"spans": [ROOT, span(id=2**60)]},
        {"spans": [ROOT, span(drawn=True)]},
        {"current": "1"},
        {"spans": [ROOT, span(settings=[])]},
        {"spans": [ROOT, span(settings={"a": "x" * (1 << 20)})]},
        {"spans": [ROOT, span(settings={"a": [0] * 21_000})]},
        {"spans": [ROOT, span(typed="", drawn=True, records=[record(id=-1)])]},
        {"spans": [ROOT, span(typed="", drawn=True, records=[record(id=2**40)])]},
        {"spans": [ROOT, span(typed="", drawn=True, records=[record(hidden=2)])]},
        {"spans": [ROOT, span(typed="", drawn=True, records=[record(top=[[1, 2, 3]])])]},
        {"stars": [-1]},
        {"tags": {"0": ["x" * 65]}},
    ],
)
def test_what_is_no_document_is_refused(changes):
    whole = {"format": FORMAT, "version": 1, "current": 0, "spans": [ROOT]}
    assert decode_document(json.dumps(whole).encode()).document.text() == ""
    with pytest.raises(ValueError, match=r"."):
        decode_document(json.dumps(whole | changes).encode())


def test_settings_are_bounded_all_together(monkeypatch):
    data = encode_document(grown())
    monkeypatch.setattr(document_file, "ALL_SETTINGS", 40)
    with pytest.raises(ValueError, match="all versions"):
        decode_document(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_a_value_error(data):
    with pytest.raises(ValueError, match=r"."):
        decode_document(data)
