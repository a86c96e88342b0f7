"""What no line of the program may hold: ways to run code of a file, or to widen what a pickle may name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
SOURCES = sorted((HOME / "gpt_studio").rglob("*.py"))
FORBIDDEN = {
    "weights_only without its guard": r"weights_only\s*=\s*False",
    "pickle.load": r"\b(c?[pP]ickle|dill|joblib|cloudpickle|marshal|shelve)\.(load|loads|Unpickler|open)\b",
    "an import of its relatives": r"^\s*(import|from)\s+(dill|joblib|cloudpickle|marshal|shelve)\b",
    "a wider list of globals": r"add_safe_globals|safe_globals\(",
    "code of a model folder": r"trust_remote_code\s*=\s*True",
    "eval": r"(?<![\w.])eval\(",
    "exec": r"(?<![\w.])exec\(",
    "yaml": r"yaml\.(load|unsafe_load|full_load)\b",
    "a mapped torch file": r"mmap\s*=\s*True",
    "the unbounded reader of GGUF": r"GGUFReader\(",
    "vocabularies from the network": r"tiktoken\.(get_encoding|encoding_for_model)",
    "ordinary encoding, which panics": r"\.encode_ordinary\(",
    "a shell": r"shell\s*=\s*True|os\.system\(|os\.popen\(",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_source_holds(what):
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = [f"{path.relative_to(HOME)}: {m[0]}" for path in SOURCES for m in pattern.finditer(path.read_text("utf-8"))]
    assert SOURCES and not found


def test_torch_loads_with_its_restricted_unpickler_and_nowhere_else():
    calls = [line.strip() for path in SOURCES for line in path.read_text("utf-8").splitlines() if "torch.load(" in line]
    calls = [line for line in calls if line.startswith("return torch.load(") or "= torch.load(" in line]
    assert calls and all("weights_only=True" in line and "mmap=False" in line for line in calls)
