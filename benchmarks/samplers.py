"""Waterfall of a token and replay of a text at GPT-2's vocabulary, from kept logits: medians of process time.

    python benchmarks/samplers.py [--tokens 256] [--rounds 5] [--threads 1]

The rows fall with the logarithm of the rank, as a language model's do; no network is there that could be run. Each text
is drawn with the samplers under which it is replayed, so that a replay goes through all of it: one that finds a change
ends there. `ready` is what the engine does once it has answered for a text, `first` is the first replay behind it;
`plain` is what samplers and draw take, and `proven` are the tokens for which they need not run.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time

import torch
from machine import machine

from gpt_studio.gpt.tokenizers.bytes_bpe import gpt2
from gpt_studio.protocol.sampling import LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.sampling import cuts
from gpt_studio.sampling.bounds.outline import outline
from gpt_studio.sampling.bounds.prepared import Prepared
from gpt_studio.sampling.chain import Moment, apply, mu_at
from gpt_studio.sampling.draw import draw
from gpt_studio.sampling.effects import explain
from gpt_studio.sampling.replay import Past, Replay

SEED, PROMPT = 3, 40
EVERYTHING = {
    "temperature": 0.9, "top_p": 0.95, "top_k": 200, "min_p": 0.01, "tfs": 0.98, "eta_cutoff": 1e-4, "top_a": 0.01,
    "epsilon_cutoff": 1e-5, "typical_p": 0.97, "top_n_sigma": 6.0, "xtc_probability": 0.1, "repetition_penalty": 1.1,
    "frequency_penalty": 0.1, "presence_penalty": 0.1, "no_repeat_ngram": 4, "dry_multiplier": 0.5,
    "dynamic_temperature_low": 0.5, "dynamic_temperature_high": 1.5, "smoothing": 0.1,
}  # fmt: skip
SETTINGS = {
    "temperature": SamplingParams(temperature=0.8),
    "temperature, top-p": SamplingParams(temperature=0.8, top_p=0.9),
    "llama.cpp's own": SamplingParams(temperature=0.8, top_k=40, top_p=0.95, min_p=0.05, order=LLAMA_CPP_ORDER),
    "top-k": SamplingParams(top_k=50),
    "min-p": SamplingParams(min_p=0.05),
    "typical-p": SamplingParams(typical_p=0.9),
    "top-a": SamplingParams(top_a=0.2),
    "tail-free": SamplingParams(tfs=0.95),
    "epsilon": SamplingParams(epsilon_cutoff=5e-4),
    "eta": SamplingParams(eta_cutoff=2e-3),
    "top-nσ": SamplingParams(temperature=0.8, top_n_sigma=1.5),
    "XTC": SamplingParams(xtc_probability=0.5),
    "mirostat": SamplingParams(mirostat_tau=5.0),
    "dynamic temperature": SamplingParams(dynamic_temperature_low=0.5, dynamic_temperature_high=1.5),
    "smoothing": SamplingParams(smoothing=0.3),
    "repetition": SamplingParams(repetition_penalty=1.2),
    "frequency": SamplingParams(frequency_penalty=0.5),
    "presence": SamplingParams(presence_penalty=0.5),
    "no repeated n-gram": SamplingParams(no_repeat_ngram=3),
    "DRY": SamplingParams(dry_multiplier=0.8),
    "bias": SamplingParams(logit_bias=((5, 2.0), (7, -3.0))),
    "all but mirostat": SamplingParams(**EVERYTHING),
    "all": SamplingParams(**EVERYTHING, mirostat_tau=6.0),
}


def rows_like_a_models(count, size):
    made = torch.Generator().manual_seed(1)
    for _ in range(count):
        ranks = torch.randperm(size, generator=made).float() + 1.0
        yield 8.0 - 1.6 * ranks.log() + 0.5 * torch.randn(size, generator=made)


def written(rows, params, prompt):
    """A prompt and the ids that rows and samplers write behind it."""
    ids, mu, greedy = list(prompt), None, params.temperature == 0
    for row in rows:
        now = Moment(ids, SEED, 0, len(ids), mu)
        fallen = draw(apply(row, now, params), greedy=greedy, seed=SEED, member=0, position=len(ids))
        if params.acts("mirostat"):
            bits = -fallen.log_probability / math.log(2.0)
            mu = cuts.next_mu(mu_at(now, params), bits, params.mirostat_tau, params.mirostat_eta)
        ids.append(fallen.id)
    return ids


class Counted(Replay):
    """A replay that counts the tokens that could not be proven to stay."""

    plain = 0

    def again(self, i, *bounds):
        Counted.plain += 1
        return super().again(i, *bounds)


def ms(work):
    begun = time.process_time()
    work()
    return 1e3 * (time.process_time() - begun)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    print(machine(), f"· {asked.threads} threads")
    tokenizer = gpt2()
    size = tokenizer.size
    rows = list(rows_like_a_models(asked.tokens, size))
    outlines = []
    prepared = ms(lambda: outlines.extend(outline(row, size, SEED, 0, PROMPT + i) for i, row in enumerate(rows)))
    print(f"vocabulary {size:,} · made ready after a text is written: {prepared / asked.tokens:.2f} ms a token\n")
    print(
        f"{'':22}{'waterfall':>11}{'ready':>11}{'first':>11}{f'replay of {asked.tokens}':>16}{'plain':>12}{'proven':>9}"
    )
    chance = random.Random(1)
    prompt = [chance.randrange(size) for _ in range(PROMPT)]
    now = Moment(tuple(prompt), SEED, 0, PROMPT)
    for name, params in SETTINGS.items():
        ids = []
        plain = ms(lambda p=params, found=ids: found.extend(written(rows, p, prompt)))
        drawn = [Past(token, at) for at, token in enumerate(ids) if at >= PROMPT]
        replay = Counted(
            drawn, ids, rows.__getitem__, outlines.__getitem__, params, size, SEED, 0, of=name, prepared=Prepared()
        )
        ready = ms(lambda r=replay: list(r.make_ready()))
        Counted.plain = 0
        first = ms(lambda r=replay: list(r.first_change()))
        proven = len(drawn) - Counted.plain
        again = statistics.median(ms(lambda r=replay: list(r.first_change())) for _ in range(asked.rounds))
        told = statistics.median(
            ms(lambda p=params: explain(rows[0], 5, now, p, tokenizer)) for _ in range(asked.rounds)
        )
        print(f"{name:22}{told:8.1f} ms{ready:8.1f} ms{first:8.1f} ms{again:13.1f} ms{plain:9.0f} ms{proven:9}")


if __name__ == "__main__":
    main()
