"""Pickles that mean harm: no code runs, no memory is taken, torch never sees them, one error each."""

from __future__ import annotations

import io
import pickle
import random
import struct
import tracemalloc
import zipfile

import pytest
import torch
from tiny_models import decoder, nanogpt_values

from gpt_studio.gpt import describe, load_model
from gpt_studio.gpt.checkpoints.torch_files.nanogpt_meta import read_meta
from gpt_studio.gpt.checkpoints.torch_files.pickle_values import PLAIN_OPCODES, TORCH_OPCODES, Refused, read_values
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.protocol.errors import StudioError

LARGEST_GROWTH = 50 << 20


@pytest.fixture
def good(tmp_path):
    torch.save(nanogpt_values(decoder(activation="gelu")), tmp_path / "ckpt.pt")
    return tmp_path / "ckpt.pt"


@pytest.fixture(autouse=True)
def never_torch(monkeypatch):
    """What is refused is refused before torch reads it."""

    def load(*_, **__):
        raise AssertionError("torch.load was reached")

    monkeypatch.setattr(torch, "load", load)


def members(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as z:
        return {i.filename: z.read(i) for i in z.infolist()}


def write_zip(path, held, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as z:
        for name, data in held.items():
            z.writestr(name, data)


def with_pickle(path, data: bytes):
    write_zip(path, {k: data if k.endswith("data.pkl") else v for k, v in members(path).items()})


def refused(path, *, code=None) -> StudioError:
    """The one error of describing and loading `path`, in little memory."""
    tracemalloc.start()
    try:
        with pytest.raises(StudioError) as caught:
            describe(path)
        assert tracemalloc.get_traced_memory()[1] < LARGEST_GROWTH
    finally:
        tracemalloc.stop()
    with pytest.raises(StudioError):
        load_model(path)
    line = caught.value.one_line()
    assert "\n" not in line and len(line) <= 4096 and path.name in line
    assert code is None or caught.value.code == code
    return caught.value


def test_a_rewritten_zip_without_change_is_still_read(good):
    write_zip(good, members(good))
    assert describe(good).parameters == parameter_count(decoder().config)


def s(text: str) -> bytes:
    data = text.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def code_payloads(canary) -> dict[str, bytes]:
    """Pickles that would make the file `canary`, by every opcode that can call something."""
    command = f"touch {canary}"

    class Reduce:
        def __reduce__(self):
            import os

            return os.system, (command,)

    class Exec:
        def __reduce__(self):
            return exec, (f"open({str(canary)!r}, 'w')",)

    def glob(module, name):
        return f"c{module}\n{name}\n".encode()

    call = s(command) + b"\x85R."
    payloads = {f"reduce {p}": pickle.dumps(Reduce(), p) for p in range(6)}
    payloads |= {f"exec {p}": pickle.dumps(Exec(), p) for p in range(6)}
    payloads |= {
        f"{module}.{name}": b"\x80\x02" + glob(module, name) + call
        for module, name in [
            ("os", "system"), ("posix", "system"), ("nt", "system"), ("subprocess", "getoutput"),
            ("builtins", "eval"), ("__builtin__", "exec"), ("pip", "main"), ("runpy", "run_path"),
            ("torch.utils.collect_env", "run"), ("multiprocessing.util", "spawnv_passfds"),
            ("importlib", "import_module"),
            ("torch", "load"), ("torch.hub", "load"), ("torch.jit", "load"), ("collections", "Counter"),
            ("torch._utils", "_rebuild_tensor_v2 "), ("pickle", "loads"), ("numpy", "load"), ("os", "popen"),
            ("torch.package", "PackageImporter"), ("builtins", "getattr"), ("operator", "attrgetter"),
            ("asyncio.unix_events", "_UnixSubprocessTransport._start"), ("idlelib.run", "Executive.runcode"),
            ("lib2to3.pgen2.pgen", "ParserGenerator"), ("timeit", "timeit"), ("code", "interact"), ("pdb", "run"),
            ("cProfile", "run"), ("profile", "run"), ("trace", "Trace"), ("ctypes", "CDLL"), ("shutil", "rmtree"),
            ("webbrowser", "open"), ("pty", "spawn"), ("platform", "popen"), ("commands", "getoutput"),
            ("torch._inductor.codecache", "compile_file"), ("torch.serialization", "load"), ("functools", "partial"),
            ("torch", "UntypedStorage"), ("torch", "FloatTensor"), ("builtins", "bytearray"),
        ]
    }  # fmt: skip
    payloads |= {
        "inst": b"(" + s(command) + b"ios\nsystem\n.",
        "obj": b"(" + glob("os", "system") + s(command) + b"o.",
        "newobj": b"\x80\x02" + glob("os", "system") + s(command) + b"\x85\x81.",
        "newobj_ex": b"\x80\x04" + glob("os", "system") + s(command) + b"\x85}\x92.",
        "stack_global": b"\x80\x04" + s("os") + s("system") + b"\x93" + call,
        "dotted": b"\x80\x04" + s("torch") + s("serialization.os.system") + b"\x93" + call,
        "build": b"\x80\x02"
        + glob("collections", "OrderedDict")
        + b")R}"
        + s("__class__")
        + glob("os", "system")
        + b"sb.",
        "ext": b"\x80\x02\x82\x01.",
        "persid": b"Pos.system\n.",
        "nested": b"\x80\x02" + glob("pickle", "loads") + b"C\x05cos\n." + b"\x85R.",
        "ordered dict of a call": b"\x80\x02"
        + glob("collections", "OrderedDict")
        + glob("os", "system")
        + call[:-2]
        + b"R.",
        "second pickle": pickle.dumps({}, 2) + pickle.dumps(Reduce(), 2),
    }
    return payloads


PAYLOADS = list(code_payloads("x"))


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_code_of_a_checkpoint_runs(name, good, tmp_path):
    canary = tmp_path / "canary"
    with_pickle(good, code_payloads(canary)[name])
    refused(good, code="unsafe")
    assert not canary.exists()


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_code_of_a_vocabulary_runs(name, good, tmp_path):
    canary = tmp_path / "canary"
    (tmp_path / "meta.pkl").write_bytes(code_payloads(canary)[name])
    with pytest.raises(StudioError, match=r"meta\.pkl"):
        describe(good)
    assert not canary.exists()


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_code_of_a_legacy_file_runs(name, tmp_path):
    canary = tmp_path / "canary"
    (tmp_path / "ckpt.pt").write_bytes(code_payloads(canary)[name] + b" " * 8)
    assert "safetensors" in refused(tmp_path / "ckpt.pt", code="unsupported").remedy
    assert not canary.exists()


def test_files_of_old_torch_are_refused_with_what_to_do(tmp_path):
    torch.save({"a": torch.zeros(3)}, tmp_path / "ckpt.pt", _use_new_zipfile_serialization=False)
    assert "Convert it to safetensors" in refused(tmp_path / "ckpt.pt").one_line()


def test_a_torchscript_file_is_refused(good):
    held = members(good)
    held |= {"ckpt/code/__torch__.py": b"", "ckpt/constants.pkl": b"\x80\x02."}
    write_zip(good, held)
    refused(good, code="unsafe")


BOMBS = {
    "bytearray": b"\x80\x02cbuiltins\nbytearray\nJ\x00\x84\xd7\x17\x85R.",
    "FloatTensor": b"\x80\x02ctorch\nFloatTensor\n\x8a\x05\x00\x00\x00\x00\x02\x85R.",
    "storage called": b"\x80\x02ctorch\nFloatStorage\nJ\x00\x84\xd7\x17\x85R.",
    "memo": b"\x80\x02}r\xff\xff\xff\x0f.",
    "small memo": b"\x80\x02}r\xff\xff\xff\x00.",
    "long string": b"\x80\x02X\xff\xff\xff\x7fabc.",
    "long number": b"\x80\x02\x8b\xff\xff\xff\x7fabc.",
    "many lists": b"\x80\x02" + b"]" * 300_000 + b".",
    "deep lists": b"\x80\x02]" + b"]" * 40_000 + b"a" * 40_000 + b".",
    "deep tuples": b"\x80\x02)" + b"\x85" * 60_000 + b".",
    "deep key": b"\x80\x02})" + b"\x85" * 60_000 + b"Ns.",
    "doubling": b"\x80\x02]q\x00" + b"(h\x00h\x00e" * 100 + b".",
}


@pytest.mark.parametrize("name", BOMBS)
def test_memory_bombs_are_refused_before_torch_sees_them(name, good):
    with_pickle(good, BOMBS[name])
    refused(good)


@pytest.mark.parametrize("name", BOMBS)
def test_memory_bombs_as_vocabularies_are_refused(name, good, tmp_path):
    tracemalloc.start()
    (tmp_path / "meta.pkl").write_bytes(BOMBS[name])
    with pytest.raises(StudioError, match=r"meta\.pkl"):
        read_meta(tmp_path)
    assert tracemalloc.get_traced_memory()[1] < LARGEST_GROWTH
    tracemalloc.stop()


def test_compressed_members_are_refused(good):
    held = members(good)
    held["ckpt/data/0"] = b"\0" * (50 << 20)
    write_zip(good, held, zipfile.ZIP_DEFLATED)
    assert good.stat().st_size < 1 << 20
    assert "compressed" in refused(good, code="unsafe").message


def tensor_pickle(
    storage="FloatStorage", key="0", count="K\x04", offset="K\x00", shape="K\x02K\x02\x86", stride="K\x02K\x01\x86"
):
    parts = [
        b"\x80\x02}" + s("model") + b"ctorch._utils\n_rebuild_tensor_v2\n((", s("storage"),
        f"ctorch\n{storage}\n".encode(), s(key), s("cpu"), count.encode("latin-1"), b"tQ", offset.encode("latin-1"),
        shape.encode("latin-1"), stride.encode("latin-1"), b"\x89ccollections\nOrderedDict\n)RtRs.",
    ]  # fmt: skip
    return b"".join(parts)


@pytest.mark.parametrize(("change", "fits"), [
    ({}, True),
    ({"count": "K\x05"}, False), ({"count": "J\xff\xff\xff\x7f"}, False), ({"count": "J\xff\xff\xff\xff"}, False),
    ({"count": "\x88"}, False), ({"key": "1"}, False), ({"key": "../0"}, False), ({"storage": "DoubleStorage"}, False),
    ({"storage": "UntypedStorage"}, False), ({"offset": "K\x01"}, False), ({"offset": "J\xff\xff\xff\xff"}, False),
    ({"shape": "K\x03K\x02\x86"}, False), ({"shape": "J\xff\xff\xff\x7fK\x02\x86"}, False),
    ({"shape": "K\x02\x85"}, False),
    ({"stride": "J\xff\xff\xff\xffK\x01\x86"}, False), ({"stride": "K\x02\x88\x86"}, False),
])  # fmt: skip
def test_a_tensor_is_no_larger_than_its_bytes(change, fits, tmp_path):
    path = tmp_path / "ckpt.pt"
    data = tensor_pickle(**change)
    write_zip(path, {"a/data.pkl": data, "a/data/0": b"\0" * 16, "a/version": b"3\n"})
    error = refused(path)
    assert (error.code == "absent") == fits  # what fits merely lacks a configuration


def zip_cases(held: dict[str, bytes]):
    first = next(iter(held))
    home = first.split("/")[0]
    yield "no data.pkl", {k: v for k, v in held.items() if not k.endswith("data.pkl")}
    yield "traversal", held | {f"{home}/../../x": b""}
    yield "absolute", held | {"/etc/passwd": b""}
    yield "backslash", held | {f"{home}\\data.pkl": b""}
    yield "two folders", held | {"other/data/0": b""}
    yield "two pickles", held | {"other/data.pkl": b""}
    yield "huge pickle", {k: b"\0" * (5 << 20) if k.endswith("data.pkl") else v for k, v in held.items()}
    yield "big endian", held | {f"{home}/byteorder": b"big"}
    yield "short storage", {k: v[:-4] if k.endswith("data/0") else v for k, v in held.items()}
    yield "no storage", {k: v for k, v in held.items() if not k.endswith("data/3")}


@pytest.mark.parametrize("name", [name for name, _ in zip_cases({"x/data.pkl": b""})])
def test_odd_zip_files_are_refused(name, good):
    write_zip(good, dict(zip_cases(members(good)))[name])
    refused(good)


def test_members_that_overlap_or_repeat_are_refused(good):
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(good, "a") as z:
        z.writestr("ckpt/data/0", b"\0" * 7808)
    refused(good)


def test_a_comment_or_bytes_around_the_zip_are_refused(good):
    data = good.read_bytes()
    for odd in (data + b"x", b"x" + data, data[:-2] + b"\x01\x00x"):
        good.write_bytes(odd)
        refused(good)


def test_a_checkpoint_cut_anywhere_is_one_error(good):
    data = good.read_bytes()
    rng = random.Random(0)
    cuts = {*range(0, 1024, 3), *range(len(data) - 1024, len(data)), *(rng.randrange(len(data)) for _ in range(200))}
    for cut in cuts:
        good.write_bytes(data[:cut])
        with pytest.raises(StudioError) as caught:
            describe(good)
        assert "ckpt.pt" in caught.value.one_line()


def test_damage_anywhere_in_the_header_is_an_error_or_harmless(good):
    """Changed bytes in the pickle and in the directory never raise anything but StudioError."""
    data = good.read_bytes()
    rng = random.Random(1)
    start = data.index(b"\x80\x02")
    directory = data.rindex(b"PK\x01\x02") - 2000
    refusals = 0
    for _ in range(600):
        mutant = bytearray(data)
        for _ in range(rng.randrange(1, 4)):
            where = rng.choice([start, directory]) + rng.randrange(2000)
            mutant[min(where, len(data) - 1)] = rng.randrange(256)
        good.write_bytes(mutant)
        try:
            describe(good)
        except StudioError:
            refusals += 1
    assert refusals > 300


@pytest.mark.parametrize("values", [
    {}, [], {"vocab_size": 1, "stoi": {"a": 0}}, {"vocab_size": 2, "stoi": {"a": 0}, "itos": {0: "a"}},
    {"vocab_size": 1, "stoi": {"a": 0}, "itos": {0: "b"}}, {"vocab_size": 1, "stoi": {"ab": 0}, "itos": {0: "ab"}},
    {"vocab_size": 1, "stoi": {"a": 3}, "itos": {3: "a"}}, {"vocab_size": 1, "stoi": {0: "a"}, "itos": {"a": 0}},
    {"vocab_size": 1, "stoi": {"a": 0}, "itos": {0: "a"}, "more": 1},
    {"vocab_size": "1", "stoi": {"a": 0}, "itos": {0: "a"}},
    {"vocab_size": 1, "stoi": 3, "itos": 4}, "text", 7,
])  # fmt: skip
def test_vocabularies_that_do_not_agree_are_refused(values, tmp_path):
    (tmp_path / "meta.pkl").write_bytes(pickle.dumps(values, 4))
    with pytest.raises(StudioError, match=r"meta\.pkl"):
        read_meta(tmp_path)


def test_a_vocabulary_larger_than_four_mebibytes_is_not_read(tmp_path):
    (tmp_path / "meta.pkl").write_bytes(b"\x80\x02" + b"}" * (5 << 20) + b".")
    with pytest.raises(StudioError) as caught:
        read_meta(tmp_path)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("value", [{"a": {1: "x", 2: "é"}, "b": -7, "c": 2**31 - 1}, {}, {"": {}}])
def test_plain_pickles_are_read_as_pickle_reads_them(value):
    for protocol in (2, 3, 4, 5):
        assert read_values(pickle.dumps(value, protocol), PLAIN_OPCODES) == value


def test_more_values_are_read_with_torchs_opcodes():
    value = {"a": [1, 2.5, None, True, False], "b": (1, (2, 3), (), ("x",)), "c": 2**60, "d": []}
    assert read_values(pickle.dumps(value, 2), TORCH_OPCODES) == value
    same = []
    back = read_values(pickle.dumps([same, same], 2), TORCH_OPCODES)
    assert back == [[], []] and back[0] is back[1]


def test_random_bytes_are_refused():
    rng = random.Random(2)
    seed = pickle.dumps({"a": [1, (2, 3)], "b": {"c": 1.5}}, 2)
    for _ in range(3000):
        mutant = bytearray(seed if rng.random() < 0.8 else rng.randbytes(30))
        mutant[rng.randrange(len(mutant))] = rng.randrange(256)
        try:
            read_values(bytes(mutant), TORCH_OPCODES)
        except Refused:
            continue
        assert isinstance(pickle.Unpickler(io.BytesIO(mutant)).load(), object)  # what we take, pickle takes
