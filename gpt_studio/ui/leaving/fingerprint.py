"""What tells one model, or one text file, from another: SHA-256 over samples of its files, quick for gigabytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from gpt_studio.files.bounded import open_regular
from gpt_studio.files.places import model_path

FIRST_BYTES = 1 << 20
SAMPLES, SAMPLE_BYTES = 64, 1 << 14  # of what comes behind them, at even distances, the last at the end
MOST_FILES = 1000
WEIGHTS = frozenset({".safetensors", ".bin", ".pt", ".pth", ".gguf", ".model", ".tiktoken", ".pkl"})
NAMES = frozenset(
    {
        *("config.json", "generation_config.json", "adapter_config.json", "tokenizer.json", "tokenizer_config.json"),
        *("special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "vocab.txt"),
    }
)


def model_sha256(model: str, adapters: Sequence[str] = ()) -> str:
    """SHA-256 of a MODEL and the adapters on it: of each file name, size, the first megabyte and 64 samples behind it.

    Of a folder those files right in it that hold weights, their shape or the tokenizer. Raises OSError.
    """
    digest = hashlib.sha256()
    for path in (*files_of(model), *(path for adapter in adapters for path in files_of(adapter))):
        digest.update(_sampled(path))
    return digest.hexdigest()


def file_sha256(path: Path) -> str:
    """The same of one file, whatever its name. Raises OSError."""
    with_name = _sampled(path)
    return hashlib.sha256(with_name[with_name.index(b"\0") :]).hexdigest()


def files_of(model: str) -> list[Path]:
    """The files that are a MODEL, by name."""
    path = model_path(model)
    if not path.is_dir():
        return [path]
    return sorted(inside for inside in path.iterdir() if _counts(inside) and inside.is_file())[:MOST_FILES]


def _counts(path: Path) -> bool:
    return path.suffix in WEIGHTS or path.name in NAMES or path.name.endswith(".index.json")


def _sampled(path: Path) -> bytes:
    """`name NUL size NUL samples`."""
    with open_regular(path) as f:
        size = path.stat().st_size
        found = [f"{path.name}\0{size}\0".encode(), f.read(FIRST_BYTES)]
        last = size - SAMPLE_BYTES
        for at in range(1, SAMPLES + 1):
            place = FIRST_BYTES + (last - FIRST_BYTES) * at // SAMPLES
            if place >= FIRST_BYTES:
                f.seek(place)
                found.append(f.read(SAMPLE_BYTES))
        if FIRST_BYTES < size < FIRST_BYTES + SAMPLE_BYTES:
            f.seek(FIRST_BYTES)
            found.append(f.read())
    return b"".join(found)
