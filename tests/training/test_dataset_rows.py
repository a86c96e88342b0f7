"""Rows of files of examples, and what is said of lines that hold none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.training.datasets.rows import BadLine, Numbered, read_rows


def rows(path: Path) -> list[Numbered | BadLine]:
    return list(read_rows(path))


def test_lines_of_json_are_numbered_and_a_malformed_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "a"}\n\n{"text": \n[1]\n{"a": 1, "a": 2}\n"\xff"\n{"text": "z"}')
    found = rows(path)
    assert [one.line for one in found] == [1, 3, 4, 5, 6, 7]
    assert [type(one) for one in found] == [Numbered, BadLine, BadLine, BadLine, BadLine, Numbered]
    reasons = [one.reason for one in found if isinstance(one, BadLine)]
    assert "no JSON" in reasons[0] and "list" in reasons[1] and "twice" in reasons[2] and "0xff" in reasons[3]


def test_a_line_beyond_the_bound_is_left_out_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gpt_studio.training.datasets.rows.LONGEST_LINE", 64)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "x" * 500}) + "\n" + json.dumps({"text": "short"}) + "\n")
    first, second = rows(path)
    assert isinstance(first, BadLine) and "longer" in first.reason
    assert second == Numbered(2, {"text": "short"})


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_json_list_is_read_whole_also_inside_an_object(tmp_path: Path, wrapped: bool) -> None:
    values = [{"text": "a"}, 5, {"text": "b"}]
    (tmp_path / "a.json").write_text(json.dumps({"data": values} if wrapped else values))
    a, bad, b = rows(tmp_path / "a.json")
    assert (a, b) == (Numbered(1, {"text": "a"}), Numbered(3, {"text": "b"}))
    assert isinstance(bad, BadLine) and "int" in bad.reason


def test_lines_of_json_under_the_name_of_json_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"text": "a"}\n{"text": "b"}\n')
    assert [one.row["text"] for one in rows(tmp_path / "a.json") if isinstance(one, Numbered)] == ["a", "b"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_keeps_quoted_newlines_and_names_rows_of_another_width(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    d = delimiter
    path.write_text(f'question{d}answer\n"one\ntwo"{d}"a ""b"""\nonly\n\nx{d}y\n', encoding="utf-8", newline="")
    first, bad, last = rows(path)
    assert first == Numbered(2, {"question": "one\ntwo", "answer": 'a "b"'})
    assert bad == BadLine(4, "2 columns were expected, found 1")
    assert last == Numbered(6, {"question": "x", "answer": "y"})


def test_a_file_that_is_absent_or_no_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="absent"):
        rows(tmp_path / "absent.jsonl")
    (tmp_path / "a.json").write_text("3")
    with pytest.raises(StudioError, match="no JSON list"):
        rows(tmp_path / "a.json")


def test_half_a_surrogate_pair_is_named_by_its_line(tmp_path: Path) -> None:
    lines = [{"text": "\U0001f600 \\ud800"}, {"text": ["a", {"b\ud800": 1}]}, {"text": "z"}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "a.json").write_text(json.dumps(lines))
    for name in ("a.jsonl", "a.json"):
        first, bad, last = rows(tmp_path / name)
        assert (first, last) == (Numbered(1, lines[0]), Numbered(3, lines[2]))
        assert isinstance(bad, BadLine) and bad.line == 2 and "surrogate" in bad.reason


def test_a_line_of_a_table_that_is_no_utf8_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'\xef\xbb\xbfprompt,completion\r\n"a\r\nb",c\r\ncaf\xe9,d\r\ne,f\r\n')
    first, bad, last = rows(path)
    assert first == Numbered(2, {"prompt": "a\r\nb", "completion": "c"})
    assert bad == BadLine(4, "no UTF-8: byte 0xe9") and last == Numbered(5, {"prompt": "e", "completion": "f"})


@pytest.mark.parametrize(
    ("head", "said"), [(b"a,b,a", "two of the name 'a'"), (b"a,\xff", "byte 0xff"), (b'"a,b', "unexpected end")]
)
def test_a_first_line_that_does_not_name_the_columns_is_refused_with_the_file(
    tmp_path: Path, head: bytes, said: str
) -> None:
    (tmp_path / "t.csv").write_bytes(head + b"\n1,2,3\n")
    with pytest.raises(StudioError, match=said) as caught:
        rows(tmp_path / "t.csv")
    assert "t.csv" in caught.value.message


def test_an_object_is_one_row_or_holds_the_rows_in_its_first_list_of_objects(tmp_path: Path) -> None:
    talk = {"messages": [{"role": "user", "content": "a"}]}
    for value, wanted in (
        (talk, [talk]),
        ({"tags": ["x"], "data": [{"text": "a"}, {"text": "b"}]}, [{"text": "a"}, {"text": "b"}]),
        ({"text": "a"}, [{"text": "a"}]),
    ):
        (tmp_path / "a.json").write_text(json.dumps(value))
        assert [one.row for one in rows(tmp_path / "a.json") if isinstance(one, Numbered)] == wanted
