"""A model in each precision: time for a token and for a prompt, as ratios to float32 from one run, and memory.

    python benchmarks/packed.py MODEL [--rounds 3] [--threads 1 2]

Rounds of all precisions alternate and medians count, so that other work on the machine weighs on all alike.
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch

from gpt_studio.gpt import load_model
from gpt_studio.sampling.reading import piece_length

PRECISIONS = ("float32", "bfloat16", "int4", "int8")
TOKENS, PROMPT = 16, 512


@torch.inference_mode()
def decode_seconds(model, ids):
    """Seconds of each of some tokens, one after another behind a short prompt."""
    cache, taken = model.new_cache(1, PROMPT), []
    model(ids[:, :32], cache, last_only=True)
    for i in range(TOKENS):
        begun = time.perf_counter()
        model(ids[:, 32 + i : 33 + i], cache, last_only=True)
        taken.append(time.perf_counter() - begun)
    return taken


@torch.inference_mode()
def prefill_seconds(model, ids, piece):
    """Seconds for the whole prompt, read in pieces."""
    cache, begun = model.new_cache(1, PROMPT), time.perf_counter()
    for start in range(0, ids.size(1), piece):
        model(ids[:, start : start + piece], cache, last_only=True)
    return time.perf_counter() - begun


def measure(models, ids, rounds):
    taken = {}
    for _ in range(rounds):
        for name, loaded in models.items():
            model = loaded.model
            taken.setdefault(("token", name), []).extend(decode_seconds(model, ids))
            pieces = {f"prompt in pieces of {piece_length(model.config)}": piece_length(model.config)}
            for work, piece in (pieces | {"prompt in one piece": PROMPT}).items():
                taken.setdefault((work, name), []).append(prefill_seconds(model, ids, piece))
    return {key: statistics.median(seconds) for key, seconds in taken.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    models = {name: load_model(options.model, dtype=name, context=PROMPT) for name in PRECISIONS}
    for name, loaded in models.items():
        print(f"{name:9} {loaded.info.memory_estimate_bytes.weights / 1e6:8.1f} MB of weights")
    config = next(iter(models.values())).model.config
    ids = torch.randint(0, config.vocab_size, (1, PROMPT), generator=torch.Generator().manual_seed(0))
    for threads in options.threads:
        torch.set_num_threads(threads)
        found = measure(models, ids, options.rounds)
        for work in dict.fromkeys(work for work, _ in found):
            base = found[work, "float32"]
            cells = (f"{n} {found[work, n] * 1e3:8.1f} ms ({base / found[work, n]:.2f}x)" for n in PRECISIONS)
            print(f"{threads} threads, {work}: " + ", ".join(cells), flush=True)


if __name__ == "__main__":
    main()
