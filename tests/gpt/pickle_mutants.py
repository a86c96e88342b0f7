"""Files of torch.save, changed where zip files, pickles and bytes can be wrong: parsed, changed, rewritten."""

from __future__ import annotations

import json
import pickle
import pickletools
import random
import shutil
import struct
import zlib
from itertools import pairwise
from pathlib import Path

from zip_files import Stored, members_of, zip_bytes

WEIGHTS = (".pt", ".bin")
NAMES = [
    b"../../x", b"/etc/passwd", b"", b"a/data.pkl", b"a/../data.pkl", b"a\\data.pkl", b"a/data/9999999",
    b"a/data/0\0", b"x" * 300 + b"/data.pkl", b"a/code/x.py", b"a/constants.pkl", b"\xff\xfe/data.pkl",
    b"a/data/\xd9\xa3",
]  # fmt: skip
SIZES = [0, 1, 4, 63, 1 << 16, 1 << 20, (1 << 31) - 1, 1 << 31, (1 << 32) - 2, (1 << 32) - 1]
EXTRAS = [
    b"\1\0\x18\0" + b"\xff" * 24, b"\1\0\x18\0" + struct.pack("<QQQ", 1 << 40, 1 << 40, 1 << 62),
    b"\1\0\x08\0" + b"\1" * 8, b"\1\0\xff\xff", b"\1", b"FB\x04\0abcd" * 9,
]  # fmt: skip


def text(value: str) -> bytes:
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


STEPS = [
    b"K\x00", b"K\x02", b"K\xff", b"M\xff\xff", b"J\xff\xff\xff\xff", b"J\xff\xff\xff\x7f",
    b"\x8a\x08" + b"\xff" * 7 + b"\x7f", b"\x8a\xff" + b"\x7f" * 255, b"\x88", b"\x89", b"N", b"]", b"}", b")", b"(",
    b"t", b"u", b"s", b"a", b"e", b"R", b"Q", b"b", b".", b"0", b"2", b"\x85", b"\x86", b"\x87", b"h\x00", b"h\x05",
    b"q\x00", b"q\xff", b"j\xff\xff\xff\x7f", b"r\xff\xff\xff\x0f", b"\x94", b"\x80\x02", b"\x80\x09",
    b"\x95" + b"\xff" * 8, b"G\x7f\xf8" + b"\0" * 6, b"G\x7f\xf0" + b"\0" * 6, text("x"), text("0"), text("model"),
    text("dim"), text("\u202e<b>" * 90), b"X\xff\xff\xff\xffab", b"ccollections\nOrderedDict\n",
    b"ctorch\nFloatStorage\n", b"ctorch\nDoubleStorage\n", b"ctorch._utils\n_rebuild_tensor_v2\n",
    b"ctorch._utils\n_rebuild_parameter\n", b"cos\nsystem\n", b"cbuiltins\nbytearray\n", b"ctorch\nSize\n",
    b"ctorch\nfloat32\n", b"ctorch.serialization\n_get_layout\n", b"I1\n", b"I" + b"9" * 5000 + b"\n", b"F1.5\n",
    b"S'a'\n", b"p0\n", b"g0\n", b"d", b"l", b"C\x02ab", b"B\xff\xff\xff\x7f",
    b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f", b"\x96\x04" + b"\0" * 7 + b"abcd", b"\xff",
]  # fmt: skip
JSON_VALUES = [0, -1, 2**40, 10**400, 1.5, float("nan"), None, True, "x", [], {}]


def pickle_mutant(number: int, seeds: Path, work: Path) -> Path:
    """Mutant `number` of the folders in `seeds` (each with one .pt or .bin), as a folder in `work`."""
    chance = random.Random(number)
    seed = chance.choice(sorted(seeds.iterdir()))
    folder = work / "model"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(seed, folder)
    [path] = [p for p in sorted(folder.iterdir()) if p.suffix in WEIGHTS]
    members = members_of(path)
    kind = chance.random()
    if kind < 0.5:
        _change_pickle(members, chance)
        path.write_bytes(zip_bytes(members))
    elif kind < 0.8:
        path.write_bytes(_changed_zip(members, chance))
    elif kind < 0.9:
        _change_bytes(path, chance)
    else:
        _change_beside(folder, path, chance)
    return path if path.suffix == ".pt" and chance.random() < 0.5 else folder


def steps_of(data: bytes) -> list[bytes]:
    """The opcodes of a pickle, each with its argument."""
    places = [place for _, _, place in pickletools.genops(data)] + [len(data)]
    return [data[a:b] for a, b in pairwise(places)]


def _change_pickle(members: list[Stored], chance: random.Random) -> None:
    """One to three steps of data.pkl: left out, doubled, exchanged, or others."""
    held = next(m for m in members if m.name.endswith(b"/data.pkl"))
    steps = steps_of(held.data)
    for _ in range(chance.randint(1, 3)):
        at, other = chance.randrange(len(steps)), chance.randrange(len(steps))
        match chance.randrange(7):
            case 0:
                del steps[at]
            case 1:
                steps.insert(at, steps[other])
            case 2:
                steps[at], steps[other] = steps[other], steps[at]
            case 3:
                steps.insert(at, chance.choice(STEPS))
            case 4:
                steps[at : at + chance.randint(1, 30)] = []
            case 5 if len(steps[at]) > 1:
                changed = bytearray(steps[at])
                changed[chance.randrange(1, len(changed))] = chance.choice([0, 1, 2, 127, 128, 255])
                steps[at] = bytes(changed)
            case _:
                numbers = [i for i, step in enumerate(steps) if step[:1] in b"KMJX"]
                steps[chance.choice(numbers or [at])] = chance.choice(STEPS)
        if not steps:
            break
    held.data = b"".join(steps)


def _changed_zip(members: list[Stored], chance: random.Random) -> bytes:  # noqa: C901  a table of changes
    end: dict[str, int] = {}
    for _ in range(chance.randint(1, 3)):
        m = chance.choice(members)
        match chance.randrange(11):
            case 0 if len(members) > 1:
                members.remove(m)
            case 1:
                members.insert(chance.randrange(len(members)), m)
            case 2:
                m.name = chance.choice([*NAMES, *(other.name for other in members)])
            case 3:
                m.flags, m.method = chance.choice([(1, 0), (8, 0), (0, 8), (0, 12), (0x800, 0), (0, 99)])
            case 4:
                m.data, m.method = zlib.compress(b"\0" * (1 << 20))[2:-4], 8
            case 5:
                m.packed, m.size = chance.choice([*SIZES, None]), chance.choice([*SIZES, None])
            case 6:
                m.header = chance.choice([*SIZES, 100, 5000])
            case 7:
                m.data = m.data[: chance.randrange(len(m.data) + 1)] if chance.random() < 0.5 else m.data + b"\0" * 64
            case 8:
                m.local = chance.choice([{"name": b"other"}, {"method": 8}, {"flags": 1}, {"flags": 8}])
            case 9:
                m.extra = chance.choice(EXTRAS)
                m.size = m.packed = chance.choice([None, 0xFFFFFFFF])
                m.header = chance.choice([None, 0xFFFFFFFF])
            case _:
                end[chance.choice(["count", "length", "start", "comment"])] = chance.choice(
                    [n for n in SIZES if n < 1 << 16]
                )
    return zip_bytes(members, end=end, comment=b"" if chance.random() < 0.9 else b"comment")


def _change_bytes(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    match chance.randrange(4):
        case 0:
            data = data[: chance.randrange(len(data))]
        case 1:
            data = chance.choice([b"x", b"PK", b"\0" * 64]) + data
        case 2:
            data += chance.choice([b"x", data[-22:], b"PK\x06\x07" + b"\0" * 16, bytes(data)])
        case _:
            start = data.index(b"\x80\x02")
            for _ in range(chance.randint(1, 4)):
                data[chance.choice([chance.randrange(len(data)), start + chance.randrange(400)]) % len(data)] ^= 1 << (
                    chance.randrange(8)
                )
    path.write_bytes(data)


def _change_beside(folder: Path, path: Path, chance: random.Random) -> None:
    """The file beside the weights: nanoGPT's vocabulary, or config.json; else the weights of old torch."""
    meta, config = folder / "meta.pkl", folder / "config.json"
    if meta.is_file():
        steps = steps_of(meta.read_bytes())
        for _ in range(chance.randint(1, 3)):
            steps[chance.randrange(len(steps))] = chance.choice([*STEPS, b""])
        meta.write_bytes(b"".join(steps))
    elif config.is_file():
        found = json.loads(config.read_text())
        for key in chance.sample(sorted(found), chance.randint(1, 3)):
            found[key] = chance.choice(JSON_VALUES)
        config.write_text(json.dumps(found))
    else:
        path.write_bytes(pickle.dumps([1, {"a": 2}], chance.randrange(6)))
