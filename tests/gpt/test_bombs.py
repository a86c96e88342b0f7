"""Small files that ask for much memory or time: each is refused at once, before torch is called."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path

import pytest
import torch
from gguf_files import ARRAY, STRING, U32, gguf_bytes, pair, string, tensor
from test_mutants import CHARACTERS, gguf_seeds, probe
from tiny_models import decoder, nanogpt_values
from zip_files import members_of, zip_bytes

from gpt_studio.gpt import save_checkpoint

SECONDS, GROWTH = 1.0, 50 << 20
KNOWN = ("bytearray", "FloatTensor", "memo", "meta.pkl memo", "deflate", "65 bytes.gguf", "400,000 tensors")
F32 = b'"dtype":"F32","shape":[0],"data_offsets":[0,0]'
LLAMA = {
    "model_type": "llama", "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "vocab_size": 61, "max_position_embeddings": 96,
}  # fmt: skip


def pickled(home: Path, name: str, data: bytes) -> None:
    """A nanoGPT checkpoint whose data.pkl is `data`."""
    torch.save(nanogpt_values(decoder(activation="gelu")), path := made(home, name) / "ckpt.pt")
    members = members_of(path)
    for member in members:
        if member.name.endswith(b"/data.pkl"):
            member.data = data
    path.write_bytes(zip_bytes(members))


def made(home: Path, name: str) -> Path:
    (home / name).mkdir(parents=True)
    return home / name


def weights(home: Path, name: str, header: bytes, config: dict | bytes = LLAMA) -> Path:
    """A folder with a config.json and a safetensors file of that header."""
    folder = made(home, name)
    (folder / "config.json").write_bytes(config if isinstance(config, bytes) else json.dumps(config).encode())
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header)
    return folder


def bombs(home: Path) -> None:
    """All of them, each in a folder of its own."""
    pickled(home, "bytearray", b"\x80\x02cbuiltins\nbytearray\nJ\x00\x84\xd7\x17\x85R.")
    pickled(home, "FloatTensor", b"\x80\x02ctorch\nFloatTensor\n\x8a\x05\x00\x00\x00\x00\x02\x85R.")
    pickled(home, "memo", b"\x80\x02}r\xff\xff\xff\x0f.")
    pickled(home, "many marks", b"\x80\x02" + b"(" * 4_000_000 + b".")
    pickled(home, "many lists", b"\x80\x02" + b"]" * 4_000_000 + b".")
    torch.save(nanogpt_values(decoder(activation="gelu")), made(home, "meta.pkl memo") / "ckpt.pt")
    (home / "meta.pkl memo" / "meta.pkl").write_bytes(b"\x80\x02}r\xff\xff\xff\x0f.")
    with zipfile.ZipFile(made(home, "deflate") / "ckpt.pt", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("ckpt/data.pkl", b"\x80\x02}.")
        z.writestr("ckpt/data/0", b"\0" * (200 << 20))
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0) + b"a/data"
    ending = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(entry) * 200_000, 4, 0)
    (made(home, "a giant directory") / "ckpt.pt").write_bytes(b"PK\3\4" + entry * 200_000 + ending)
    members = members_of(home / "memo" / "ckpt.pt")[:1] * 60_000
    for i, name in enumerate(b"a/data/%d" % i for i in range(60_000)):
        members[i] = type(members[0])(name, b"")
    (made(home, "many members") / "ckpt.pt").write_bytes(zip_bytes(members, end={"count": 0xFFFF}))

    weights(home, "400,000 tensors", b"{" + b",".join(b'"%06d":{%s}' % (i, F32) for i in range(400_000)) + b"}")
    weights(home, "nested lists in a header", b'{"a":[' + b"[]," * 5_000_000 + b"1]}")
    weights(home, "numbers in a header", b'{"a":[' + b"1.5," * 4_000_000 + b"1]}")
    weights(home, "a long name", b'{"' + b"x" * (15 << 20) + b'\xf0\x9f\x8c\x8d":1}')
    weights(home, "a header of 40 MB", b'{"' + b"x" * (40 << 20) + b'":1}')
    weights(home, "lists in config.json", b"{}", b'{"a":[' + b"[]," * 349_000 + b"1]}")
    weights(home, "deep config.json", b"{}", b'{"a":' + b"[" * 500_000)
    weights(home, "heads of heads", b"{}", LLAMA | {
        "model_type": "stablelm", "qk_layernorm": True, "num_attention_heads": 1024, "hidden_size": 1024,
        "num_hidden_layers": 1000, "num_key_value_heads": 1024,
    })  # fmt: skip
    weights(home, "a million layers", b"{}", LLAMA | {"num_hidden_layers": 10**6})
    weights(home, "a thousand layers", b"{}", LLAMA | {"num_hidden_layers": 1000, "max_position_embeddings": 1 << 24})
    (weights(home, "a giant index", b"{}") / "model.safetensors").unlink()
    index = b'{"weight_map":{' + b",".join(b'"%d":"a.safetensors"' % i for i in range(600_000)) + b"}}"
    (home / "a giant index" / "model.safetensors.index.json").write_bytes(index)

    gguf = home / "65 bytes.gguf"
    gguf.write_bytes(
        gguf_bytes([string("a") + struct.pack("<IIQ", ARRAY, STRING, 1 << 40)], [], b"")[:65].ljust(65, b"\0")
    )
    truths = pair("", ARRAY, (7, [True] * 4096))[8:]
    lists = [string(f"k{i}") + truths for i in range(4000)]
    (home / "lists.gguf").write_bytes(gguf_bytes(lists, [tensor("a", (32,), 0, 0)], b"\0" * 128))
    keys = [pair(f"{i:05}" + "k" * 60_000, U32, 1) for i in range(400)]
    (home / "long keys.gguf").write_bytes(gguf_bytes(keys, [tensor("a", (32,), 0, 0)], b"\0" * 128))


def test_each_is_refused_at_once_before_torch_sees_it(tmp_path):
    good = tmp_path / "seeds"
    good.mkdir()
    gguf_seeds(good)
    save_checkpoint(good / "gpt2", decoder(), CHARACTERS)
    (tmp_path / "work").mkdir()
    bombs(home := tmp_path / "work" / "given")
    report = probe("given", 0, len(list(home.iterdir())), good, tmp_path / "work")
    assert not report["failures"], "\n".join(report["failures"])
    for name, cost in report["costs"].items():
        assert cost["outcome"] in ("damaged", "unsafe", "too_large", "unsupported", "absent"), (name, cost)
        assert cost["cpu_s"] < SECONDS * (1 if name in KNOWN else 2) and cost["growth"] < GROWTH, (name, cost)


pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory as Linux counts it")
