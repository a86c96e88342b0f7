"""Asks how a model with other tokens reads the text of the left: its own tokens, and what it says of each."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gpt_studio.protocol.commands import Score
from gpt_studio.protocol.events import TextScored
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.bridge import Bridge

from .standing_question import StandingQuestion

Question = tuple[ModelKey, str]  # the model of the right, the text


class Reading(StandingQuestion):
    """`records_of` gives the newest answer, where it is of that text."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(bridge, parent)
        self._told: tuple[Question, tuple[TokenRecord, ...]] | None = None
        bridge.text_scored.connect(self._on_answer)

    def records_of(self, question: Question) -> tuple[TokenRecord, ...]:
        """The text as the model reads it, with numbers; () while that is not known."""
        return self._told[1] if self._told is not None and self._told[0] == question else ()

    def command(self, job: int, question: Question) -> Score:
        key, text = question
        return Score(job, key, (text,), top=1)

    def take(self, event: TextScored) -> None:
        if self._asked is not None:
            self._told = (self._asked, event.records)

    def holds(self, question: Question | None) -> bool:
        return self._told is None or self._told[0] == question

    def drop_answer(self) -> None:
        self._told = None
