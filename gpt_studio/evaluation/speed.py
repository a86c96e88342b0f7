"""How fast a model reads and writes here, and how near that comes to what memory gives.

To draw one token every weight is read once, so bytes read in a second bound the tokens of a second (the roofline of
Williams, Waterman and Patterson 2009, on its memory side).
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import torch

from gpt_studio.gpt.loaded import LoadedModel
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.packed.matrix import PackedMatrix
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import GenerationStats
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling.loop import generate

PROMPTS = (16, 128, 512)  # tokens
WRITTEN = 32  # tokens
RUNS = 5
PATIENCE_S = 30.0  # after so long a prompt's runs are enough
_READ_BYTES = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Row:
    """The median of a piece of work over `runs` runs, one before them not counted."""

    work: str
    prompt_tokens: int
    dtype: str
    median: float
    unit: str
    runs: int


def measure(loaded: LoadedModel) -> Iterator[Row | None]:
    """Yields None at places to stop, and three rows for each length of prompt that the context has room for."""
    for length in _lengths(loaded.context):
        begun = time.perf_counter()
        found: list[GenerationStats] = []
        for run in range(RUNS + 1):
            stats = yield from _once(loaded, length, run)
            if run:
                found.append(stats)
            if found and time.perf_counter() - begun > PATIENCE_S:
                break
        yield from _rows(found, length, held_as(loaded.model))


def read_bytes_per_s() -> float:
    """Bytes of memory that this process reads in a second with torch's threads: the median of five sums."""
    numbers = torch.ones(_READ_BYTES // 4)
    seconds: list[float] = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        numbers.sum()
        seconds.append(time.perf_counter() - begun)
    return _READ_BYTES / statistics.median(seconds[1:])


def bytes_per_token(model: Decoder) -> int:
    """Bytes of weights that one token reads: all but the embeddings, of which it reads a row; a tied head is read."""
    named = [*model.named_parameters(remove_duplicate=False), *model.named_buffers(remove_duplicate=False)]
    read = {tensor.data_ptr(): tensor.nbytes for name, tensor in named if not name.startswith(("wte.", "wpe."))}
    return sum(read.values())


def held_as(model: Decoder) -> str:
    """How the matrices of the blocks are held: float32, bfloat16, int8 or int4."""
    bits = [module.bits for module in model.modules() if isinstance(module, PackedMatrix)]
    return f"int{min(bits)}" if bits else str(model.dtype).removeprefix("torch.")


def roofline_share(loaded: LoadedModel, rows: Sequence[Row], read: float) -> float | None:
    """Tokens written in a second behind the shortest prompt, as a share of what reading the weights would allow."""
    rate = next((row.median for row in rows if row.work == "decode"), None)
    return None if rate is None else rate * bytes_per_token(loaded.model) / read


def machine() -> dict[str, Any]:
    """What was measured on, and how busy it was."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "load": psutil.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
    }


def _lengths(context: int) -> list[int]:
    fitting = [length for length in PROMPTS if length + WRITTEN <= context]
    return fitting or [max(1, context // 2)]


def _once(loaded: LoadedModel, length: int, run: int) -> Generator[None, None, GenerationStats]:
    """A prompt of ids that differ from run to run, and the most likely tokens behind it."""
    size = min(loaded.tokenizer.size, loaded.model.config.vocab_size)
    ids = tuple(
        (7919 * (run + 1) + 104_729 * position) % size for position in range(length - len(loaded.tokenizer.prefix()))
    )
    command = cmd.Generate(
        job=0,
        key=ModelKey(loaded.info.path),
        parts=(ids,),
        sampling=SamplingParams(temperature=0.0),
        max_tokens=WRITTEN,
        ignore_eos=True,
        top=0,
    )
    for event in generate(loaded.model, loaded.tokenizer, loaded.context, command, cancelled=lambda: False):
        if isinstance(event, ev.GenerationDone):
            return event.stats
        yield
    raise AssertionError("a generation ends with GenerationDone")


def _rows(found: Sequence[GenerationStats], length: int, dtype: str) -> Iterator[Row]:
    for work, unit, values in (
        ("prefill", "tokens/s", [one.prefill_tok_s for one in found]),
        ("first token", "s", [one.ttft_s for one in found]),
        ("decode", "tokens/s", [one.decode_tok_s for one in found]),
    ):
        known = [value for value in values if value is not None]
        if known:
            yield Row(work, length, dtype, statistics.median(known), unit, len(known))


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
