"""The command line as a person runs it: a process of its own."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def studio(capfd, monkeypatch, tmp_path):
    """Run `gpt-studio …` in this process; returns exit code, standard output and standard error."""
    from gpt_studio.cli.main import main

    monkeypatch.setenv("GPT_STUDIO_HOME", str(tmp_path / "home"))
    before = signal.getsignal(signal.SIGTERM)

    def run(*words, stdin=None, check=0):
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = capfd.readouterr()
        assert ended.value.code == check, err
        return Ran(int(ended.value.code), out, err)

    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def studio_process(tmp_path):
    """The same in a process of its own, as a person runs it."""

    def run(*words, check=0):
        environment = os.environ | {"GPT_STUDIO_HOME": str(tmp_path / "home")}
        done = subprocess.run(
            [sys.executable, "-m", "gpt_studio", *map(str, words)],
            capture_output=True, text=True, env=environment, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == check, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def shakespeare():
    """nanoGPT's own checkpoint, where the shared data are there."""
    folder = SHARED / "nanogpt-shakespeare-char"
    if not folder.is_dir():
        pytest.skip("../shared/data/nanogpt-shakespeare-char is not here")
    return folder
