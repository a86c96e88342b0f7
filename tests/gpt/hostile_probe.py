"""A process that opens hostile files one after another, all the way a person goes, and says what each cost.

`python hostile_probe.py KIND FIRST END SEEDS WORK` makes the mutants FIRST … END-1 of a kind from the good files in
SEEDS. A case that takes more than 2 s of processor time ends the process (SIGPROF); one that asks for 64 MiB more than
before fails for want of address space. The report is one JSON document; `WORK/case` names the case in progress.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

GROWTH = 64 << 20
SECONDS = 2.0


def memory(what: str) -> int:
    """Bytes of this process: VmSize, VmRSS or VmHWM."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024


@contextmanager
def bounded():
    """64 MiB more of address space than now, and 2 s of processor time."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory("VmSize") + GROWTH, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def open_as_a_person(path: Path) -> None:
    """The card, the model, a few ids and their logits."""
    import torch

    from gpt_studio.gpt import describe, load_model
    from gpt_studio.gpt.checkpoints.facts import read_facts
    from gpt_studio.gpt.folder import naming

    describe(path)
    read_facts(path)
    loaded = load_model(path)
    with naming(path):  # a text that cannot be encoded is no fault of a file that the message would name
        ids = [*loaded.tokenizer.prefix(), *loaded.tokenizer.encode("ab")]
    with torch.no_grad():
        loaded.model(torch.tensor([ids or [0]]))
    loaded.tokenizer.decode(list(range(loaded.info.vocab)))


def outcome(path: Path) -> str:
    """`success`, the code of the one refusal, or what went wrong, beginning with `!`."""
    from gpt_studio.protocol.errors import StudioError

    try:
        open_as_a_person(path)
    except StudioError as error:
        line = error.one_line()
        named = any(str(part) in line for part in (path, path.parent))
        return error.code if named and "\n" not in line and len(line) <= 4096 else f"! unclear: {line[:300]}"
    except BaseException as error:  # noqa: BLE001  a panic is no Exception
        return f"! {type(error).__name__}: {error}\n{traceback.format_exc(limit=-4)}"
    return "success"


@cache
def listed(home: Path) -> list[Path]:
    return sorted(home.iterdir())


def never_reached(*_: object, **__: object) -> None:
    raise AssertionError("torch.load was reached")


def maker(kind: str) -> Callable[[int, Path, Path], Path]:
    """What makes the mutant of a number from the good files of a folder, in another."""
    from gguf_mutants import gguf_mutant
    from pickle_mutants import pickle_mutant
    from safetensors_mutants import safetensors_mutant

    return {
        "safetensors": safetensors_mutant, "pickle": pickle_mutant, "gguf": gguf_mutant,
        "given": lambda number, _, work: listed(work / "given")[number],
    }[kind]  # fmt: skip


def main(kind: str, first: int, end: int, seeds: Path, work: Path) -> None:
    import torch

    import gpt_studio.gpt.checkpoints.read  # noqa: F401

    torch.set_num_threads(1)
    mutant = maker(kind)
    for seed in sorted(seeds.iterdir()):
        for _ in range(2):
            outcome(seed)
    if kind == "given":
        torch.load = never_reached
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    worst: dict[str, float] = {"cpu_s": 0.0, "growth": 0}
    costs: dict[str, dict[str, float]] = {}
    warnings.simplefilter("error")
    baseline = memory("VmRSS")
    for number in range(first, end):
        (work / "case").write_text(f"{kind} {number}")
        path = mutant(number, seeds, work)
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # VmHWM starts again
        before, begun = memory("VmRSS"), time.process_time()
        with bounded():
            found = outcome(path)
        cost = {"cpu_s": time.process_time() - begun, "growth": memory("VmHWM") - before}
        if kind == "given":
            costs[path.name] = {**cost, "outcome": found}
        outcomes[found.split(":")[0]] += 1
        if found.startswith("!") or cost["cpu_s"] > SECONDS or cost["growth"] > GROWTH:
            failures.append(f"{kind} {number}: {cost} {found}")
        worst = {name: max(worst[name], cost[name]) for name in worst}
    with bounded():
        try:
            held = len(bytearray(8 * GROWTH))  # more than the heap could have left over from before
        except MemoryError:
            held = 0
    lasting = memory("VmRSS") - baseline
    report = {
        "outcomes": outcomes,
        "failures": failures[:20],
        "worst": worst,
        "lasting": lasting,
        "held": held,
        "costs": costs,
    }
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), Path(sys.argv[5]))
