"""The waterfall of a token and the replay of a text at GPT-2's vocabulary, from kept logits: medians in ms.

    python benchmarks/samplers.py [--tokens 256] [--rounds 5] [--threads 2]

The rows fall with the logarithm of the rank, as a language model's do; no network is there that could be run. A replay
here goes through the whole text, as it does where nothing changes: one that finds a change ends there.
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch
from machine import machine

from gpt_studio.gpt.tokenizers.bytes_bpe import gpt2
from gpt_studio.protocol.sampling import LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.sampling.chain import Moment
from gpt_studio.sampling.effects import explain
from gpt_studio.sampling.replay import sorted_row, winner

SETTINGS = {
    "temperature": SamplingParams(temperature=0.8),
    "temperature, top-p": SamplingParams(temperature=0.8, top_p=0.9),
    "llama.cpp's own": SamplingParams(temperature=0.8, top_k=40, top_p=0.95, min_p=0.05, order=LLAMA_CPP_ORDER),
    "temperature, min-p": SamplingParams(temperature=0.8, min_p=0.05),
    "temperature, top-nσ": SamplingParams(temperature=0.8, top_n_sigma=1.5),
}


def rows_like_a_models(count, size):
    made = torch.Generator().manual_seed(1)
    for _ in range(count):
        ranks = torch.randperm(size, generator=made).float() + 1.0
        yield 8.0 - 1.6 * ranks.log() + 0.5 * torch.randn(size, generator=made)


def median_ms(work, rounds):
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(1e3 * (time.perf_counter() - begun))
    return statistics.median(taken)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    print(machine(), f"· {asked.threads} threads")
    tokenizer = gpt2()
    rows = list(rows_like_a_models(asked.tokens, tokenizer.size))
    begun = time.perf_counter()
    ready = [sorted_row(row, tokenizer.size, 3, 0, 10 + i) for i, row in enumerate(rows)]
    prepared = 1e3 * (time.perf_counter() - begun) / asked.tokens
    print(f"vocabulary {tokenizer.size:,} · made ready after a text is written: {prepared:.2f} ms a token\n")
    print(f"{'':24}{'waterfall':>12}{f'replay of {asked.tokens}':>16}")
    now = Moment(tuple(range(200)), 3, 0, 200)
    for name, params in SETTINGS.items():
        explained = median_ms(lambda p=params: explain(rows[0], 5, now, p, tokenizer), asked.rounds)
        replayed = median_ms(lambda p=params: [winner(row, p) for row in ready], asked.rounds)
        print(f"{name:24}{explained:9.1f} ms{replayed:13.1f} ms")


if __name__ == "__main__":
    main()
