"""Tiny models in folders of their own, to be exported."""

from __future__ import annotations

from pathlib import Path

import torch
from family_models import oracle, ours
from transformers import AutoModelForCausalLM

from gpt_studio.gpt.tokenizers import save_tokenizer, train_bytes_bpe

IDS = torch.randint(0, 61, (2, 80), generator=torch.Generator().manual_seed(1))
SHAKESPEARE = "to be or not to be, that is the question: whether 'tis nobler in the mind to suffer 1599 slings. " * 4
BPE = train_bytes_bpe([SHAKESPEARE], 300)


def family_folder(folder: Path, kind: str, **changes):
    """A folder with transformers' network of a family and a byte-level BPE; returns that network."""
    model = oracle(kind, **({"vocab_size": BPE.size} | changes))
    model.save_pretrained(folder)
    save_tokenizer(folder, BPE)
    return model


def theirs(folder: Path):
    """transformers' network of a folder, after a look that it found every tensor and no other."""
    model, report = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", output_loading_info=True)
    assert not any(report.values()), report
    return model.eval()


__all__ = ["BPE", "IDS", "SHAKESPEARE", "family_folder", "ours", "theirs"]
