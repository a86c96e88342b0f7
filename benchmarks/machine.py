"""The machine in a line, and commands timed in turn."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from pathlib import Path


def machine() -> str:
    """Cores, memory, processor, Python."""
    import psutil

    processor = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        names = [line.split(":", 1)[1].strip() for line in described.open() if line.startswith("model name")]
        processor = names[0] if names else processor
    memory = psutil.virtual_memory().total / 1e9
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, load {load:.1f}"


def in_turn(commands: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each command, one after the other, `rounds` times after one that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def median(values: list[float]) -> float:
    return statistics.median(values)
