"""What is forgotten: the loss on a fixed general text, before a run, at its validations and after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from gpt_studio.files.places import BUNDLED, resource
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.errors import StudioError

from .batches import Ids, windows_at
from .data import encode, read_text
from .datasets.known_characters import check_characters
from .feed import MicroBatch
from .plan import Plan
from .step import summed_loss

TEXT = "general_text.txt"
MOST_TOKENS = 1024  # of the beginning of the text: what is measured again and again has to be quick


@dataclass(frozen=True)
class GeneralText:
    """A text as windows of `context` tokens."""

    ids: Ids
    context: int
    precision: str

    def loss(self, model: Decoder, asked: Callable[[], bool] = lambda: False) -> float | None:
        """Mean loss per token (nats). None when the run was asked to stop meanwhile. Leaves the model in eval mode."""
        model.eval()
        total, count = 0.0, len(self.ids) - 1
        with torch.inference_mode():
            for first in range(0, count, self.context):
                if asked():
                    return None
                total += summed_loss(
                    model, self._window(first, min(self.context, count - first)), self.precision
                ).item()
        return total / count

    def _window(self, first: int, length: int) -> MicroBatch:
        return MicroBatch(*windows_at(self.ids, np.array([first]), length))


def general_text(named: str | None, tokenizer: Tokenizer, plan: Plan) -> GeneralText | None:
    """The text that `--forget-text` names, as tokens. Raises StudioError where it cannot be read or is too short."""
    if named is None:
        return None
    path = resource(TEXT) if named == BUNDLED else Path(named).expanduser()
    text = read_text(path)
    _check_characters(text, path, tokenizer)
    ids = encode(text, tokenizer)[:MOST_TOKENS]
    if len(ids) < 2:
        raise StudioError(
            "bad_data",
            f"{path} is too short to say what is forgotten",
            expected="at least 2 tokens",
            found=str(len(ids)),
        )
    return GeneralText(ids, plan.context, plan.precision)


def _check_characters(text: str, path: Path, tokenizer: Tokenizer) -> None:
    try:
        check_characters([text], tokenizer)
    except StudioError as error:
        raise StudioError(
            error.code, f"the general text {path.name} has characters that the model's vocabulary does not hold",
            expected=error.expected, found=error.found,
            remedy="Name a text in those characters (--forget-text), or none",
        ) from error  # fmt: skip
