"""What is switched off is kept with the document: in its file, in the history, in a copy."""

from __future__ import annotations

import sqlite3

import pytest

from gpt_studio.protocol.switches import NOTHING_OFF, Switch, Switches
from gpt_studio.store.document import Document
from gpt_studio.store.document_file import decode_document, encode_document
from gpt_studio.store.history.reading import read_document
from gpt_studio.store.history.schema import migrate
from gpt_studio.store.history.snapshots import Place, copy_of, take
from gpt_studio.store.history.writing import write_document
from gpt_studio.store.switch_json import switches_from_json, switches_to_json

OFF = Switches((Switch(0, "mlp"), Switch(2, "head", 3), Switch(2, "kv_group", 1), Switch(4, "layer")), "mean", 5)


def document(switches: Switches) -> Document:
    found = Document("ROMEO:")
    found.switches = switches
    return found


def test_switches_come_back_from_json_as_they_were() -> None:
    for switches in (NOTHING_OFF, OFF, Switches((Switch(1),), "mean", 0, "a.txt")):
        assert switches_from_json(switches_to_json(switches)) == switches
    assert switches_to_json(NOTHING_OFF) == {}


@pytest.mark.parametrize(
    "wrong",
    [[], {"off": 3}, {"off": [["head", -1, 0]]}, {"off": [["neuron", 0, 0]]}, {"mode": "half"}, {"since": True},
     {"since": -1}, {"reference": 4}, {"off": [["head", 0]]}],
)  # fmt: skip
def test_json_that_is_no_switches_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="switch"):
        switches_from_json(wrong)


def test_a_file_holds_the_switches_but_names_no_file_to_read() -> None:
    assert decode_document(encode_document(document(OFF))).document.switches == OFF
    named = Switches(OFF.off, "mean", 0, "/etc/passwd")
    assert decode_document(encode_document(document(named))).document.switches == Switches(OFF.off, "mean")
    assert decode_document(encode_document(document(NOTHING_OFF))).document.switches == NOTHING_OFF


def test_the_history_holds_the_switches_and_a_copy_has_them_too() -> None:
    with sqlite3.connect(":memory:", isolation_level=None) as connection:
        migrate(connection)
        write_document(connection, 7, take(document(OFF), {}, Place()), {}, 1.0)
        assert read_document(connection, 7).document.switches == OFF
        connection.execute("UPDATE documents SET switches = '{\"off\": 3}'")
        assert read_document(connection, 7).document.switches == NOTHING_OFF
    connection.close()
    assert copy_of(document(OFF)).switches == OFF


def test_what_is_off_by_group_and_layer_is_told_head_by_head() -> None:
    assert OFF.heads(4, 2) == {(2, 3), (2, 2), (4, 0), (4, 1), (4, 2), (4, 3)}
    assert OFF.fitting(3, 4, 2).off == (Switch(0, "mlp"), Switch(2, "head", 3), Switch(2, "kv_group", 1))
    assert OFF.fitting(3, 3, 1).off == (Switch(0, "mlp"),)
    once = NOTHING_OFF.toggled(Switch(1, "head", 2))
    assert Switch(1, "head", 2) in once
    assert once.toggled(Switch(1, "head", 2)) == NOTHING_OFF
