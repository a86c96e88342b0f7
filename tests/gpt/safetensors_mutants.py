"""Folders with safetensors whose header, bytes or JSON files are changed: parsed, up to three fields, written again."""

from __future__ import annotations

import copy
import json
import random
import shutil
from pathlib import Path

ODD = [
    0, 1, -1, 2, 4, 7, 61, 64, 2**31, 2**48, 2**63, 2**64, 10**400, 1.5, -0.0, 1e308, float("nan"), float("inf"),
    None, True, False, "x", "", "F32", "\u202e<b>", [], {}, [1] * 20, [[]], {"a": {}}, "é" * 300,
]  # fmt: skip
DTYPES = ["F16", "BF16", "F32", "F64", "I64", "U8", "BOOL", "F8_E4M3", "Q4_0", "f32", "", 3, None]
NAMES = ["../../x", "/etc/passwd", "", "\0", "a" * 5000, "__metadata__", "lm_head.weight", "wte.weight", "é\ud800"]
SCALINGS = [
    {"rope_type": "yarn", "factor": 4.0}, {"type": "linear", "factor": 1e-300}, {"rope_type": "llama3", "factor": 8},
    {"rope_type": "longrope", "short_factor": [1.0] * 4, "long_factor": [10**400] * 4}, {"rope_type": "dynamic"},
    {"rope_type": "yarn", "factor": 1e11, "attention_factor": 10**400, "original_max_position_embeddings": 1},
]  # fmt: skip


def odd(chance: random.Random) -> object:
    return copy.deepcopy(chance.choice(ODD))


JSON_FILES = ("config.json", "model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json")


def safetensors_mutant(number: int, seeds: Path, work: Path) -> Path:
    """Mutant `number` of the folders in `seeds`, as a folder in `work`."""
    chance = random.Random(number)
    seed = chance.choice(sorted(seeds.iterdir()))
    folder = work / "model"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(seed, folder)
    for _ in range(chance.randint(1, 3)):
        files = sorted(folder.glob("*.safetensors"))
        other = [folder / name for name in JSON_FILES if (folder / name).is_file()]
        if chance.random() < 0.7:
            _change_weights(chance.choice(files), chance)
        else:
            _change_json(chance.choice(other), chance)
    return folder


def _change_weights(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    try:
        header = json.loads(data[8 : 8 + length])
    except ValueError:
        return
    text, tensors = b"", data[8 + length :]
    match chance.randrange(8):
        case 0:
            path.write_bytes(data[: chance.randrange(len(data))])
            return
        case 1:
            wrong = chance.choice([0, 1, length - 1, length + 8, len(data), 2**31, 2**62, 2**64 - 1])
            path.write_bytes(wrong.to_bytes(8, "little") + data[8:])
            return
        case 2:
            damaged = bytearray(data)
            for _ in range(chance.randint(1, 4)):
                damaged[chance.randrange(min(len(data), 8 + length))] = chance.randrange(256)
            path.write_bytes(damaged)
            return
        case 3:
            text = json.dumps(header).encode()
            name = chance.choice(list(header))
            text = text[:-1] + b"," + json.dumps({name: header[name]}).encode()[1:]
        case 4:
            tensors = tensors[: -chance.choice([1, 4, 1024])] if chance.random() < 0.5 else tensors + b"\0" * 4
        case _:
            tensors = _change_header(header, tensors, chance)
    text = text or json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + tensors)


def _change_header(header: dict, tensors: bytes, chance: random.Random) -> bytes:
    """One to three fields of the header; half of the time the places are made to follow one another again."""
    for _ in range(chance.randint(1, 3)):
        names = [name for name in header if isinstance(header[name], dict) and "shape" in header[name]]
        if not names:
            return tensors
        entry = header[name := chance.choice(names)]
        match chance.randrange(7):
            case 0:
                entry["dtype"] = chance.choice(DTYPES)
            case 1 if isinstance(entry["shape"], list) and entry["shape"]:
                entry["shape"][chance.randrange(len(entry["shape"]))] = odd(chance)
            case 2 if isinstance(entry["data_offsets"], list) and entry["data_offsets"]:
                entry["data_offsets"][chance.randrange(len(entry["data_offsets"]))] = odd(chance)
            case 3:
                header[chance.choice([*NAMES, *names])] = header.pop(name)
            case 4:
                del header[name]
            case 5:
                header["__metadata__"] = odd(chance)
            case _:
                entry[chance.choice([*entry, "more"])] = odd(chance)
    return _laid_out(header, tensors) if chance.random() < 0.5 else tensors


def _laid_out(header: dict, tensors: bytes) -> bytes:
    """Places without gaps for the shapes that the header now has, and as many bytes."""
    sizes, end = {"F32": 4, "F16": 2, "BF16": 2, "F64": 8, "I64": 8, "U8": 1, "BOOL": 1, "F8_E4M3": 1}, 0
    for entry in header.values():
        shape = entry.get("shape") if isinstance(entry, dict) else None
        if not isinstance(shape, list) or not all(type(n) is int and 0 <= n < 10_000 for n in shape):
            continue
        count = sizes.get(entry.get("dtype"), 4) if isinstance(entry.get("dtype"), str) else 4
        for n in shape:
            count *= n
        entry["data_offsets"], end = [end, end + count], end + count
    return (tensors + b"\0" * max(0, min(end, 1 << 20) - len(tensors)))[:end]


def _change_json(path: Path, chance: random.Random) -> None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        return
    for _ in range(chance.randint(1, 3)):
        place, key = _place(found, chance)
        if place is None:
            break
        match chance.randrange(6):
            case 0 if isinstance(place, dict):
                place[chance.choice(["rope_scaling", "rope_parameters"])] = dict(chance.choice(SCALINGS))
            case 1:
                del place[key]
            case 2 if isinstance(place[key], int):
                place[key] = place[key] + chance.choice([-1, 1, 32, place[key]])
            case _:
                place[key] = odd(chance)
    text = json.dumps(found)
    path.write_text(text[: chance.randrange(len(text))] if chance.random() < 0.1 else text, "utf-8")


def _place(found: object, chance: random.Random) -> tuple[dict | list | None, object]:
    """Some place in nested JSON, more often near the top."""
    place, key = None, None
    while isinstance(found, dict | list) and found:
        place, key = found, chance.choice(list(found)) if isinstance(found, dict) else chance.randrange(len(found))
        found = found[key]
        if chance.random() < 0.4:
            break
    return place, key
