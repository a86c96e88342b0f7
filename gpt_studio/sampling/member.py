"""A member of a batch: one of the texts that are written side by side."""

from __future__ import annotations

from dataclasses import dataclass

from gpt_studio.gpt.tokenizers.spans import Completion

from .healing import Beginning
from .stop_strings import StopStrings


@dataclass
class Member:
    """One text that is being written. `mu` is mirostat's bound for the token that is drawn, where it acts."""

    number: int
    ids: list[int]
    completion: Completion
    text: StopStrings
    begin: Beginning
    drawn: int = 0
    mu: float | None = None
