"""LoRA adapters that PEFT made, with numbers that show: the oracle, its folder, ours."""

from __future__ import annotations

import hashlib
import json
import warnings
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import torch
from family_models import oracle, ours
from peft import LoraConfig, PeftModel, get_peft_model
from tiny_models import hugging_face

from gpt_studio.gpt.model import Decoder

IDS = torch.randint(0, 61, (2, 20), generator=torch.Generator().manual_seed(3))


def base(kind: str):
    """transformers' random network of a case of family_models, or of GPT-2."""
    return hugging_face(n_positions=96) if kind == "gpt2" else oracle(kind)


@cache
def base_folder(kind: str) -> Path:
    """Where that network was saved."""
    folder = Path(mkdtemp())
    base(kind).save_pretrained(folder)
    return folder


def made(kind: str, folder: Path, seed: int = 1, **settings: object) -> PeftModel:
    """PEFT's adapter with random A and B on that network, saved into `folder`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fan_in_fan_out and tied heads
        config = LoraConfig(task_type="CAUSAL_LM", **settings)
        model = get_peft_model(base(kind), config).eval()
        model.peft_config["default"].base_model_name_or_path = str(base_folder(kind))
        randomise(model, seed)
        model.save_pretrained(folder)
    return model


def randomise(model: torch.nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.requires_grad:
                weight.copy_(torch.randn(weight.shape, generator=generator) * 0.2)


def network(kind: str) -> tuple[Decoder, str]:
    """Our network of the same numbers, and its family."""
    folder = base_folder(kind)
    return ours(folder), json.loads((folder / "config.json").read_text())["model_type"]


def theirs(model: torch.nn.Module, ids: torch.Tensor = IDS) -> torch.Tensor:
    with torch.no_grad():
        return model(ids).logits


def difference(a: torch.Tensor, b: torch.Tensor) -> float:
    return (a - b).abs().max().item()


def sha256_of_weights(model: Decoder) -> dict[str, str]:
    """The hash of the bytes of each weight of the base, and which of them are one."""
    held = {name: w for name, w in model.named_parameters(remove_duplicate=False) if not name.startswith("adapters.")}
    hashes = {name: hashlib.sha256(w.detach().contiguous().view(torch.uint8).numpy().tobytes()).hexdigest()
              for name, w in held.items()}  # fmt: skip
    return hashes | {"tied": str(model.lm_head.weight is model.wte.weight), "config": repr(model.config)}
