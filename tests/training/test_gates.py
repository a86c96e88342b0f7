"""The gate that nanoGPT sets: its own run of this shape on these characters ended at 1.8857."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHAKESPEARE = Path(__file__).resolve().parents[3] / "shared/data/tinyshakespeare.txt"


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not SHAKESPEARE.exists(), reason="tinyshakespeare.txt is not there")
def test_characters_of_shakespeare_are_learnt_as_well_as_nanogpt_learns_them(tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "gpt_studio", "train", "--from-scratch", "4x4x128", "--data", str(SHAKESPEARE),
        "--batch", "12", "--context", "64", "--steps", "2000", "--lr", "1e-3", "--run", str(tmp_path / "run"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=1700)
    val_loss = json.loads((tmp_path / "run/state.json").read_text())["best_val_loss"]
    assert val_loss <= 1.95
