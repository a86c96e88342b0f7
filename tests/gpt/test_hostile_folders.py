"""Folders and safetensors files that are wrong or mean harm: one clear line each, nothing opened outside."""

from __future__ import annotations

import json
import os
import random
import sys
import tracemalloc

import pytest
import torch
from safetensors import safe_open
from tiny_models import decoder

from gpt_studio.gpt import describe, load_model, save_checkpoint
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.protocol.errors import StudioError

CHARACTERS = chars_of(["".join(chr(c) for c in range(32, 93))])


POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="links and pipes as POSIX has them")


@pytest.fixture
def folder(tmp_path):
    save_checkpoint(tmp_path / "model", decoder(), CHARACTERS)
    return tmp_path / "model"


def refused(path, code=None) -> str:
    with pytest.raises(StudioError) as caught:
        load_model(path)
    line = caught.value.one_line()
    assert "\n" not in line and str(path) in line, line
    assert code is None or caught.value.code == code, line
    return line


def header_of(path) -> tuple[dict, bytes]:
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def write(path, header: bytes, data: bytes):
    path.write_bytes(len(header).to_bytes(8, "little") + header + data)


def test_what_is_not_there_says_so(tmp_path):
    assert "absent" in refused(tmp_path / "nothing.pt", "absent")


def test_an_empty_folder_says_what_a_model_is(tmp_path):
    line = refused(tmp_path, "absent")
    assert "an empty folder" in line and "ckpt.pt" in line and "config.json" in line


@pytest.mark.parametrize(("files", "word"), [
    ({"config.json": b"{}"}, "without weights"),
    ({"notes.txt": b"x"}, "other files"),
    ({"adapter_config.json": b"{}"}, "PEFT"),
    ({"lit_model.pth": b"x"}, "litgpt"),
    ({"model.gguf": b"GGUF"}, "GGUF"),
    ({"model.pt": b"x", "config.json": b"{}"}, "model.pt is damaged"),
    ({"params.json": b"{}"}, "Meta"),
])  # fmt: skip
def test_folders_of_other_kinds_are_named(files, word, tmp_path):
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert word in refused(tmp_path)


def test_a_pointer_of_git_lfs_is_named_wherever_it_stands(folder):
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1f\nsize 123\n"
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        (folder / name).rename(folder / "kept")
        (folder / name).write_bytes(pointer)
        line = refused(folder, "absent")
        assert name in line and "git lfs pull" in line
        (folder / "kept").replace(folder / name)
    (folder / "model.gguf").write_bytes(pointer)
    assert "git lfs pull" in refused(folder / "model.gguf", "absent")


@pytest.mark.parametrize(("name", "data", "word"), [
    ("model.gguf", b"GGUF\x03\0\0\0", "GGUF"), ("stories.bin", b"\0" * 64, "config.json"), ("a.txt", b"hello", "kind"),
    ("x.safetensors", b"\0" * 64, "config.json"), ("ckpt.pt", b"", "damaged"), ("ckpt.pt", b"hello world", "zip"),
])  # fmt: skip
def test_files_of_other_kinds_are_named(name, data, word, tmp_path):
    (tmp_path / name).write_bytes(data)
    assert word in refused(tmp_path / name)


def test_the_largest_configurations_allocate_nothing(folder):
    for change in ({"n_layer": 1000, "n_embd": 65536, "n_head": 1024, "vocab_size": 2_000_000}, {"n_inner": 1_000_000}):
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(config | change))
        tracemalloc.start()
        refused(folder)
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
        tracemalloc.stop()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"model_type": "gpt2", "model_type": "gpt2"}', "[" * 100_000, "null"])
def test_a_config_json_that_is_no_object_is_refused(text, folder):
    (folder / "config.json").write_text(text)
    assert "config.json" in refused(folder, "damaged")


def test_code_beside_a_model_is_never_imported(folder, tmp_path, monkeypatch):
    canary = tmp_path / "canary"
    for name in ("modeling_x.py", "json.py", "sitecustomize.py", "tokenizers.py", "safetensors.py", "conftest.py"):
        (folder / name).write_text(f"open({str(canary)!r}, 'w').close()")
    config = json.loads((folder / "config.json").read_text())
    config["auto_map"] = {"AutoModelForCausalLM": "modeling_x.X"}
    (folder / "config.json").write_text(json.dumps(config))
    monkeypatch.chdir(folder)
    load_model(folder)
    assert not canary.exists()


SHARD_NAMES = [
    "../model.safetensors", "..", "/etc/passwd", "/etc/passwd.safetensors", "a/../../x.safetensors", "a\\b.safetensors",
    "C:\\x.safetensors", "\\\\server\\x.safetensors", "x.safetensors\0", "x.safetensors.", "x", "", ".safetensors",
    "..safetensors", "x" * 5000 + ".safetensors", "x.bin", "~/x.safetensors", "x.safetensors/", "./x.safetensors",
    "%2e%2e/x.safetensors", "x y.safetensors", "x\n.safetensors", "－.safetensors", 7, None,
]  # fmt: skip


@pytest.mark.parametrize("name", SHARD_NAMES)
def test_names_in_an_index_never_leave_the_folder(name, folder):
    (folder / "model.safetensors").rename(folder.parent / "model.safetensors")
    index = {"weight_map": {"transformer.wte.weight": name}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    opened = opened_files(lambda: refused(folder))
    assert [path for path in opened if not os.path.realpath(path).startswith(str(folder))] == []


WATCHED: list[list] = []
sys.addaudithook(lambda event, args: WATCHED and event == "open" and WATCHED[-1].append(args[0]))


def opened_files(call) -> list[str]:
    WATCHED.append([])
    try:
        call()
    finally:
        seen = WATCHED.pop()
    paths = [os.fsdecode(path) for path in seen if not isinstance(path, int)]  # a number is a file already open
    return [path for path in paths if not path.endswith((".py", ".pyc")) and "site-packages" not in path]


def test_an_index_lists_exactly_what_its_shards_hold(folder):
    (folder / "model.safetensors").rename(folder / "part.safetensors")
    names = set(header_of(folder / "part.safetensors")[0]) - {"__metadata__"}
    good = dict.fromkeys(names, "part.safetensors")

    def index(weights):
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weights}))

    index(good)
    assert load_model(folder).info.file_bytes == (folder / "part.safetensors").stat().st_size
    index(good | {"more": "part.safetensors"})
    assert "no more" in refused(folder, "damaged")
    index({name: file for name, file in good.items() if "ln_f" not in name})
    assert "ln_f" in refused(folder, "damaged")
    index(good | {"more": "gone.safetensors"})
    assert "gone.safetensors" in refused(folder, "absent")
    for weights in ({}, [], None):
        index(weights)
        refused(folder, "damaged")


@POSIX_ONLY
@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "loop", "fifo", "gone", "folder"])
@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_links_out_of_the_folder_and_odd_files_are_refused(name, target, folder, tmp_path):
    (folder / name).unlink()
    if target == "fifo":
        os.mkfifo(folder / name)
    elif target == "folder":
        (folder / name).mkdir()
    else:
        (folder / name).symlink_to({"loop": name, "gone": tmp_path / "gone"}.get(target, target))
    opened = opened_files(lambda: refused(folder))
    assert [path for path in opened if not os.path.realpath(path).startswith(str(folder))] == []


@POSIX_ONLY
def test_a_hugging_face_cache_is_read_through_its_links(folder, tmp_path):
    cache = tmp_path / "hub" / "models--someone--small"
    snapshot = cache / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (cache / "blobs").mkdir()
    for number, file in enumerate(sorted(folder.iterdir())):
        file.rename(cache / "blobs" / str(number))
        (snapshot / file.name).symlink_to(f"../../blobs/{number}")
    assert load_model(snapshot).info.layers == 2
    other = tmp_path / "hub" / "models--someone--else" / "blobs"
    other.mkdir(parents=True)
    (snapshot / "config.json").resolve().rename(other / "config")
    (snapshot / "config.json").unlink()
    (snapshot / "config.json").symlink_to(other / "config")
    assert "leads out of its folder" in refused(snapshot, "unsafe")


def test_a_file_that_shrinks_at_any_time_is_a_model_or_one_error(folder, monkeypatch):
    """Cut at 20 moments of its reading; where all that is still to be read lies before the cut, it opens."""
    import gpt_studio.gpt.checkpoints.read as read

    path, placed = folder / "model.safetensors", read.place
    whole, opened, refusals = path.read_bytes(), 0, []
    for moment in range(20):
        path.write_bytes(whole)
        calls = iter(range(1000))

        def shrink(*arguments, moment=moment, calls=calls):
            if next(calls) == moment:
                os.truncate(path, len(whole) * moment // 20)
            return placed(*arguments)

        monkeypatch.setattr(read, "place", shrink)
        try:
            opened += load_model(folder).info.layers == 2
        except StudioError as error:
            refusals.append(error)
    assert opened < 5
    assert all(error.code == "damaged" and str(path) in error.message for error in refusals)


def test_a_loaded_model_does_not_notice_that_its_file_is_gone(folder):
    loaded = load_model(folder)
    ids = torch.tensor([loaded.tokenizer.encode("ABC")])
    with torch.no_grad():
        before = loaded.model(ids)
        os.truncate(folder / "model.safetensors", 100)
        assert torch.equal(loaded.model(ids), before)
    refused(folder, "damaged")


@POSIX_ONLY
def test_a_link_that_a_person_names_is_followed(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "a link.safetensors").symlink_to(folder / "model.safetensors")
    assert describe(tmp_path / "link").parameters == describe(folder).parameters
    assert describe(tmp_path / "a link.safetensors").parameters == describe(folder).parameters


def safetensors_cases(header: dict, data: bytes):
    """Damaged headers; `None` for the bytes means those of the header as JSON."""
    first, second = [name for name in header if name != "__metadata__"][:2]

    def changed(name, **change):
        return json.dumps(header | {name: header[name] | change}).encode()

    start, end = header[first]["data_offsets"]
    text = json.dumps(header).encode()
    yield "trailing bytes", text, data + b"\0"
    yield "missing byte", text, data[:-1]
    yield "hole", changed(second, data_offsets=[n + 4 for n in header[second]["data_offsets"]]), data
    yield "overlap", changed(second, data_offsets=[start, end], shape=header[first]["shape"]), data
    yield "negative offset", changed(first, data_offsets=[-end, start]), data
    yield "swapped offsets", changed(first, data_offsets=[end, start]), data
    yield "huge shape", changed(first, shape=[2**62, 2**62]), data
    yield "negative shape", changed(first, shape=[-1, -1]), data
    yield "real shape", changed(first, shape=[1.5]), data
    yield "true shape", changed(first, shape=[True]), data
    yield "many dimensions", changed(first, shape=[1] * 9), data
    yield "unknown type", changed(first, dtype="F1"), data
    yield "no type", json.dumps(header | {first: {"shape": [1], "data_offsets": [0, 4]}}).encode(), data
    yield "more keys", changed(first, more=1), data
    yield (
        "duplicate",
        text[:-1] + b"," + json.dumps(first).encode() + b":" + json.dumps(header[first]).encode() + b"}",
        data,
    )
    yield "no JSON", b"{" + text, data
    yield "no UTF-8", text.replace(b"wte", b"w\xffe"), data
    yield "a list", b"[]", data
    yield "nesting", b"[" * 100_000, data
    yield "a string", changed(first, data_offsets="0"), data


@pytest.mark.parametrize("case", range(20))
def test_damaged_safetensors_headers_are_refused(case, folder):
    path = folder / "model.safetensors"
    name, header, data = list(safetensors_cases(*header_of(path)))[case]
    write(path, header, data)
    assert "model.safetensors" in refused(folder), name


def test_a_header_longer_than_the_file_or_the_limit_is_not_read(folder):
    path = folder / "model.safetensors"
    for length in (2**63, 2**40, path.stat().st_size):
        path.write_bytes(length.to_bytes(8, "little") + b"{}")
        refused(folder, "damaged")
    with path.open("wb") as f:
        f.write((40 << 20).to_bytes(8, "little"))
        f.truncate(50 << 20)
    refused(folder, "too_large")


def test_too_many_tensors_are_refused_before_they_are_parsed(folder):
    entry = b'"%d":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}'
    write(folder / "model.safetensors", b"{" + b",".join(entry % i for i in range(60_000)) + b"}", b"")
    assert "too many tensors" in refused(folder, "too_large")


def test_a_safetensors_file_cut_anywhere_is_one_error(folder):
    path = folder / "model.safetensors"
    data = path.read_bytes()
    rng = random.Random(0)
    for cut in {*range(0, 3000, 7), *range(len(data) - 64, len(data)), *(rng.randrange(len(data)) for _ in range(60))}:
        path.write_bytes(data[:cut])
        with pytest.raises(StudioError, match=r"model\.safetensors"):
            describe(folder)


def test_a_changed_header_is_refused_or_also_good_for_the_library(folder):
    """Structure-aware mutants: whatever we accept, the library accepts; nothing but StudioError is raised."""
    path = folder / "model.safetensors"
    header, data = header_of(path)
    rng = random.Random(3)
    names = [name for name in header if name != "__metadata__"]
    values = [0, 1, -1, 4, 2**31, 2**63, 2**70, 1.5, None, "x", [], True]
    refusals = 0
    for _ in range(500):
        mutant = json.loads(json.dumps(header))
        entry = mutant[rng.choice(names)]
        key = rng.choice(list(entry))
        if key == "dtype":
            entry[key] = rng.choice(["F16", "I32", "F64", "Q4", 3])
        else:
            entry[key][rng.randrange(len(entry[key]))] = rng.choice(values)
        write(path, json.dumps(mutant).encode(), data)
        try:
            describe(folder)
        except StudioError:
            refusals += 1
            continue
        with safe_open(path, framework="pt", backend="pread") as f:
            assert f.keys()
    assert refusals > 400


def test_a_file_that_shrinks_between_header_and_weights_is_one_error(folder, monkeypatch):
    import gpt_studio.gpt.checkpoints.read as read

    path = folder / "model.safetensors"
    empty = read._empty

    def shrink(*arguments):
        os.truncate(path, path.stat().st_size - 100)
        return empty(*arguments)

    monkeypatch.setattr(read, "_empty", shrink)
    assert "damaged" in refused(folder, "damaged")


def test_strings_of_a_file_are_cut_and_cleaned_in_messages(folder):
    config = {"model_type": "\u202e\x1b[31m" + "<b>" * 10_000}
    (folder / "config.json").write_text(json.dumps(config))
    line = refused(folder)
    assert len(line) < 600 and "\u202e" not in line and "\x1b" not in line


@pytest.mark.parametrize("path", ["x" * 5000, "a\0b", "~nobody-of-that-name/model", ""])
def test_impossible_paths_are_one_error(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudioError) as caught:
        describe(path)
    assert caught.value.code == "absent" and len(caught.value.one_line()) < 1000


def test_a_program_without_its_bundled_model_says_so(monkeypatch):
    def missing(name):
        raise FileNotFoundError(f"the program's own resource {name} is missing")

    monkeypatch.setattr("gpt_studio.files.places.resource", missing)
    with pytest.raises(StudioError, match="models/bundled is missing"):
        load_model("bundled")
