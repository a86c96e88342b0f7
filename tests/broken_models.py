"""Models that cannot be opened, one of each kind, made by code: for the command line and the engine to refuse."""

from __future__ import annotations

import json
import os
import struct
import zipfile
from pathlib import Path

import torch

from gpt_studio.gpt import save_checkpoint
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers.chars import Chars

LETTERS = "abcdefghijklmnopqrstuvwxyz .\n"
CONFIG = DecoderConfig(vocab_size=len(LETTERS), n_layer=2, n_head=2, d_model=16, max_len=64)
WEIGHTS = "model.safetensors"


def good_model(folder: Path) -> Path:
    """A folder that opens."""
    network = Decoder(CONFIG)
    init_weights(network, 0)
    save_checkpoint(folder, network, Chars({c: i for i, c in enumerate(LETTERS)}))
    return folder


class Payload:
    """A pickle of it would make the file `canary`."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self):
        return os.system, (f"touch '{self.canary}'",)


def broken_models(home: Path, canary: Path) -> dict[str, Path]:
    """Paths of models by what is wrong with them. None may be opened; none may make `canary`."""
    home.mkdir()
    found = {"absent": home / "absent.gguf", "an empty folder": home / "empty", "a text": home / "notes.txt"}
    found["an empty folder"].mkdir()
    found["a text"].write_text("hello")
    found |= _of_torch(home, canary) | _folders(home)
    for name, data in {
        "65 bytes": b"GGUF" + struct.pack("<IQQQ1sIIQ", 3, 0, 1, 1, b"a", 9, 8, 1 << 40), "GGUF": b"GGUF",
        "another version": b"GGUF" + struct.pack("<IQQ", 9, 0, 0), "no tensors": b"GGUF" + struct.pack("<IQQ", 3, 0, 0),
    }.items():  # fmt: skip
        found[name] = home / f"{name}.gguf"
        found[name].write_bytes(data.ljust(65, b"\0") if name == "65 bytes" else data)
    return found


def _of_torch(home: Path, canary: Path) -> dict[str, Path]:
    found = {name: home / f"{name}.pt" for name in ("code", "legacy", "cut", "bomb", "compressed", "tensors alone")}
    torch.save({"model": Payload(canary)}, found["code"])
    torch.save({"model": {"a": torch.zeros(3)}}, found["legacy"], _use_new_zipfile_serialization=False)
    torch.save({"a": torch.zeros(300)}, found["tensors alone"])
    found["cut"].write_bytes(found["tensors alone"].read_bytes()[:-100])
    with zipfile.ZipFile(found["bomb"], "w") as z:
        z.writestr("a/data.pkl", b"\x80\x02cbuiltins\nbytearray\nJ\x00\x84\xd7\x17\x85R.")
    with zipfile.ZipFile(found["compressed"], "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a/data.pkl", b"\x80\x02}." + b"\0" * (1 << 20))
    return found


def _folders(home: Path) -> dict[str, Path]:
    """Good folders, each with one file made wrong; one has a name that markup would change."""
    names = (
        "cut weights", "a giant header", "no weights", "another family", "a giant vocabulary", "no config",
        "an index that leaves", "a broken tokenizer", "a link out", "a pipe", "[red]marked[/blue]",
    )  # fmt: skip
    found = {name: good_model(home / name.replace(" ", "-").replace("/", "∕")) for name in names}
    config = json.loads((found["no config"] / "config.json").read_text())
    whole = (found["cut weights"] / WEIGHTS).read_bytes()
    for name, file, data in (
        ("cut weights", WEIGHTS, whole[:-1]), ("a giant header", WEIGHTS, struct.pack("<Q", 1 << 60) + whole[8:]),
        ("another family", "config.json", json.dumps({"model_type": "mixtral\u202e\x1b[31m"}).encode()),
        ("a giant vocabulary", "config.json", json.dumps(config | {"vocab_size": 10**12}).encode()),
        ("an index that leaves", f"{WEIGHTS}.index.json", b'{"weight_map":{"a":"../../x.safetensors"}}'),
        ("a broken tokenizer", "tokenizer.json", b'{"model":{"type":"WordLevel","vocab":{"a":7}}'),
        ("[red]marked[/blue]", "config.json", b"[]"),
    ):  # fmt: skip
        (found[name] / file).write_bytes(data)
    for name, file in (("no weights", WEIGHTS), ("no config", "config.json"), ("an index that leaves", WEIGHTS)):
        (found[name] / file).unlink()
    if os.name == "nt":
        return {name: path for name, path in found.items() if name not in ("a link out", "a pipe")}
    for name in ("a link out", "a pipe"):
        (found[name] / "config.json").unlink()
    (found["a link out"] / "config.json").symlink_to("/etc/passwd")
    os.mkfifo(found["a pipe"] / "config.json")
    return found
