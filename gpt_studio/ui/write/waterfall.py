"""The waterfall: what each sampler did at the pinned token, in order; what it removed is a click away."""

from __future__ import annotations

from html import escape
from math import exp

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from gpt_studio.protocol.effects import Candidate, Effect, Explanation
from gpt_studio.ui import theme
from gpt_studio.ui.icons import icon
from gpt_studio.ui.style import restyle
from gpt_studio.ui.token_text import percent, visible

from .effect_line import EntropyBar
from .effect_texts import effect_text, effect_tip, entropy_text
from .sampler_texts import sampler_tip, sampler_title


class Waterfall(QWidget):
    """Folded until it is wanted. Asks for a pass over the text where the logits are no longer held."""

    alternative_chosen = Signal(object)  # Candidate
    pass_asked = Signal()
    unfolded = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fold = QToolButton(self)
        self.fold.setProperty("kind", "fold")
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._body = QWidget(self)
        self._said = QLabel(self._body)
        self._said.setWordWrap(True)
        self._said.setProperty("role", "muted")
        self.ask = QPushButton(self._body)
        self.steps: list[Step] = []
        self._known: dict[int, Candidate] = {}
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(6, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(self._said)
        inner.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        inner.addLayout(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._body)
        self._body.hide()
        self._state: tuple[Explanation | None, bool, bool] = (None, False, False)
        self.fold.toggled.connect(self._on_fold)
        self.ask.clicked.connect(self.pass_asked)
        self._retranslate()

    def show_explanation(
        self, explanation: Explanation | None, *, needs_pass: bool, reading: bool, waiting: bool = False
    ) -> None:
        """The steps of a token; `needs_pass`: they are not known without reading the text once more."""
        self._state = (explanation, needs_pass, reading)
        effects = () if explanation is None else explanation.effects
        candidates = () if explanation is None else explanation.candidates + explanation.gone
        self._known = {c.id: c for c in candidates}
        self.ask.setVisible(needs_pass)
        self.ask.setEnabled(not reading)
        self._said.setText("" if waiting else self._line(explanation, needs_pass, reading))
        self._said.setVisible(bool(self._said.text()))
        while len(self.steps) > len(effects):
            self.steps.pop().deleteLater()
        while len(self.steps) < len(effects):
            step = Step(self._body)
            step.chosen.connect(self._on_chosen)
            self._list.addWidget(step)
            self.steps.append(step)
        widest = max((max(e.entropy_before, e.entropy_after) for e in effects), default=0.0)
        for step, effect in zip(self.steps, effects, strict=True):
            step.show_effect(effect, widest)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "_state"):
            self._retranslate()
            explanation, needs_pass, reading = self._state
            self.show_explanation(explanation, needs_pass=needs_pass, reading=reading)
        super().changeEvent(event)

    def _line(self, explanation: Explanation | None, needs_pass: bool, reading: bool) -> str:
        if reading:
            return self.tr("Reading the text before it…")
        if needs_pass:
            return self.tr("The logits of this token are not held: this needs one pass over the text before it.")
        if explanation is None:
            return self.tr("Nothing is known of this token.")
        if not explanation.effects:
            return self.tr("No sampler is in use: the draw is the model's own distribution.")
        return ""

    def _retranslate(self) -> None:
        self.fold.setText(self.tr("What the samplers did here"))
        self.fold.setToolTip(
            self.tr("Sampler by sampler, in the order in which they act: how many tokens stay, and what was removed.")
        )
        self.ask.setText(self.tr("Read the text once more"))
        self.fold.setIcon(icon("down" if self.fold.isChecked() else "right", "muted"))

    def _on_fold(self, unfolded: bool) -> None:
        self._body.setVisible(unfolded)
        self.fold.setIcon(icon("down" if unfolded else "right", "muted"))
        self.unfolded.emit(unfolded)

    def _on_chosen(self, token: int) -> None:
        if token in self._known:
            self.alternative_chosen.emit(self._known[token])


class Step(QWidget):
    """One sampler: its name, what it did, the entropy's bar, and the likeliest tokens that it removed as links."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title, self.text, self.entropy, self.gone = (QLabel(self) for _ in range(4))
        for label in (self.text, self.entropy, self.gone):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        for label in (self.title, self.text, self.entropy):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.gone.setTextFormat(Qt.TextFormat.RichText)
        self.gone.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.gone.linkActivated.connect(self._on_link)
        self._bar = EntropyBar(self)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self._bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addLayout(head)
        for label in (self.text, self.entropy, self.gone):
            layout.addWidget(label)

    def show_effect(self, effect: Effect, widest: float) -> None:
        """`widest`: the entropy in nats that fills the bar."""
        self.title.setText(sampler_title(effect.sampler))
        self.title.setToolTip(sampler_tip(effect.sampler))
        restyle(self.title, role="" if effect.changed else "muted")
        removes = effect.kept < effect.before
        self.text.setText(effect_text(effect))
        self.entropy.setText(entropy_text(effect))
        self.entropy.setVisible(removes)
        self._bar.setVisible(effect.changed)
        scale = max(widest, 1e-9)
        self._bar.show_shares(effect.entropy_before / scale, effect.entropy_after / scale)
        self._bar.setToolTip(entropy_text(effect))
        self.text.setToolTip(effect_tip(effect))
        self.gone.setText(self._links(effect))
        self.gone.setVisible(bool(effect.gone))
        self.gone.setAccessibleName(self.tr("What {sampler} removed first").format(sampler=self.title.text()))
        self.gone.setToolTip(self.tr("Click a token to go on from it in a new version."))

    def _links(self, effect: Effect) -> str:
        color = theme.color("accent").name()
        links = [
            f'<a href="{a.id}" style="color:{color}; text-decoration:none; font-family:monospace">'
            f"{escape(visible(a.text) or '·')}</a>&nbsp;{percent(exp(a.logprob)).replace(' ', '&nbsp;')}"
            for a in effect.gone
        ]
        return self.tr("removed first: {tokens}").format(tokens=" · ".join(links))

    def _on_link(self, token: str) -> None:
        self.chosen.emit(int(token))
