"""The inspector: the record of the pinned token, and what it could have been."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gpt_studio.protocol.effects import Candidate
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.ui import theme
from gpt_studio.ui.token_text import hex_bytes, nats, percent, surprise, visible_token
from gpt_studio.ui.workspace import Workspace

from .alternatives import AlternativesTable
from .alternatives_count import AlternativesCount
from .draw_settings import DrawSettings
from .drawn_with import sampling_at
from .explaining import Explaining
from .other_settings import OtherSettings
from .waterfall import Waterfall


class Inspector(QWidget):
    """Shows `workspace.pinned`. Asks for a new version when an alternative is chosen."""

    alternative_chosen = Signal(int, object)  # index of the token, Candidate

    def __init__(
        self, workspace: Workspace, settings: DrawSettings, explaining: Explaining, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._settings = settings
        self._explaining = explaining
        self._shown: TokenRecord | None = None
        self._heading = _label("heading")
        self._empty = _label("muted")
        self._empty.setWordWrap(True)
        self._token = _label("")
        self._token.setFont(theme.mono_font(15))
        self._token.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._identity = _label("muted")
        self._identity.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._measures = _Measures(self)
        self._table = AlternativesTable(self)
        self._hint = _label("muted")
        self._hint.setWordWrap(True)
        self._count = AlternativesCount(settings, self)
        self.waterfall = Waterfall(self)
        self.waterfall.fold.setChecked(settings.waterfall)
        self._other = OtherSettings(self)
        self._table.chosen.connect(self._on_chosen)
        self.waterfall.alternative_chosen.connect(self._on_chosen)
        self.waterfall.pass_asked.connect(explaining.read_again)
        self.waterfall.unfolded.connect(settings.set_waterfall)
        self._other.taken.connect(settings.set_sampling)
        explaining.changed.connect(self._show_explanation)
        settings.changed.connect(self._show_explanation)
        self._lay_out()
        self._retranslate()
        workspace.pinned_changed.connect(self._on_changed)
        workspace.text_changed.connect(self._on_changed)
        self._show()

    @property
    def table(self) -> AlternativesTable:
        return self._table

    def measures(self) -> dict[str, str]:
        """What is shown, by the measure's name: for tests and for reading aloud."""
        return self._measures.values()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 16)
        layout.setSpacing(4)
        for widget in (self._heading, self._empty, self._token, self._identity):
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self._measures)
        layout.addSpacing(8)
        layout.addWidget(self._table)
        layout.addWidget(self._hint)
        layout.addWidget(self._count)
        layout.addSpacing(8)
        layout.addWidget(self.waterfall)
        layout.addWidget(self._other)
        self._sections = QVBoxLayout()
        layout.addLayout(self._sections)
        layout.addStretch(1)

    def add_section(self, section: QWidget) -> None:
        """Put something else about the pinned token below all that is there."""
        self._sections.addWidget(section)

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Token"))
        self._empty.setText(
            self.tr("Click a token in the text to see how probable it was and what it could have been.")
        )
        self._hint.setText(self.tr("Click an alternative, or press Enter on it, to go on from it in a new version."))

    def _on_changed(self, _index: int = -1) -> None:
        tokens, pinned = self._workspace.document.tokens(), self._workspace.pinned
        record = tokens[pinned].record if 0 <= pinned < len(tokens) else None
        if record is not self._shown:
            self._shown = record
            self._show()

    def _show(self) -> None:
        record = self._shown
        for widget in (self._token, self._identity, self._measures, self._table, self._hint, self._count):
            widget.setVisible(record is not None)
        self.waterfall.setVisible(record is not None)
        self._other.hide()
        self._empty.setVisible(record is None)
        if record is None:
            return
        self._token.setText(visible_token(record)[:80])
        self._identity.setText(
            self.tr("id {number} · position {position} · bytes {bytes}").format(
                number=record.id, position=record.position, bytes=hex_bytes(record.bytes[:12]) or "–"
            )
        )
        self._measures.show_record(record)
        self._show_explanation()

    def _show_explanation(self) -> None:
        """What the samplers in force did to it, as far as that is known."""
        record, told = self._shown, self._explaining
        if record is None:
            return
        self._table.set_record(record, told.explanation, self._settings.alternatives)
        for widget in (self._table, self._hint, self._count):
            widget.setVisible(bool(record.top))
        self.waterfall.show_explanation(
            told.explanation, needs_pass=told.needs_pass, reading=told.reading, waiting=told.waiting
        )
        self._other.compare(self._drawn_with(record), self._settings.sampling)

    def _drawn_with(self, record: TokenRecord) -> SamplingParams | None:
        """The samplers with which the token was drawn; None where it was not drawn here."""
        tokens, pinned = self._workspace.document.tokens(), self._workspace.pinned
        if record.probability is None or not 0 <= pinned < len(tokens) or not tokens[pinned].drawn:
            return None
        return sampling_at(self._workspace.document.node(tokens[pinned].node).settings, record.position)

    def _on_chosen(self, alternative: Candidate) -> None:
        if self._workspace.pinned >= 0:
            self.alternative_chosen.emit(self._workspace.pinned, alternative)


class _Measures(QWidget):
    """Name and number in two columns, each with a tooltip: one sentence, the formula, the paper."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(3)
        self._grid.setHorizontalSpacing(14)
        self._grid.setColumnStretch(1, 1)
        self._rows = [(_label("muted"), _label("")) for _ in range(5)]
        for number, pair in enumerate(self._rows):
            for column, label in enumerate(pair):
                self._grid.addWidget(label, number, column)

    def values(self) -> dict[str, str]:
        return {name.text(): value.text() for name, value in self._rows}

    def show_record(self, record: TokenRecord) -> None:
        """Fill the rows; what is not known is a dash."""
        for (name, value), (title, text, tip) in zip(self._rows, self._measures(record), strict=True):
            name.setText(title)
            value.setText(text)
            for label in (name, value):
                label.setToolTip(tip)

    def _measures(self, record: TokenRecord) -> list[tuple[str, str, str]]:
        none = "–"
        return [
            (
                self.tr("Probability by the model"),
                none if record.logprob is None else surprise(record.logprob),
                self.tr(
                    "How probable the model held this token, before any sampler; the nats are its surprisal.\n"
                    "p = softmax(logits), surprisal = −ln p. Shannon 1948."
                ),
            ),
            (
                self.tr("Probability in the draw"),
                none if record.probability is None else percent(record.probability),
                self.tr(
                    "The probability with which it was drawn, after the samplers; 100 % at temperature 0.\n"
                    "q = softmax of what the samplers left. A dash: it was not drawn here."
                ),
            ),
            (
                self.tr("Rank"),
                none if record.rank is None else f"{record.rank:,}",
                self.tr(
                    "1 plus the number of tokens that the model held more probable.\n"
                    "Gehrmann, Strobelt and Rush 2019 (GLTR), arXiv 1906.04043."
                ),
            ),
            (
                self.tr("Entropy"),
                none if record.entropy is None else nats(record.entropy),
                self.tr(
                    "How undecided the model was here: 0 where it was certain, ln(vocabulary) where it knew nothing.\n"
                    "H = −Σ p ln p, in nats. Shannon 1948."
                ),
            ),
            (
                self.tr("Margin of the draw"),
                none if record.margin is None else f"{record.margin:.2f}",
                self.tr(
                    "By how much the draw was won: the distance to the runner-up, in units of log-probability.\n"
                    "The winner has the largest ln q + g, g Gumbel-distributed. Gumbel 1954; Maddison et al. 2014."
                ),
            ),
        ]


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
