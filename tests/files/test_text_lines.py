"""Lines of a text file, which may be anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from gpt_studio.files.bounded import TooLarge
from gpt_studio.files.text_lines import LARGEST, LONGEST, NoText, read_lines


def test_lines_keep_their_numbers_and_their_white_space_and_lose_their_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff one \r\n\n \t\nzwei ü\nlast".encode())
    found = read_lines(path, 10)
    assert found.lines == [(1, " one "), (4, "zwei ü"), (5, "last")]
    assert not found.more
    assert read_lines(path, 2).lines == [(1, " one "), (4, "zwei ü")]
    assert read_lines(path, 2).more
    assert not read_lines(path, 3).more


def test_bytes_that_are_no_text_are_named_by_line_and_place(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"good\nba\xffd\n")
    with pytest.raises(NoText, match="line 2 is not UTF-8: byte 0xff at its offset 2"):
        read_lines(path, 10)
    assert read_lines(path, 1).lines == [(1, "good")]


def test_a_line_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as f:
        f.write(b"good\n")
        f.truncate(1 << 33)
    with pytest.raises(TooLarge, match=f"line 2 is longer than {LONGEST:,} bytes"):
        read_lines(path, 10)


def test_no_more_is_held_than_the_whole_may_be(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((b"x" * (LONGEST - 1) + b"\n") * (LARGEST // LONGEST + 5))
    found = read_lines(path, 100_000)
    assert found.more and len(found.lines) == LARGEST // LONGEST


def test_what_is_no_regular_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"."):
        read_lines(tmp_path, 1)
    with pytest.raises(FileNotFoundError):
        read_lines(tmp_path / "absent", 1)
