"""What is forgotten: the loss on a general text before, during and after a run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gpt_studio.gpt.loaded import load_model
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.runs import request_stop
from gpt_studio.training import loop, start, step
from gpt_studio.training.forgetting import GeneralText


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


@pytest.fixture
def general(tmp_path: Path) -> Path:
    path = tmp_path / "general.txt"
    path.write_text("so far the night is fair and thou art what they speak of\n" * 2)
    return path


def test_the_loss_on_the_text_is_in_the_lines_before_at_validations_and_at_the_end(
    params: TrainParams, quiet: start.Speech, general: Path
) -> None:
    run = start.begin(replace(params, forget_text=str(general)), Path("unused"), quiet).folder
    lines = metrics(run)
    assert [line["step"] for line in lines] == list(range(13))
    assert [line["step"] for line in lines if line["general_loss"] is not None] == [0, 4, 8, 12]
    loaded = load_model(run / "checkpoints/step-000012")
    ids = torch.tensor(loaded.tokenizer.encode(general.read_text()))
    nll = 0.0
    with torch.inference_mode():  # windows of the context, one after another, each target once
        for first in range(0, len(ids) - 1, 16):
            logits = loaded.model(ids[None, first : first + 16][:, : len(ids) - 1 - first])[0].double()
            targets = ids[first + 1 : first + 1 + len(logits)]
            nll -= logits.log_softmax(-1)[torch.arange(len(targets)), targets].sum().item()
    assert lines[-1]["general_loss"] == pytest.approx(nll / (len(ids) - 1), abs=1e-5)
    plain = start.begin(replace(params, run=f"{params.run}-2"), Path("unused"), quiet).folder
    assert [line["loss"] for line in metrics(plain)] == [line["loss"] for line in lines[1:]]


def test_a_run_that_is_started_again_before_its_first_checkpoint_has_one_line_of_step_0(
    params: TrainParams, quiet: start.Speech, general: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(*args: Any) -> Any:
        request_stop(Path(params.run or ""))
        return step.take_step(*args)

    monkeypatch.setattr(loop, "take_step", take)
    run = start.begin(replace(params, forget_text=str(general)), Path("unused"), quiet).folder
    assert [line["step"] for line in metrics(run)] == [0]
    monkeypatch.undo()
    start.resume(run, speech=quiet)
    assert [line["step"] for line in metrics(run)] == list(range(13))


def test_the_bundled_text_is_there_and_a_missing_one_is_said(params: TrainParams, quiet: start.Speech) -> None:
    bundled = replace(params, tokenizer="gpt2", steps=1, context=8, forget_text="bundled")
    run = start.begin(bundled, Path("unused"), quiet).folder
    assert 10 < metrics(run)[0]["general_loss"] < 11.5  # about ln 50257
    with pytest.raises(StudioError, match=r"general text .* characters that the model's vocabulary does not hold"):
        start.begin(replace(params, forget_text="bundled", run=f"{params.run}-2"), Path("unused"), quiet)
    with pytest.raises(StudioError, match="nowhere"):
        start.begin(replace(params, forget_text="nowhere.txt", run=f"{params.run}-3"), Path("unused"), quiet)


def test_a_request_to_stop_is_heard_between_windows() -> None:
    from gpt_studio.gpt.config import DecoderConfig
    from gpt_studio.gpt.model import Decoder

    model = Decoder(DecoderConfig(vocab_size=9, n_layer=1, n_head=1, d_model=4, max_len=8))
    assert GeneralText(np.arange(9, dtype=np.uint16), 4, "float32").loss(model, lambda: True) is None
