"""A small text and a small run: one layer, one thread, parts of a second."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from prose import prose

from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import start


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    """A run sets the number of torch's threads for its process; here others come after it."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "prose.txt"
    path.write_bytes(prose(0, 2000).encode())
    return path


@pytest.fixture
def params(text_file: Path, tmp_path: Path) -> TrainParams:
    """Twelve steps of a network with dropout, validated every four."""
    return TrainParams(
        from_scratch="1x2x16",
        data=(str(text_file),),
        run=str(tmp_path / "run"),
        steps=12,
        batch=2,
        accumulate=2,
        context=16,
        lr=3e-3,
        dropout=0.1,
        eval_every=4,
        eval_batches=3,
        seed=5,
        threads=1,
    )


@pytest.fixture
def quiet() -> start.Speech:
    return start.Speech(None, io.StringIO())
