"""Which stop string ended a version is kept with it, and versions are found by it."""

from __future__ import annotations

from history_fixture import keep, opened

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Document
from gpt_studio.store.document_file import decode_document, encode_document
from gpt_studio.store.history.history import new_number
from gpt_studio.store.history.query import parse_query


def ended(string):
    document = Document("Once")
    node = document.begin_drawn({"seed": 1})
    document.extend(node, (TokenRecord(5, " upon", b" upon", 1), TokenRecord(6, " a", b" a", 2)))
    document.finish(node, "stop_string" if string else "eos", string)
    return document, node


def test_the_stop_string_comes_back_from_a_file_and_from_the_history(tmp_path):
    document, node = ended("\n\n")
    assert decode_document(encode_document(document)).document.node(node).stop_string == "\n\n"
    with opened(tmp_path) as history:
        keep(history, 1, document)
    with opened(tmp_path) as history:
        assert history.load(1).result().document.node(node).stop_string == "\n\n"


def test_versions_are_found_by_the_stop_string_that_ended_them(tmp_path):
    with opened(tmp_path) as history:
        for string in ("\n\n", "###", ""):
            keep(history, new_number(), ended(string)[0])
        assert history.choices().result().stop_strings == ("\n\n", "###")
        for line, count in (("stop:stop_string", 2), ("stop:###", 1), (r'stop:"\n\n"', 1), ("stop:none", 0)):
            assert len(history.search(parse_query(line)).result()) == count


def test_a_part_that_goes_on_was_ended_by_no_string():
    document, node = ended("###")
    document.cut_before(next(i for i, token in enumerate(document.tokens()) if token.record.id == 6))
    assert document.node(document.current).stop_string == ""
    assert document.node(node).stop_string == "###"


def test_a_version_that_another_reason_ended_has_no_stop_string():
    document, node = ended("###")
    document.finish(node, "max_tokens")
    assert document.node(node).stop_string == "" and document.node(node).settings == {"seed": 1}
    assert not ended("")[0].node(node).stop_string


def test_a_stop_string_is_asked_for_like_a_reason():
    assert parse_query("stop:eos").stop_reason == "eos"
    query = parse_query(r'moon stop:"\n## "')
    assert (query.words, query.stop_reason, query.stop_string) == ("moon", "stop_string", "\n## ")
