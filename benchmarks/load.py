"""Loading a GGUF file in float32: here, by transformers, by llama.cpp, in turn, each in a process of its own."""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from machine import machine, median

LOADERS = {"gpt-studio": "gpt_studio", "transformers": "transformers", "llama.cpp": "llama_cpp"}


def load(name: str, path: Path) -> object:
    """The loaded model; what has to be imported was imported."""
    if name == "gpt-studio":
        from gpt_studio.gpt import load_model

        return load_model(path, dtype="float32")
    if name == "transformers":
        from transformers import AutoModelForCausalLM, AutoTokenizer

        where = {"pretrained_model_name_or_path": path.parent, "gguf_file": path.name}
        return AutoModelForCausalLM.from_pretrained(**where), AutoTokenizer.from_pretrained(**where)
    from llama_cpp import Llama

    return Llama(str(path), verbose=False, n_gpu_layers=0)


def one(name: str, path: Path) -> None:
    """Load once in this process and print seconds and memory."""
    import psutil

    late = ("gpt_studio.gpt.checkpoints.read", "gpt_studio.gpt.packed.network", "tiktoken", "tokenizers", "regex")
    for module in ("torch", LOADERS[name], *(late if name == "gpt-studio" else ())):
        importlib.import_module(module)
    process, done, seen = psutil.Process(), threading.Event(), [0]
    before = process.memory_info().rss

    def watch() -> None:
        while not done.wait(0.002):
            seen[0] = max(seen[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    held = load(name, path)
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    stays = process.memory_info().rss - before
    peak = max(seen[0] - before, stays)
    print(json.dumps({"seconds": seconds, "stays": stays, "peak": peak, "held": type(held).__name__}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", choices=list(LOADERS))
    options = parser.parse_args()
    if options.one:
        one(options.one, options.path)
        return
    print(machine())
    found: dict[str, list[dict]] = {name: [] for name, module in LOADERS.items() if importlib.util.find_spec(module)}
    for _ in range(options.rounds):
        for name, runs in found.items():
            command = [sys.executable, __file__, str(options.path), "--one", name]
            answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            runs.append(json.loads(answer.splitlines()[-1]))
    ours = median([run["seconds"] for run in found["gpt-studio"]])
    for name, runs in found.items():
        seconds = median([run["seconds"] for run in runs])
        stays, peak = (median([run[key] for run in runs]) for key in ("stays", "peak"))
        print(
            f"{name:14} {seconds:7.3f} s   {seconds / ours:6.2f} × ours   stays {stays / 1e6:6.0f} MB   "
            f"peak / stays {peak / max(stays, 1):.2f}"
        )


if __name__ == "__main__":
    main()
