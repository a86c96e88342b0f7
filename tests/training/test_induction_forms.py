"""The documented example: a two-layer attention-only network learns to look behind earlier copies, and says so."""

from __future__ import annotations

import json
import os
import runpy
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch

from gpt_studio.gpt.loaded import load_model
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.statistics import head_statistics
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import start

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "induction"
SEEDS = range(3 if os.environ.get("GPT_STUDIO_GATES") == "full" else 1)


def trained(folder: Path, quiet: start.Speech, seed: int, steps: int) -> tuple[Path, list[dict]]:
    """The run of the example, and the lines of its metrics in which the heads were measured."""
    data = folder / "repeats.txt"
    data.write_text(runpy.run_path(str(EXAMPLE / "make_repeats.py"))["repeats"]())
    params = TrainParams(
        from_scratch=str(EXAMPLE / "config.json"), data=(str(data),), run=str(folder / "run"), steps=steps, batch=16,
        context=64, lr=4e-3, schedule="constant", eval_every=100, eval_batches=2, seed=seed, threads=1,
    )  # fmt: skip
    run = start.begin(params, Path("unused"), quiet).folder
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return run, [line for line in lines if line["heads"] is not None]


@pytest.mark.slow
def test_the_induction_score_rises_while_the_example_learns(tmp_path: Path, quiet: start.Speech) -> None:
    run, measured = trained(tmp_path, quiet, seed=0, steps=500)
    first, last = measured[0], measured[-1]
    assert (first["step"], last["step"]) == (100, 500)
    assert last["heads"]["induction_max"] > 0.3 > 3 * first["heads"]["induction_max"]
    assert last["val_loss"] < first["val_loss"] - 0.4
    assert max(last["heads"]["induction"][1]) == last["heads"]["induction_max"]  # the second layer: it needs the first

    ids = tomllib.loads((run / "run.toml").read_text())["record"]["probe"]
    model = load_model(str(run / "checkpoints" / "step-000500"), dtype="float32").model
    weights = attention_weights(model, torch.tensor(ids), (0, 1))
    for one in head_statistics(weights, (0, 1), range(4), ids):
        assert last["heads"]["induction"][one.layer][one.head] == pytest.approx(one.induction, abs=2e-6)
        assert last["heads"]["previous"][one.layer][one.head] == pytest.approx(one.previous, abs=2e-6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_seed_a_head_of_the_second_layer_looks_behind_copies(
    tmp_path: Path, quiet: start.Speech, seed: int
) -> None:
    _, measured = trained(tmp_path, quiet, seed, steps=1200)
    scores = np.array(measured[-1]["heads"]["induction"])
    assert scores[1].max() > 0.6 > 0.1 > scores[0].max()
    assert np.array(measured[-1]["heads"]["previous"])[0].max() > 0.7
    assert measured[0]["heads"]["induction_max"] < 0.15
