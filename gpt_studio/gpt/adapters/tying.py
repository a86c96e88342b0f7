"""Taking head and embedding apart, where an adapter changes only one of them."""

from __future__ import annotations

from dataclasses import replace

from torch import nn

from gpt_studio.gpt.model import Decoder

ENDS = ("wte", "lm_head")


def untie(model: Decoder) -> None:
    """Give the head weights of its own, equal to the embedding. A network without a tied head stays as it is."""
    if not model.config.tie_embeddings:
        return
    model.lm_head.weight = nn.Parameter(model.wte.weight.detach().clone(), model.wte.weight.requires_grad)
    model.config = replace(model.config, tie_embeddings=False)
    model.dialect = {**model.dialect, "tie_word_embeddings": False} if model.dialect else {}
