"""How many threads torch uses for a model. A fixed rule on its size, never a timing: equal runs stay equal."""

from __future__ import annotations

import torch

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.shapes import parameter_count

# Below this many parameters a token's operations are so short that a second thread mostly waits: beside a training run
# on two cores, a model of 2.5 M parameters wrote 105 tokens/s with one thread and 11 with two.
SMALL = 32_000_000
_ALL = torch.get_num_threads()


def use_threads_for(config: DecoderConfig, asked: int | None) -> None:
    """Set torch's threads for the work on one model: what was asked for, else one for a small model, else all."""
    wanted = asked or (1 if parameter_count(config) < SMALL else _ALL)
    if torch.get_num_threads() != wanted:
        torch.set_num_threads(wanted)
