"""Run folders as a training process would write them, by hand and by a small script in its place."""

import json
import os
import platform
import sys
import time

# Stands for `gpt-studio train`: begins, writes a step every 20 ms, ends at `steps` or when it is asked to.
TRAINER = """
import json, os, platform, sys, time
from pathlib import Path
words = sys.argv[1:]
resumed = "--resume" in words
folder = Path(words[words.index("--resume" if resumed else "--run") + 1])
steps = int(words[words.index("--steps") + 1]) if "--steps" in words else 100000
state = {"status": "preparing", "pid": os.getpid(), "host": platform.node(), "started": time.time(),
         "step": 0, "steps": steps, "best": None, "last": None, "best_val_loss": None, "message": "", "elapsed_s": 0.0}
def write(**changes):
    state.update(changes, heartbeat=time.time())
    beside = folder / ".state.tmp"
    beside.write_text(json.dumps(state))
    beside.replace(folder / "state.json")
def save(step):
    name = f"step-{step:06d}"
    place = folder / "checkpoints" / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "manifest.json").write_text("{}")
    write(best=name, last=name, best_val_loss=1.5, step=step)
(folder / "stop.request").unlink(missing_ok=True)
(folder / "run.toml").write_text('from_scratch = "1x1x8"\\nmethod = "full"\\n')
write()
write(status="running")
for step in range(1, steps + 1):
    with (folder / "metrics.jsonl").open("a") as f:
        f.write(json.dumps({"step": step, "tokens": step, "loss": 3 / step, "val_loss": None}) + "\\n")
    if (folder / "stop.request").exists():
        save(step)
        (folder / "stop.request").unlink()
        write(status="stopped")
        sys.exit(0)
    time.sleep(0.02)
save(steps)
write(status="finished")
"""


def trainer_command():
    return [sys.executable, "-c", TRAINER]


def write_state(folder, **changes):
    """state.json of a run that is at work, with `changes`."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {
        "status": "running", "pid": os.getpid(), "host": platform.node(), "started": time.time() - 60,
        "heartbeat": time.time(), "step": 0, "steps": 100, "elapsed_s": 0.0,
    }  # fmt: skip
    beside = folder / ".state.tmp"
    beside.write_text(json.dumps(state | changes))
    beside.replace(folder / "state.json")
    if not (folder / "run.toml").exists():
        (folder / "run.toml").write_text('from_scratch = "4x4x128"\nmethod = "full"\nlog_every = 1\n')
    return folder


def append_metrics(folder, steps, **values):
    """A line for each step, with loss 4 / step."""
    with (folder / "metrics.jsonl").open("a") as file:
        for step in steps:
            line = {"step": step, "tokens": step * 512, "loss": 4 / step, "val_loss": None} | values
            file.write(json.dumps(line) + "\n")


def append_sample(folder, step, text, prompt="KING:"):
    with (folder / "samples.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"step": step, "prompt": prompt, "text": text}, ensure_ascii=False) + "\n")


def write_checkpoint(folder, name):
    place = folder / "checkpoints" / name
    place.mkdir(parents=True)
    (place / "manifest.json").write_text("{}")
    return place
