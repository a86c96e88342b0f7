"""The heads in the metrics of a run: what was logged is what the saved checkpoint gives."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.protocol.runs import HeadMetrics
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.run_lines import MetricsTail
from gpt_studio.training import start
from gpt_studio.training.heads import PROBE, measure, probe_ids


def eager(checkpoint: Path, ids: list[int]) -> np.ndarray:
    """Attention [L, H, T, T] of a saved checkpoint by transformers."""
    from transformers import GPT2LMHeadModel

    model = GPT2LMHeadModel.from_pretrained(checkpoint, attn_implementation="eager").eval()
    with torch.no_grad():
        return torch.stack(model(torch.tensor([ids]), output_attentions=True).attentions)[:, 0].numpy()


def test_the_heads_are_measured_with_each_validation_as_the_saved_checkpoints_give_them(
    params: TrainParams, quiet: start.Speech
) -> None:
    run = start.begin(replace(params, from_scratch="2x2x16", context=64, save_every=4), Path("unused"), quiet).folder
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines if line["heads"] is not None] == [4, 8, 12]
    ids = tomllib.loads((run / "run.toml").read_text())["record"]["probe"]
    half = len(ids) // 2
    assert half == min(PROBE, len(set(Path(params.data[0]).read_text())))
    assert ids[:half] == ids[half:] and len(set(ids)) == half
    for line in (line for line in lines if line["heads"] is not None):
        a = eager(run / "checkpoints" / f"step-{line['step']:06d}", ids)
        heads = line["heads"]
        for layer in range(2):
            for head in range(2):
                behind = np.mean([a[layer, head, i, i - half + 1] for i in range(half, 2 * half)])
                before = np.mean([a[layer, head, i, i - 1] for i in range(1, 2 * half)])
                assert heads["induction"][layer][head] == pytest.approx(behind, abs=2e-6)
                assert heads["previous"][layer][head] == pytest.approx(before, abs=2e-6)
        assert heads["induction_max"] == np.max(heads["induction"])
    read = [line.heads for line in MetricsTail(run).read().lines if line.heads is not None]
    assert read[-1] == HeadMetrics(**heads)


def test_measuring_the_heads_changes_nothing_that_is_learnt(
    params: TrainParams, tmp_path: Path, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_heads = start.begin(params, Path("unused"), quiet).folder
    monkeypatch.setattr("gpt_studio.training.loop.measure", lambda model, ids: None)
    without = start.begin(replace(params, run=str(tmp_path / "other")), Path("unused"), quiet).folder
    weights = "checkpoints/step-000012/model.safetensors"
    assert (with_heads / weights).read_bytes() == (without / weights).read_bytes()


@pytest.mark.parametrize(
    ("vocabulary", "context", "once"),
    [(50257, 1024, PROBE), (9, 64, 9), (500, 16, 8), (500, 5, 2), (500, 3, 0), (1, 64, 0)],
)
def test_a_probe_fits_into_the_vocabulary_and_the_context(vocabulary: int, context: int, once: int) -> None:
    ids = probe_ids(vocabulary, context)
    assert len(ids) == 2 * once and ids[:once] == ids[once:] and len(set(ids)) == once
    assert all(0 <= token < vocabulary for token in ids)
    assert ids == probe_ids(vocabulary, context)


def test_weights_that_are_not_finite_have_no_scores() -> None:
    model = Decoder(DecoderConfig(vocab_size=9, n_layer=1, n_head=2, d_model=8, max_len=32))
    init_weights(model, 0)
    ids = probe_ids(9, 32)
    assert measure(model, ids) is not None
    assert measure(model, []) is None
    with torch.no_grad():
        model.blocks[0].attn.qkv.weight.fill_(float("nan"))
    assert measure(model, ids) is None
