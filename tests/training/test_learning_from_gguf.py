"""A network of a GGUF file learns, and what comes of it loads everywhere."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from gpt_studio.gpt.export.export import export_model
from gpt_studio.gpt.loaded import load_model
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import start

sys.path.insert(0, str(Path(__file__).parents[1] / "gpt"))
from gguf_files import llama_file

IDS = torch.arange(12).view(1, 12)


def logits(model: torch.nn.Module) -> torch.Tensor:
    with torch.no_grad():
        return getattr(found := model(IDS), "logits", found)


def network(place: Path) -> Path:
    """A GGUF file with a vocabulary and random numbers."""
    llama_file(place / "even.gguf")
    export_model(place / "even.gguf", place / "even", "huggingface")
    generator = torch.Generator().manual_seed(0)
    tensors = load_file(place / "even/model.safetensors")
    drawn = {name: torch.randn(old.shape, generator=generator) * 0.2 for name, old in tensors.items()}
    save_file(drawn, place / "even/model.safetensors", {"format": "pt"})
    export_model(place / "even", place / "m.gguf", "gguf")
    return place / "m.gguf"


@pytest.mark.parametrize("method", ["full", "lora"])
def test_what_a_gguf_file_becomes_loads_in_transformers_and_as_gguf(
    params: TrainParams, tmp_path: Path, quiet: start.Speech, method: str
) -> None:
    base = network(tmp_path)
    params = replace(params, from_scratch=None, model=str(base), method=method, steps=2, eval_every=2, lr=1e-2)
    run = start.begin(params, Path("unused"), quiet).folder
    checkpoint = run / "checkpoints/step-000002"
    learnt = logits(load_model(checkpoint).model)
    assert (learnt - logits(load_model(base, dtype="float32").model)).abs().max() > 1e-4
    export_model(checkpoint, tmp_path / "folder", "huggingface", merge=method == "lora")
    export_model(checkpoint, tmp_path / "out.gguf", "gguf", merge=method == "lora")
    folders = [tmp_path / "folder", *([checkpoint] if method == "full" else [])]
    for folder in folders:
        assert (logits(AutoModelForCausalLM.from_pretrained(folder).eval()) - learnt).abs().max() < 1e-5
    assert (logits(load_model(tmp_path / "out.gguf", dtype="float32").model) - learnt).abs().max() < 1e-5
    if method == "full":
        config = (checkpoint / "config.json").read_bytes()
        start.resume(run, extend=1, speech=quiet)
        assert (run / "checkpoints/step-000003/config.json").read_bytes() == config
