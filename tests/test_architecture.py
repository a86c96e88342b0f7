"""The walls of the house, seen from a fresh interpreter, and what must never stand in the source."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "gpt_studio").rglob("*.py"))
MADE = {ROOT / "gpt_studio/ui/errors/templates.py"}  # by packaging/error_texts.py, from the code


def loaded_by(statement):
    """Names of the top-level modules that a fresh interpreter has after `statement`."""
    code = f"{statement}; import sys; print(' '.join({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_importing_the_engine_loads_no_qt():
    loaded = loaded_by("import gpt_studio.engine.engine, gpt_studio.engine.thread_host, gpt_studio.training.loop")
    assert "torch" in loaded
    assert not loaded & {"PySide6", "shiboken6", "pyqtgraph"}


def test_importing_the_main_window_loads_no_torch():
    loaded = loaded_by("import gpt_studio.ui.main_window, gpt_studio.app, gpt_studio.engine.thread_host")
    assert "PySide6" in loaded
    assert not loaded & {"torch", "tiktoken", "safetensors", "tokenizers", "transformers"}


def test_the_command_line_loads_neither_before_it_knows_what_for():
    assert not loaded_by("import gpt_studio.cli.main") & {"torch", "PySide6", "transformers"}


@pytest.mark.parametrize(
    "forbidden",
    [
        r"weights_only\s*=\s*False",
        r"\bpickle\.loads?\(",
        r"add_safe_globals",
        r"trust_remote_code",
        r"(?<![\w.])eval\(",
        r"(?<![\w.])exec\(",
        r"yaml\.load\(",
        r"processEvents",
        r"\bQThread\b",
        r"BlockingQueuedConnection",
    ],
)
def test_the_source_holds_none_of_what_is_never_safe(forbidden):
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(forbidden, line) and not line.lstrip().startswith(("#", '"""'))
    ]
    assert found == []


def test_no_lambda_captures_self_on_a_signal():
    found = [
        path.name
        for path in (ROOT / "gpt_studio" / "ui").rglob("*.py")
        if re.search(r"\.connect\(\s*(lambda|partial)", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_module_is_a_blob():
    written = [path for path in SOURCES if path not in MADE]
    long = {p.name: n for p in written if (n := len(p.read_text(encoding="utf-8").splitlines())) > 500}
    assert long == {}
