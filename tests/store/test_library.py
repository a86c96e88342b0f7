"""The models of this machine: found by names, within bounds, without leaving a watched folder."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from gpt_studio.store import library_walk
from gpt_studio.store.library import Search, default_watched, look_around
from gpt_studio.store.library_walk import Found, Walk, look_at

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")


def write(path: Path, content: bytes | str = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def hugging_face(folder: Path, family: str = "llama", size: int = 100) -> Path:
    write(folder / "config.json", json.dumps({"model_type": family}))
    write(folder / "model.safetensors", b"0" * size)
    return folder


def found_in(*roots: Path) -> list[Found]:
    walk = Walk()
    for root in roots:
        walk.into(root)
    return walk.found


def test_each_kind_of_checkpoint_is_found_with_its_size(tmp_path):
    hugging_face(tmp_path / "smol", size=70)
    write(tmp_path / "old" / "config.json", '{"model_type": "gpt2"}')
    write(tmp_path / "old" / "pytorch_model.bin", b"0" * 30)
    write(tmp_path / "nano" / "ckpt.pt", b"0" * 40)
    write(tmp_path / "nano" / "meta.pkl")
    write(tmp_path / "stories" / "stories15M.pt", b"0" * 50)
    write(tmp_path / "packed" / "a.Q4_0.gguf", b"0" * 60)
    write(tmp_path / "lora" / "adapter_config.json", "{}")
    write(tmp_path / "lora" / "adapter_model.safetensors", b"0" * 20)
    write(tmp_path / "single" / "config.json", '{"model_type": "phi"}')
    write(tmp_path / "single" / "phi.safetensors", b"0" * 10)
    write(tmp_path / "notes" / "readme.txt")
    found = {Path(f.path).relative_to(tmp_path).as_posix(): (f.format, f.family, f.bytes) for f in found_in(tmp_path)}
    assert found == {
        "smol": ("huggingface", "llama", 70),
        "old": ("huggingface", "gpt2", 30),
        "nano": ("nanogpt", "", 40),
        "stories/stories15M.pt": ("pickle", "", 50),
        "packed/a.Q4_0.gguf": ("gguf", "", 60),
        "lora": ("peft", "", 20),
        "single/phi.safetensors": ("safetensors", "phi", 10),
    }


def test_shards_are_one_model_and_what_training_leaves_is_none(tmp_path):
    write(tmp_path / "big" / "config.json", '{"model_type": "llama"}')
    write(tmp_path / "big" / "model.safetensors.index.json", "{}")
    for shard in (1, 2, 3):
        write(tmp_path / "big" / f"model-0000{shard}-of-00003.safetensors", b"0" * 10)
    write(tmp_path / "big" / "optimizer.pt", b"0" * 1000)
    write(tmp_path / "split" / "m-00001-of-00002.gguf")
    write(tmp_path / "split" / "m-00002-of-00002.gguf")
    write(tmp_path / "state" / "rng_state_0.pth")
    write(tmp_path / "state" / "scheduler.pt")
    found = found_in(tmp_path)
    assert [(Path(f.path).name, f.bytes) for f in found] == [("big", 30), ("m-00001-of-00002.gguf", 2)]


@needs_links
def test_a_hugging_face_cache_is_read_through_its_own_links(tmp_path):
    model = tmp_path / "hub" / "models--HuggingFaceTB--SmolLM2-135M"
    write(model / "blobs" / "aa", json.dumps({"model_type": "llama"}))
    write(model / "blobs" / "bb", b"0" * 500)
    write(model / "refs" / "main", "abc")
    snapshot = model / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").symlink_to("../../blobs/aa")
    (snapshot / "model.safetensors").symlink_to("../../blobs/bb")
    hugging_face(tmp_path / "hub" / "datasets--someone--texts")
    assert found_in(tmp_path / "hub") == [Found(str(snapshot), "huggingface", "llama", 500)]


@needs_links
def test_no_link_leads_out_and_a_link_in_a_circle_ends(tmp_path):
    hugging_face(tmp_path / "outside" / "secret")
    watched = tmp_path / "watched"
    watched.mkdir()
    (watched / "out").symlink_to(tmp_path / "outside", target_is_directory=True)
    (watched / "round").symlink_to(watched, target_is_directory=True)
    write(watched / "half" / "config.json", '{"model_type": "gpt2"}')
    (watched / "half" / "model.safetensors").symlink_to(tmp_path / "outside" / "secret" / "model.safetensors")
    (watched / "half" / "loop.gguf").symlink_to("loop.gguf")
    found = {Path(f.path).name: f.bytes for f in found_in(watched)}
    assert found == {"half": 0, "loop.gguf": 0}


@needs_links
def test_a_config_that_is_a_link_out_of_the_folder_is_not_read(tmp_path):
    write(tmp_path / "secret.json", '{"model_type": "stolen"}')
    folder = tmp_path / "watched" / "model"
    write(folder / "model.safetensors")
    (folder / "config.json").symlink_to(tmp_path / "secret.json")
    assert [f.family for f in found_in(tmp_path / "watched")] == [""]


def test_a_deep_tree_ends_at_the_bound(tmp_path):
    at = tmp_path
    for level in range(library_walk.DEEPEST + 4):
        at = at / f"d{level}"
        write(at / "m.gguf")
    assert len(found_in(tmp_path)) == library_walk.DEEPEST


def test_thousands_of_files_are_looked_through_and_a_bound_cuts(tmp_path, monkeypatch):
    for number in range(3000):
        (tmp_path / f"n{number}.txt").touch()
    write(tmp_path / "zoo" / "m.gguf")
    assert len(found_in(tmp_path)) == 1
    monkeypatch.setattr(library_walk, "MOST_ENTRIES", 1000)
    shelf = look_around([str(tmp_path)], tmp_path / "runs")
    assert shelf.cut and not shelf.watched


def test_no_more_than_the_most_models_are_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(library_walk, "MOST_FOUND", 5)
    for number in range(9):
        write(tmp_path / f"m{number}.gguf")
    shelf = look_around([str(tmp_path)], tmp_path / "runs")
    assert len(shelf.watched) == 5


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everything may be read here")
def test_a_folder_that_cannot_be_read_is_named_and_the_others_are_looked_through(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    write(tmp_path / "open" / "m.gguf")
    shelf = look_around([str(closed), str(tmp_path / "open")], tmp_path / "runs")
    closed.chmod(0o700)
    assert shelf.unreadable == (str(closed),)
    assert len(shelf.watched) == 1


def test_a_folder_that_fails_while_it_is_read_is_named(tmp_path, monkeypatch):
    scandir = os.scandir

    def refuse(path):
        if Path(path).name == "bad":
            raise PermissionError(13, "denied")
        return scandir(path)

    write(tmp_path / "bad" / "m.gguf")
    write(tmp_path / "good" / "m.gguf")
    monkeypatch.setattr(library_walk.os, "scandir", refuse)
    shelf = look_around([str(tmp_path / "bad"), str(tmp_path / "good")], tmp_path / "runs")
    assert shelf.unreadable == (str(tmp_path / "bad"),)
    assert [Path(f.path).parent.name for f in shelf.watched] == ["good"]
    assert found_in(tmp_path)[0].path.endswith(str(Path("good") / "m.gguf"))


def test_nothing_but_a_small_config_is_opened(tmp_path, monkeypatch):
    hugging_face(tmp_path / "a")
    write(tmp_path / "b" / "ckpt.pt")
    write(tmp_path / "huge" / "config.json", b"[" * (library_walk.CONFIG_BYTES + 1))
    write(tmp_path / "huge" / "model.safetensors")
    opened, really = [], os.open

    def note(path, *flags):
        opened.append(Path(path).name)
        return really(path, *flags)

    monkeypatch.setattr(os, "open", note)
    families = {Path(f.path).name: f.family for f in found_in(tmp_path)}
    assert families == {"a": "llama", "b": "", "huge": ""}
    assert set(opened) == {"config.json"}


def test_known_paths_are_there_or_gone(tmp_path):
    there = hugging_face(tmp_path / "there", size=9)
    shelf = look_around([], tmp_path / "runs", ["bundled", str(there), str(tmp_path / "gone")])
    assert shelf.known["bundled"].format == "huggingface"
    assert shelf.known["bundled"].bytes > 1_000_000
    assert shelf.known[str(there)] == Found(str(there), "huggingface", "llama", 9)
    assert shelf.known[str(tmp_path / "gone")] is None
    assert look_at(there / "model.safetensors").bytes == 9


def test_runs_with_a_checkpoint_are_listed_and_others_are_not(tmp_path):
    state = {"status": "finished", "pid": 1, "host": "h", "started": 1.0, "heartbeat": 1.0, "step": 2, "steps": 2}
    for name in ("done", "begun"):
        write(tmp_path / "runs" / name / "state.json", json.dumps(state))
    step = hugging_face(tmp_path / "runs" / "done" / "checkpoints" / "step-000002", "gpt2", 33)
    write(step / "manifest.json", "{}")
    shelf = look_around([], tmp_path / "runs")
    assert shelf.runs == (Found(str(tmp_path / "runs" / "done"), "run", "gpt2", 33),)
    assert [f.format for f in found_in(tmp_path / "runs")] == ["run"]


def test_a_search_runs_on_a_thread_of_its_own_and_ends_when_it_is_cancelled(tmp_path, monkeypatch):
    write(tmp_path / "m.gguf")
    search = Search([str(tmp_path)], tmp_path / "runs", ["bundled"])
    search._thread.join(20)
    assert [Path(f.path).name for f in search.shelf().watched] == ["m.gguf"]
    begun, go_on = threading.Event(), threading.Event()
    listing = Walk.list

    def slow(self, folder):
        begun.set()
        go_on.wait(20)
        return listing(self, folder)

    for number in range(5):
        write(tmp_path / f"d{number}" / "m.gguf")
    monkeypatch.setattr(Walk, "list", slow)
    search = Search([str(tmp_path)], tmp_path / "runs", [])
    assert begun.wait(20)
    search.cancel()
    go_on.set()
    search.close()
    assert search.shelf().cut
    assert len(search.shelf().watched) <= 1


def test_the_hugging_face_cache_is_watched_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    assert default_watched(tmp_path) == (str(tmp_path / "models"),)
    (tmp_path / "hub").mkdir()
    assert default_watched(tmp_path) == (str(tmp_path / "hub"), str(tmp_path / "models"))
    monkeypatch.delenv("HF_HUB_CACHE")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    assert default_watched(tmp_path)[0] == str(tmp_path / "hub")
