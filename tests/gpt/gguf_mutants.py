"""Little GGUF files with fields of their header changed: made anew from their pairs and shapes, or byte by byte."""

from __future__ import annotations

import random
import struct
from pathlib import Path

from gguf_files import ARRAY, BOOL, F32, I32, LLAMA, SHAPES, STRING, U32, U64, gguf_bytes, numbers, pair, tensor

from gpt_studio.gpt.checkpoints.gguf.kinds import KINDS

COUNTS = [0, 1, 2, 3, 7, 8, 15, 16, 31, 33, 255, 1 << 16, (1 << 31) - 1, 1 << 31, (1 << 32) - 1]
VALUES = [
    (U32, 7), (BOOL, True), (F32, float("nan")), (F32, float("inf")), (STRING, "\ud7ff"), (STRING, ""),
    (STRING, b"\xff\xfe"), (I32, -1), (I32, -(1 << 31)), (U64, (1 << 64) - 1), (12, 1e308), (ARRAY, (U32, [])),
    (ARRAY, (I32, [-1] * 3)), (ARRAY, (F32, [float("nan")] * 16)), (ARRAY, (STRING, [b"\xff"] * 16)),
    (ARRAY, (STRING, ["a"] * 16)), (ARRAY, (BOOL, [True] * 16)), (STRING, "{{ 'x' * 999999999 }}"),
    (STRING, "x" * 9000),
]  # fmt: skip
ARCHITECTURES = [
    "gpt2", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "phi3", "phi2", "gptneox", "stablelm", "starcoder2",
    "olmo2", "mamba", "", "llama4",
]  # fmt: skip
TOKENIZERS = ["llama", "bert", "gpt2", "t5", ""]
MORE = [
    ("llama.rope.scaling.type", STRING, "yarn"), ("llama.rope.scaling.factor", F32, 1e30),
    ("llama.rope.dimension_count", U32, 3), ("llama.attention.key_length", U32, 1 << 30),
    ("llama.expert_count", U32, 9), ("tokenizer.ggml.scores", ARRAY, (F32, [float("nan")] * 16)),
    ("tokenizer.ggml.add_bos_token", BOOL, True), ("tokenizer.ggml.bos_token_id", U32, (1 << 32) - 1),
    ("general.alignment", U32, 64), ("llama.vocab_size", U32, 9), ("llama.attention.sliding_window", U32, 1),
    ("llama.rope.freq_base", F32, -1.0), ("llama.rope.scaling.original_context_length", U32, 0),
]  # fmt: skip


def gguf_mutant(number: int, _seeds: Path, work: Path) -> Path:
    """Mutant `number` of the little llama, as a file in `work`."""
    chance = random.Random(number)
    pairs, shapes = [list(p) for p in LLAMA], [[*s, 0] for s in SHAPES]
    for _ in range(chance.choice([1, 1, 2, 3])):
        _change(pairs, shapes, chance)
    data = _file(pairs, shapes, chance)
    if chance.random() < 0.25:
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(min(len(data), 1400))] = chance.choice([0, 1, 127, 128, 255])
    if chance.random() < 0.05:
        del data[chance.randrange(len(data)) :]
    path = work / "m.gguf"
    path.write_bytes(data)
    return path


def _change(pairs: list, shapes: list, chance: random.Random) -> None:  # noqa: C901  a table of changes
    match chance.randrange(11):
        case 0:
            changed = chance.choice([p for p in pairs if p[1] == U32] or [["", U32, 0]])
            changed[2] = chance.choice(COUNTS)
        case 1:
            chance.choice(pairs)[0] = chance.choice([p[0] for p in pairs])
        case 2:
            changed = chance.choice(pairs)
            changed[1:] = chance.choice(VALUES)
        case 3:
            chance.choice(shapes)[1] = tuple(chance.choice([1, 2, 16, 32, 64]) for _ in range(chance.randint(1, 4)))
        case 4:
            changed = chance.choice([p for p in pairs if p[1] == ARRAY] or [["", ARRAY, (STRING, ["a"])]])
            items = list(changed[2][1])
            chance.shuffle(items)
            changed[2] = (changed[2][0], items[: chance.randint(0, len(items))])
        case 5:
            pairs.pop(chance.randrange(len(pairs)))
        case 6:
            pairs.append(list(chance.choice(MORE)))
        case 7:  # another architecture, its keys named for it
            name = chance.choice(ARCHITECTURES)
            for p in pairs:
                p[0] = p[0].replace("llama.", f"{name}.", 1) if p[0].startswith("llama.") else p[0]
                p[1:] = (STRING, name) if p[0] == "general.architecture" else p[1:]
        case 8:  # numbers of another kind
            chance.choice(shapes)[2] = chance.choice(sorted(KINDS))
        case 9:
            for p in pairs:
                p[1:] = (STRING, chance.choice(TOKENIZERS)) if p[0] == "tokenizer.ggml.model" else p[1:]
        case _:
            shape = chance.choice(shapes)
            shape[0] = chance.choice(["output.weight", "rope_freqs.weight", "x" * 70, "", *(s[0] for s in shapes)])


def _file(pairs: list, shapes: list, chance: random.Random) -> bytearray:
    infos, offset = [], 0
    for name, sizes, kind in shapes:
        infos.append(tensor(name, sizes, kind, offset if chance.random() < 0.99 else chance.choice(COUNTS)))
        offset += -(-KINDS[kind].bytes_of(numbers(sizes)) // 32) * 32
    fill = struct.pack("<f", 0.01) if chance.random() < 0.9 else chance.randbytes(4)
    return bytearray(gguf_bytes([pair(*p) for p in pairs], infos, fill * (offset // 4)))
