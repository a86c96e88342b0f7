"""Tokens per second with attention shown live, and through the worker thread, as ratios of pairs in turn.

    python benchmarks/live.py [bundled MODEL.gguf ...] [--tokens 200] [--rounds 9] [--layers 0]

`shown`: one layer's rows live against none, both through the worker thread, drained every 33 ms as the window drains
it. `thread`: through the worker thread against the plain loop of the command line. Each side has a process of its own;
they take turns, who begins changes, and the median of the ratios counts. Only drawing counts, not the prompt. Beside
it the same ratio of the processor's time (the prompt included), which other programs disturb less.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import time

from machine import machine, median

from gpt_studio.protocol.commands import Generate, LoadModel
from gpt_studio.protocol.events import GenerationDone, JobFailed, ModelLoaded
from gpt_studio.protocol.looking import RowsArrived
from gpt_studio.protocol.models import ModelKey

PROMPT = "The river ran past the old mill, and the children"
TICK_S = 0.033
jobs = itertools.count(1)


def command(key: ModelKey, tokens: int, shown: tuple[int, ...]) -> Generate:
    return Generate(
        next(jobs), key, (PROMPT,), max_tokens=tokens, ignore_eos=True, on_full="slide", seed=1, shown=shown
    )


class Plain:
    """The loop of the command line."""

    def __init__(self, key: ModelKey) -> None:
        from gpt_studio.engine.cancel import CancelToken
        from gpt_studio.engine.jobs import start
        from gpt_studio.engine.pool import Pool

        self.pool, self.key = Pool(1 << 40), key
        self.start = lambda asked: start(asked, self.pool, CancelToken(), lambda _: None)
        list(self.start(LoadModel(next(jobs), key)))

    def run(self, tokens: int, shown: tuple[int, ...]) -> float:
        events = self.start(command(self.key, tokens, shown))
        return next(e.stats.decode_tok_s for e in events if isinstance(e, GenerationDone)) or 0.0


class Threaded:
    """The worker thread, drained as the window drains it."""

    def __init__(self, key: ModelKey) -> None:
        from gpt_studio.engine.thread_host import ThreadHost

        self.host, self.key = ThreadHost(), key
        self.host.send(LoadModel(next(jobs), key))
        self.until(ModelLoaded)

    def until(self, kind: type) -> list[object]:
        seen: list[object] = []
        while not any(isinstance(e, kind) for e in seen):
            time.sleep(TICK_S)
            seen += self.host.poll()
            if failed := next((e for e in seen if isinstance(e, JobFailed)), None):
                raise SystemExit(failed.one_line())
        return seen

    def run(self, tokens: int, shown: tuple[int, ...]) -> float:
        self.host.send(command(self.key, tokens, shown))
        seen = self.until(GenerationDone)
        rows = sum(len(e.rows) for e in seen if isinstance(e, RowsArrived))
        assert bool(rows) == bool(shown)
        return next(e.stats.decode_tok_s for e in seen if isinstance(e, GenerationDone)) or 0.0


def serve(side: str, model: str) -> None:
    """Answer each line of standard input (tokens and layers, JSON) with tokens per second, of the clock and of the
    processor."""
    runner = {"plain": Plain, "thread": Threaded}[side](ModelKey(model))
    print("ready", flush=True)
    for line in sys.stdin:
        tokens, shown = json.loads(line)
        begun = time.process_time()
        speed = runner.run(tokens, tuple(shown))
        print(json.dumps([speed, tokens / (time.process_time() - begun)]), flush=True)


class Side:
    """A process that runs generations one after another."""

    def __init__(self, side: str, model: str) -> None:
        words = [sys.executable, __file__, model, "--serve", side]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout and self._process.stdin
        self._lines, self._asks = self._process.stdout, self._process.stdin
        self._lines.readline()

    def run(self, tokens: int, shown: list[int]) -> tuple[float, float]:
        print(json.dumps([tokens, shown]), file=self._asks, flush=True)
        by_clock, by_processor = json.loads(self._lines.readline())
        return by_clock, by_processor

    def close(self) -> None:
        self._asks.close()
        self._process.wait()


Asked = tuple[Side, list[int]]


def ratios(tokens: int, rounds: int, ours: Asked, base: Asked) -> tuple[list[float], list[float]]:
    """Ours ÷ base of each round, by the clock and by the processor; a first round is not counted."""
    found: list[tuple[float, ...]] = []
    for turn in range(rounds + 1):
        pair = [ours, base] if turn % 2 else [base, ours]
        first, second = (side.run(tokens, shown) for side, shown in pair)
        ratio = [a / b for a, b in zip(first, second, strict=True)]
        found.append(tuple(ratio) if turn % 2 else tuple(1 / r for r in ratio))
    by_clock, by_processor = zip(*found[1:], strict=True)
    return list(by_clock), list(by_processor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=["bundled"])
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--layers", type=int, nargs="+", default=[0])
    parser.add_argument("--serve", choices=("plain", "thread"))
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.models[0])
        return
    print(json.dumps(machine()))
    for model in options.models:
        plain, thread = Side("plain", model), Side("thread", model)
        cases = {
            "shown / not shown": ((thread, options.layers), (thread, [])),
            "thread / plain": ((thread, []), (plain, [])),
        }
        for name, (ours, base) in cases.items():
            found, busy = ratios(options.tokens, options.rounds, ours, base)
            spread = f"median of {len(found)}, {min(found):.3f} to {max(found):.3f}"
            print(f"{model.split('/')[-1]}, {name}: {median(found):.3f} ({spread})", end=", ")
            print(f"of the processor's time {median(busy):.3f}", flush=True)
        speed, _ = plain.run(options.tokens, [])
        print(f"{model.split('/')[-1]}: {speed:.0f} tokens/s by the plain loop")
        plain.close()
        thread.close()


if __name__ == "__main__":
    main()
