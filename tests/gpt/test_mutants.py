"""Thousands of files with one to three fields changed: each opens, or is one refusal, quickly and in little memory.

Each is opened as a person does it, to the model's first logits, in a process of its own (hostile_probe.py).
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import hostile_probe
import pytest
import torch
from family_models import oracle
from gguf_files import llama_file
from tiny_models import decoder, hugging_face, nanogpt_values

from gpt_studio.gpt import save_checkpoint
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.gpt.tokenizers.folders import save_tokenizer

FULL = os.environ.get("GPT_STUDIO_GATES") == "full"
FEW = 100
COUNTS = {"safetensors": 3000, "gguf": 5000, "pickle": 2000}
CHARACTERS = chars_of(["".join(chr(c) for c in range(65, 126))])
PROBE = Path(hostile_probe.__file__)

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory as Linux counts it")


def seeds_of(kind: str, home: Path) -> Path:
    """Good files of a kind: a folder of folders, or of files."""
    home.mkdir()
    {"safetensors": safetensors_seeds, "pickle": pickle_seeds, "gguf": gguf_seeds}[kind](home)
    return home


def safetensors_seeds(home: Path) -> None:
    save_checkpoint(home / "gpt2", decoder(), CHARACTERS)
    for kind in ("llama", "gemma3", "qwen2 windows", "phi3 longrope", "stablelm 12b", "gpt_neo"):
        folder = home / kind.replace(" ", "-")
        shards = {"max_shard_size": "20KB"} if kind == "llama" else {}
        oracle(kind).save_pretrained(folder, **shards)
        save_tokenizer(folder, CHARACTERS)


def pickle_seeds(home: Path) -> None:
    for name in ("nanogpt", "compiled", "mingpt", "bin"):
        (home / name).mkdir()
    model = decoder(activation="gelu")
    optimiser = torch.optim.AdamW(model.parameters())
    sum(weight.sum() for weight in model.parameters()).backward()
    optimiser.step()
    torch.save(nanogpt_values(model) | {"optimizer": optimiser.state_dict()}, home / "nanogpt" / "ckpt.pt")
    values = {"vocab_size": 61, "stoi": CHARACTERS.stoi, "itos": {i: c for c, i in CHARACTERS.stoi.items()}}
    (home / "nanogpt" / "meta.pkl").write_bytes(pickle.dumps(values))
    torch.save(nanogpt_values(model, "_orig_mod."), home / "compiled" / "ckpt.pt")
    (home / "compiled" / "meta.pkl").write_bytes(pickle.dumps(values, 2))
    theirs = hugging_face()
    torch.save(theirs.state_dict(), home / "mingpt" / "model.pt")
    theirs.config.save_pretrained(home / "bin")
    torch.save(theirs.state_dict(), home / "bin" / "pytorch_model.bin")
    save_tokenizer(home / "bin", CHARACTERS)


def gguf_seeds(home: Path) -> None:
    llama_file(home / "m.gguf")


def probe(kind: str, first: int, end: int, seeds: Path, work: Path) -> dict:
    """The report on some mutants; fails with the name of the case that ended the process."""
    work.mkdir(exist_ok=True)
    words = [sys.executable, PROBE, kind, first, end, seeds, work]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "PYTHONMALLOC": "malloc"}
    done = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, env=environment, timeout=1200, check=False
    )
    case = (work / "case").read_text() if (work / "case").exists() else "no case yet"
    assert done.returncode == 0, f"{case}: ended with {done.returncode}\n{done.stderr[-3000:]}"
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", COUNTS)
def test_a_few_mutants_open_or_are_one_refusal_each(kind, tmp_path):
    """Of the slow gate's, in this process: it does not bound what they take."""
    seeds, work = seeds_of(kind, tmp_path / "seeds"), tmp_path / "work"
    work.mkdir()
    numbers = range(0, COUNTS[kind], COUNTS[kind] // FEW)
    found = [hostile_probe.outcome(hostile_probe.maker(kind)(number, seeds, work)) for number in numbers]
    assert not [line for line in found if line.startswith("!")]
    assert {"success", "damaged"} <= set(found)


@pytest.mark.slow
@pytest.mark.parametrize("kind", COUNTS)
def test_a_mutant_opens_or_is_one_refusal(kind, tmp_path):
    count = COUNTS[kind] if FULL else COUNTS[kind] // 10
    report = probe(kind, 0, count, seeds_of(kind, tmp_path / "seeds"), tmp_path / "work")
    assert not report["failures"], "\n".join(report["failures"])
    assert sum(report["outcomes"].values()) == count
    assert report["outcomes"]["success"] > count // 100 and report["outcomes"]["damaged"] > count // 10
    assert report["lasting"] < 64 << 20
    assert report["held"] == 0  # the bound on memory was one
