"""Taking head and embedding apart, where an adapter changes only one of them, and together again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from torch import nn

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder

ENDS = ("wte", "lm_head")


def untie(model: Decoder) -> None:
    """Give the head weights of its own, equal to the embedding. A network without a tied head stays as it is."""
    if not model.config.tie_embeddings:
        return
    model.lm_head.weight = nn.Parameter(model.wte.weight.detach().clone(), model.wte.weight.requires_grad)
    model.config = replace(model.config, tie_embeddings=False)
    model.dialect = {**model.dialect, "tie_word_embeddings": False} if model.dialect else {}


def tie(model: Decoder, config: DecoderConfig, dialect: Mapping[str, Any]) -> None:
    """Give the head the embedding's weights again, and the network the description that it had before `untie`."""
    model.config, model.dialect = config, dict(dialect)
    model.lm_head.weight = model.wte.weight
