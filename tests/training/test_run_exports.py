"""What a run has brought leaves for other programs: best or last, an adapter within the weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gpt_studio.gpt.export import export_model
from gpt_studio.gpt.loaded import load_model
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.runs import result
from gpt_studio.training import start


@pytest.fixture
def adapted(params: TrainParams, tmp_path: Path, quiet: start.Speech) -> Path:
    """A run whose adapter has learnt for four steps on the model of another run."""
    base = start.begin(replace(params, steps=2), Path("unused"), quiet).folder
    lora = replace(
        params, from_scratch=None, model=str(base), run=str(tmp_path / "lora"), method="lora", lora_rank=2, steps=4,
        eval_every=2, lr=0.05, dropout=0.0,
    )  # fmt: skip
    return start.begin(lora, Path("unused"), quiet).folder


@pytest.mark.parametrize(("to", "name", "apart"), [("huggingface", "folder", 1e-5), ("gguf", "file.gguf", 5e-3)])
def test_an_adapter_of_a_run_is_exported_within_the_weights(
    adapted: Path, tmp_path: Path, to: str, name: str, apart: float
) -> None:
    """GGUF knows the tanh form of GELU only: that loss is allowed here, and makes the larger distance."""
    ids = torch.arange(10).view(1, 10)
    base = load_model(str(tmp_path / "run"))
    for which in ("best", "last"):
        checkpoint = result(adapted, which)
        assert checkpoint is not None
        out = tmp_path / f"{which}-{name}"
        export_model(str(checkpoint), str(out), to, merge=True, force=to == "gguf")
        learnt, there = load_model(str(checkpoint)), load_model(str(out))
        assert not (out / "adapters").exists()
        assert there.tokenizer.encode("my lord") == learnt.tokenizer.encode("my lord")
        with torch.inference_mode():
            torch.testing.assert_close(there.model(ids), learnt.model(ids), atol=apart, rtol=apart)
            assert (there.model(ids) - base.model(ids)).abs().max() > 5 * apart
