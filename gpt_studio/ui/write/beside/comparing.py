"""Asks what both models say of the document's tokens, once the text rests."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gpt_studio.protocol.commands import Compare
from gpt_studio.protocol.events import Compared, JobFailed
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import Parts
from gpt_studio.protocol.sampling import DrawnWith
from gpt_studio.protocol.switches import Switches
from gpt_studio.ui.bridge import Bridge

from .standing_question import StandingQuestion

# (left, right, text, how both draw, what is off in both)
Pair = tuple[Switches, Switches]
Question = tuple[ModelKey, ModelKey, Parts, tuple[DrawnWith, DrawnWith] | None, Pair]


class Comparing(StandingQuestion):
    """`told` is the newest answer. `same_tokens` is None until the engine has said whether the vocabularies agree."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(bridge, parent)
        self._others: set[tuple[ModelKey, ModelKey]] = set()  # pairs that have other tokens
        self._agree: set[tuple[ModelKey, ModelKey]] = set()
        self.told: Compared | None = None
        bridge.compared.connect(self._on_answer)

    def same_tokens(self, left: ModelKey, right: ModelKey) -> bool | None:
        """Whether two models have one vocabulary; None: nobody has asked."""
        if left.path == right.path or (left, right) in self._agree:
            return True
        return False if (left, right) in self._others else None

    def command(self, job: int, question: Question) -> Compare:
        left, right, parts, draws, switches = question
        return Compare(job, left, right, parts, draws, switches=switches)

    def take(self, event: Compared) -> None:
        self.told = event
        self._agree.add((event.key_a, event.key_b))

    def holds(self, question: Question | None) -> bool:
        told = self.told
        if told is None:
            return True
        return question is not None and (told.key_a, told.key_b, told.switches) == (*question[:2], question[4])

    def drop_answer(self) -> None:
        self.told = None

    def note_refusal(self, event: JobFailed, question: Question) -> None:
        if event.code == "other_tokens":
            self._others.add(question[:2])
