"""Both sides as they stand: the tokens of the right, where they part from the left's, whether they can be compared."""

from __future__ import annotations

from gpt_studio.protocol.events import Compared
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.sampling import DrawnWith, SamplingParams
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.document import Token
from gpt_studio.ui.comparison.numbers import Numbers, numbers_of
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.draw_settings import DrawSettings
from gpt_studio.ui.write.drawn_with import random_numbers, switched_with

from .alignment import aligned, first_difference
from .choice import Choice
from .comparing import Comparing, Question
from .reading import Question as ReadingQuestion
from .reading import Reading
from .right_text import Mirrored, Written, fits, laid_out
from .second_model import SecondModel
from .writing import Writing, last_span, sampling_of


class Sides:
    """Reads the workspace, the second model, the newest comparison and what was written on the right."""

    def __init__(
        self,
        workspace: Workspace,
        settings: DrawSettings,
        second: SecondModel,
        comparing: Comparing,
        writing: Writing,
        reading: Reading,
    ) -> None:
        self._workspace, self._settings = workspace, settings
        self.second, self.comparing, self.writing, self.reading = second, comparing, writing, reading
        self.choice = Choice()
        self.right: list[Token] = []
        self.difference = (-1, -1)  # (token of the left, token of the right) at which they part
        self.numbers = Numbers()
        self.known = False  # whether the numbers are of the text on screen
        self.fresh = True  # whether the right's tokens are others than before, and not only more
        self._mirrored = Mirrored()
        self._told: tuple[Compared | None, bool] = (None, False)
        self._read: tuple[tuple[TokenRecord, ...], list[Token]] = ((), [])

    @property
    def left(self) -> list[Token]:
        """The tokens of the document."""
        return self._workspace.document.tokens()

    def look(self, *, of_draws: bool) -> None:
        """Read everything anew."""
        left, before = self.left, (self.right, self._told)
        told = self.comparing.told if fits(left, self.comparing.told) else None
        self.known = told is not None
        if (told, of_draws) != self._told:
            self._told, self.numbers = (told, of_draws), numbers_of(told, of_draws=of_draws)
        written = self.written()
        if written is not None:
            written.measured = self._read_records() or written.measured
            self.right = written.tokens(told)
        else:
            self.right = self._read_tokens() or self._mirrored.tokens(left, told)
        self.fresh = before[0] is not self.right or before[1][0] is not told
        texts = self._workspace.document.text(), self.text()
        same = self.same_tokens() is not False
        stale = bool(self.staleness())
        self.difference = (-1, -1) if stale else first_difference(left, self.right, texts, same_tokens=same)

    def written(self) -> Written | None:
        """What was written, while the document is the one that it was written beside."""
        written = self.writing.written
        return written if written is not None and written.document is self._workspace.document else None

    def text(self) -> str:
        """The text of the right."""
        written = self.written()
        return self._workspace.document.text() if written is None else written.text

    def same_tokens(self) -> bool | None:
        """Whether both models have one vocabulary; None: not known yet."""
        left, right = self._workspace.model, self.second.model
        return None if left is None or right is None else self.comparing.same_tokens(left.key, right.key)

    def staleness(self) -> str:
        """'text' where the document no longer begins with the prompt of the right, 'choice' where another was made."""
        written, left = self.written(), self._workspace.model
        if written is None:
            return ""
        if not self._workspace.document.text().startswith(written.prompt):
            return "text"
        now = self.choice, left and self.choice.key(left.key), self.switches()[1]
        return "" if (written.choice, written.key, switched_with(written.settings)) == now else "choice"

    def shared(self) -> int:
        """How many tokens at the beginning both sides have."""
        if self.staleness() or self.same_tokens() is False:
            return 0
        return len(self.right) if self.difference[1] < 0 else self.difference[1]

    def to_right(self, index: int) -> int:
        """The token of the right that stands where one of the left does."""
        return aligned(index, self.left, self.right, same_tokens=self.same_tokens() is not False)

    def to_left(self, index: int) -> int:
        """The token of the left that stands where one of the right does."""
        return aligned(index, self.right, self.left, same_tokens=self.same_tokens() is not False)

    def switches(self) -> tuple[Switches, Switches]:
        """What is off on the left and on the right; another network has not the same parts."""
        off, right = self._workspace.document.switches, self.second.model
        if right is not None:
            off = off.fitting(right.info.layers, right.info.heads, right.info.kv_heads)
        return self._workspace.switches_in_text, off if off.active else NOTHING_OFF

    def lost_bias(self) -> int:
        """How many tokens of the left's logit bias are left out on the right."""
        written = self.written()
        if written is not None and not self.staleness():
            return written.lost
        return len(self._sampling().logit_bias) if self.same_tokens() is False else 0

    def reading_question(self) -> ReadingQuestion | None:
        """What a model with other tokens is to be asked of the text; None while the left's own is not measured."""
        right, document, written = self.second.model, self._workspace.document, self.written()
        text = document.text() if written is None else written.prompt
        if right is None or not text or self.same_tokens() is not False or document.needs_score():
            return None
        if written is not None and written.key != right.key:
            return None
        return right.key, text

    def question(self) -> Question | None:
        """What both models are to be asked; None while a model is missing or the document is not read into tokens."""
        left, right, document = self._workspace.model, self.second.model, self._workspace.document
        if left is None or right is None or not document.text() or not document.is_scored():
            return None
        return left.key, right.key, document.parts(), self._draws(), self.switches()

    def _draws(self) -> tuple[DrawnWith, DrawnWith] | None:
        """How both draw; None where that is the same, or where it is no distribution of a single place."""
        node, sampling = last_span(self._workspace.document), self._sampling()
        numbers = (node and random_numbers(node.settings)) or (self._settings.seed, 0)
        other, others = self.choice.sampling(sampling), self.choice.numbers(*numbers)
        if sampling.acts("mirostat") or other.acts("mirostat"):
            return None
        coins = sampling.acts("xtc") and numbers != others
        if other == sampling and not coins and self.second.model is self._workspace.model:
            return None
        return DrawnWith(sampling, *numbers), DrawnWith(other, *others)

    def _sampling(self) -> SamplingParams:
        """How the left's last span was drawn, or would be."""
        node = last_span(self._workspace.document)
        return self._settings.sampling if node is None else sampling_of(node, self._settings)

    def _read_records(self) -> tuple[TokenRecord, ...]:
        """The text as a model with other tokens reads it; () while that is not known."""
        question = self.reading_question()
        return self.reading.records_of(question) if question is not None else ()

    def _read_tokens(self) -> list[Token]:
        records = self._read_records()
        if records is not self._read[0]:
            self._read = (records, laid_out(records, drawn=False))
        return self._read[1]
