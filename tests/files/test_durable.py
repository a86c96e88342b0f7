"""Durable replacement: whatever fails, the old file is whole and nothing is left beside it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from gpt_studio.files import bounded, durable, places
from gpt_studio.files.hashes import sha256_file


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failure_at_any_step_keeps_the_old_file_and_leaves_nothing_beside(tmp_path, monkeypatch, call):
    path = tmp_path / "kept"
    durable.replace_text(path, "old")

    def fail(*_):
        raise OSError(errno.ENOSPC, "no space")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    elif call == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    writing = fail if call == "write" else (lambda f: f.write(b"new"))
    with pytest.raises(OSError, match="no space"):
        durable.replace_with(path, writing)
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


def test_the_file_is_synced_before_it_is_renamed_and_the_folder_after(tmp_path, monkeypatch):
    order = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (order.append("sync"), fsync(fd))[1])
    monkeypatch.setattr(Path, "replace", lambda a, b: (order.append("rename"), replace(a, b))[1])
    durable.replace_text(tmp_path / "a", "x")
    assert order == ["sync", "rename", "sync"]


def test_a_folder_is_published_whole(tmp_path):
    beside = tmp_path / "beside"
    (beside / "inner").mkdir(parents=True)
    (beside / "inner" / "f").write_text("x")
    durable.publish_folder(beside, tmp_path / "place")
    assert (tmp_path / "place" / "inner" / "f").read_text() == "x"
    assert not beside.exists()


def test_a_file_beyond_its_bound_is_refused_before_it_is_read(tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 100)
    with pytest.raises(bounded.TooLarge, match="100 bytes"):
        bounded.read_bytes(tmp_path / "big", 99)
    assert len(bounded.read_bytes(tmp_path / "big", 100)) == 100


def test_a_fifo_does_not_hang_the_reader(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="regular"):
        bounded.read_bytes(tmp_path / "pipe", 10)


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', "[" * 100_000, "{", "\ud800".encode("utf-8", "surrogatepass")])
def test_json_that_lies_is_a_value_error(tmp_path, text):
    path = tmp_path / "j"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ValueError):  # noqa: PT011
        bounded.read_json(path)


def test_the_hash_of_a_file_is_the_hash_of_its_bytes(tmp_path):
    (tmp_path / "f").write_bytes(b"abc")
    assert sha256_file(tmp_path / "f") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_data_folder_is_the_option_then_the_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("GPT_STUDIO_HOME", str(tmp_path / "variable"))
    assert places.data_folder() == tmp_path / "variable"
    assert places.data_folder(tmp_path / "option") == tmp_path / "option"
    monkeypatch.delenv("GPT_STUDIO_HOME")
    assert places.data_folder().is_absolute()


def test_a_resource_that_is_missing_is_named():
    assert places.resource("tokenizers/r50k_base.tiktoken").is_file()
    with pytest.raises(FileNotFoundError, match="no-such"):
        places.resource("no-such")
