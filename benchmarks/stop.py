"""From a cancel to a generation's last event, in milliseconds, through the real worker thread.

    python benchmarks/stop.py MODEL [--rounds 20] [--precisions auto int8 bfloat16 float32]

Cancelled at random moments: while it writes, behind a short text and behind a long one, while it reads a long prompt,
while it writes eight versions at once, and while it waits behind another job. Tokens that came after the cancel are
counted too.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time

from machine import machine, median

from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.protocol.commands import Command, Generate, LoadModel
from gpt_studio.protocol.events import Event, GenerationDone, JobFailed, ModelLoaded, TokensArrived
from gpt_studio.protocol.models import ModelKey

WORD = " river"
SHORT, LONG = 8, 2000  # tokens of a prompt
TICK_S = 0.0005

jobs = itertools.count(1)


class Timed:
    """A host, and when each of its events was seen."""

    def __init__(self, key: ModelKey) -> None:
        self.host, self.key = ThreadHost(), key
        self.send(LoadModel(next(jobs), key))
        self.until(ModelLoaded)

    def send(self, command: Command) -> int:
        self.host.send(command)
        return command.job

    def generate(self, prompt: str, members: int = 1) -> int:
        command = Generate(
            next(jobs), self.key, (prompt,), members=tuple(range(members)), max_tokens=None, ignore_eos=True
        )
        return self.send(command)

    def until(self, kind: type[Event], job: int | None = None) -> list[Event]:
        """The events up to one of a kind."""
        seen: list[Event] = []
        while not any(isinstance(e, kind) and job in (None, e.job) for e in seen):
            seen += self.host.poll()
            if failed := next((e for e in seen if isinstance(e, JobFailed)), None):
                raise SystemExit(failed.one_line())
            time.sleep(TICK_S)
        return seen

    def stop(self, job: int) -> tuple[float, int]:
        """(milliseconds from the cancel to the end of the job, tokens of it that came after the cancel)."""
        self.host.poll()
        begun = time.perf_counter()
        self.host.cancel(job)
        seen = self.until(GenerationDone, job)
        taken = 1000 * (time.perf_counter() - begun)
        told = [e for e in seen if isinstance(e, TokensArrived) and e.job == job]
        return taken, max([len(e.records) for e in told], default=0)


def at_random(timed: Timed, draw: random.Random, most_s: float) -> None:
    time.sleep(draw.uniform(0.0, most_s))


def while_writing(timed: Timed, draw: random.Random, length: int, members: int = 1) -> tuple[float, int]:
    job = timed.generate(WORD * length, members)
    timed.until(TokensArrived, job)
    at_random(timed, draw, 0.5)
    return timed.stop(job)


def while_reading(timed: Timed, draw: random.Random) -> tuple[float, int]:
    job = timed.generate(f"{draw.random()}" + WORD * LONG)  # nothing of it was read before
    at_random(timed, draw, 2.0)
    return timed.stop(job)


def while_waiting(timed: Timed, draw: random.Random) -> tuple[float, int]:
    first = timed.generate(WORD * SHORT)
    timed.until(TokensArrived, first)
    second = timed.generate(WORD * LONG)
    at_random(timed, draw, 0.3)
    found = timed.stop(second)
    timed.stop(first)
    return found


def while_another_loads(timed: Timed, draw: random.Random) -> tuple[float, int]:
    load = timed.send(LoadModel(next(jobs), timed.key))
    waiting = timed.generate(WORD * SHORT)
    at_random(timed, draw, 0.1)
    found = timed.stop(waiting)
    timed.until(ModelLoaded, load)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--precisions", nargs="+", default=["auto", "int8", "bfloat16", "float32"])
    options = parser.parse_args()
    print(json.dumps(machine()))
    places = {
        "writing": lambda timed, draw: while_writing(timed, draw, SHORT),
        f"writing behind {LONG:,} tokens": lambda timed, draw: while_writing(timed, draw, LONG),
        "writing eight versions": lambda timed, draw: while_writing(timed, draw, SHORT, 8),
        f"reading {LONG:,} tokens": while_reading,
        "waiting behind a generation": while_waiting,
        "waiting behind a load": while_another_loads,
    }
    for precision in options.precisions:
        timed = Timed(ModelKey(options.model, dtype=precision))
        for name, place in places.items():
            draw = random.Random(0)
            found = [place(timed, draw) for _ in range(options.rounds)]
            taken, after = zip(*found, strict=True)
            print(f"{precision}, {name}: median {median(list(taken)):.0f} ms", end=", ")
            print(f"most {max(taken):.0f} ms, at most {max(after)} further tokens", flush=True)
        timed.host.stop(10)


if __name__ == "__main__":
    main()
