"""Files written on a thread of their own: the newest content, durably, and a refusal told once."""

from __future__ import annotations

import threading

from gpt_studio.store.background_writer import BackgroundWriter


def test_the_writer_keeps_the_newest_content_and_makes_folders(tmp_path):
    writer = BackgroundWriter()
    path = tmp_path / "deep" / "settings.json"
    for number in range(200):
        writer.write(path, str(number).encode())
    writer.close()
    assert path.read_text() == "199"
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]
    assert not any(t.name == "background-writer" for t in threading.enumerate())


def test_a_disk_that_refuses_is_told_once(tmp_path):
    (tmp_path / "file").write_text("no folder")
    writer = BackgroundWriter()
    writer.write(tmp_path / "file" / "settings.json", b"x")
    writer.close()
    assert "could not be saved" in writer.take_error()
    assert writer.take_error() == ""
