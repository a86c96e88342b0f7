"""The samplers as a stack: only those in use, in the order in which they act, each with what it did at the token."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from gpt_studio.protocol.effects import Explanation
from gpt_studio.protocol.sampling import FIELD_OF_SAMPLER, NEUTRAL, ORDERS, SamplingParams
from gpt_studio.ui.icons import icon

from .bias_row import BiasRow
from .draw_settings import DrawSettings
from .dry_row import DryRow
from .presets_menu import PresetsMenu
from .sampler_row import SamplerRow
from .sampler_search import SamplerSearch
from .stack_row import StackRow
from .token_forms import TokenForms

# What "Add…" begins with: the values that these samplers are mostly used with.
FIRST_VALUES: dict[str, float] = {
    "temperature": 0.8, "top_k": 40, "top_p": 0.95, "min_p": 0.05, "repetition": 1.1, "frequency": 0.3,
    "presence": 0.3, "no_repeat_ngram": 3, "dry": 0.8, "dynamic_temperature": 1.5, "smoothing": 0.25,
    "typical_p": 0.95, "top_a": 0.2, "tfs": 0.95, "epsilon_cutoff": 0.0005, "eta_cutoff": 0.001, "top_n_sigma": 1.0,
    "xtc": 0.5, "mirostat": 5.0,
}  # fmt: skip


class SamplerStack(QWidget):
    """Rows for the samplers that differ from neutral, or that were added and not yet taken away."""

    anew_asked = Signal()  # write on from the first token that would fall differently

    def __init__(self, settings: DrawSettings, forms: TokenForms, presets: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._forms = forms
        self._kept: set[str] = set()  # added here: shown at their neutral value too
        self._rows: dict[str, StackRow] = {}
        self._explanation: Explanation | None = None
        self._heading, self._none, self._said = (QLabel(self) for _ in range(3))
        self._heading.setProperty("role", "heading")
        for label in (self._none, self._said):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
            label.hide()
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._add, self._order, self._neutralise = QToolButton(self), QToolButton(self), QToolButton(self)
        self.presets = PresetsMenu(settings, presets, self)
        self.search = SamplerSearch(self)
        self._order_menu = QMenu(self._order)
        self._order.setMenu(self._order_menu)
        self._order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.write_on = QPushButton(self)
        self.write_on.setProperty("kind", "link")
        self.write_on.clicked.connect(self.anew_asked)
        self.write_on.hide()
        self.read_again = QPushButton(self)
        self.read_again.setProperty("kind", "link")
        self.read_again.hide()
        self._drop_line = QFrame(self)
        self._drop_line.setFixedHeight(3)
        self._drop_line.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._lay_out()
        self._add.clicked.connect(self._on_add)
        self._neutralise.clicked.connect(self.neutralise)
        self._order_menu.triggered.connect(self._on_order_chosen)
        self.search.chosen.connect(self.add)
        settings.changed.connect(self._refresh)
        self._retranslate()

    def rows(self) -> list[StackRow]:
        """The rows from top to bottom."""
        return [self._rows[name] for name in self._settings.sampling.order if name in self._rows]

    def add(self, sampler: str) -> None:
        """Put a sampler on the stack with a customary value."""
        self._kept.add(sampler)
        if sampler in FIELD_OF_SAMPLER:
            self._settings.set_sampler(FIELD_OF_SAMPLER[sampler], FIRST_VALUES[sampler])
        self._refresh()
        self._rows[sampler].setFocus()

    def remove(self, sampler: str) -> None:
        """Take a sampler off: back to its neutral value."""
        self._kept.discard(sampler)
        if sampler in FIELD_OF_SAMPLER:
            self._settings.set_sampler(FIELD_OF_SAMPLER[sampler], NEUTRAL[sampler])
        else:
            self._settings.set_biases(())
        self._refresh()

    def neutralise(self) -> None:
        """Take all samplers off; their order stays. One step of undo."""
        self._kept.clear()
        self._settings.set_sampling(SamplingParams(order=self._settings.sampling.order))
        self._refresh()

    def move_sampler(self, sampler: str, step: int) -> None:
        """Let a sampler act before (−1) or behind (+1) its neighbour on the stack."""
        place = [row.sampler for row in self.rows()].index(sampler) + step
        if 0 <= place < len(self._rows):
            self.move_to(sampler, place)

    def move_to(self, sampler: str, place: int) -> None:
        """Let a sampler act as number `place`, from 0, of those on the stack."""
        shown = [row.sampler for row in self.rows()]
        others = [name for name in shown if name != sampler]
        if shown.index(sampler) == place:
            return
        order = [name for name in self._settings.sampling.order if name != sampler]
        at = order.index(others[place]) if place < len(others) else order.index(others[-1]) + 1
        order.insert(at, sampler)
        self._settings.set_order(tuple(order))

    def show_effects(self, explanation: Explanation | None) -> None:
        """What each sampler did at the pinned token; None where that is not known."""
        self._explanation = explanation
        effects = {} if explanation is None else {effect.sampler: effect for effect in explanation.effects}
        widest = max((max(e.entropy_before, e.entropy_after) for e in effects.values()), default=0.0)
        for name, row in self._rows.items():
            row.show_effect(effects.get(name), widest)

    def say(self, line: str, differs: bool = False) -> None:
        """One line below the stack, '' for none; where a token `differs`, with the way to write on from there."""
        self._said.setText(line)
        self._said.setVisible(bool(line))
        self.write_on.setVisible(differs)

    def offer_pass(self, offered: bool) -> None:
        """Below that line: the way to the logits that are not held any more."""
        self.read_again.setVisible(offered)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._add.setIcon(icon("plus"))
        super().changeEvent(event)

    # -- inside -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head, tools = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self._add)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(2)
        for button in (self.presets, self._order, self._neutralise):
            tools.addWidget(button)
        tools.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(tools)
        layout.addLayout(self._list)
        layout.addWidget(self._none)
        layout.addWidget(self._said)
        layout.addWidget(self.write_on, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.read_again, 0, Qt.AlignmentFlag.AlignLeft)
        tools.setContentsMargins(-8, 0, 0, 0)

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Samplers"))
        self._none.setText(self.tr("None: each token is drawn from the model's own distribution."))
        self._order.setText(self.tr("Order"))
        self._order.setToolTip(self.tr("In which order the samplers act"))
        self._neutralise.setText(self.tr("Neutralise"))
        self._neutralise.setToolTip(self.tr("Takes all samplers off; Undo brings them back"))
        self._add.setText(self.tr("Add…"))
        self._add.setToolTip(self.tr("Search the samplers that are not on the stack"))
        self._add.setIcon(icon("plus"))
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.read_again.setText(self.tr("Read the text once more"))
        self.read_again.setToolTip(self.tr("One pass of the model over the text; every drag after it needs none."))
        self.write_on.setText(self.tr("Write on from there"))
        self.write_on.setToolTip(self.tr("A new version from that token on, under these settings."))
        self._order_menu.clear()
        for name, title in (
            ("hf", self.tr("Temperature first, as Hugging Face")),
            ("llama.cpp", self.tr("Temperature last, as llama.cpp")),
        ):
            action = self._order_menu.addAction(title)
            action.setData(name)
            action.setCheckable(True)
        for row in self._rows.values():
            row.deleteLater()
        self._rows.clear()
        self._refresh()

    def _refresh(self) -> None:
        """Bring the rows in line with the settings; those that stay are kept, so that a field keeps its focus."""
        sampling = self._settings.sampling
        wanted = [name for name in sampling.order if name in self._kept or sampling.acts(name)]
        made = [name for name in wanted if name not in self._rows]
        for name in [name for name in self._rows if name not in wanted]:
            self._rows.pop(name).deleteLater()
        for place, name in enumerate(wanted):
            if name in made:
                self._rows[name] = self._make_row(name)
            if self._list.indexOf(self._rows[name]) != place:
                self._list.removeWidget(self._rows[name])
                self._list.insertWidget(place, self._rows[name])
            self._rows[name].show_values(sampling, first=place == 0, last=place == len(wanted) - 1)
        for one, other in pairwise(self.rows()):
            QWidget.setTabOrder(one.last_control(), other.first_control())
        self._none.setVisible(not wanted)
        self._order.setVisible(len(wanted) > 1)
        self._neutralise.setEnabled(bool(wanted))
        for action in self._order_menu.actions():
            action.setChecked(ORDERS[action.data()] == sampling.order)
        if made:
            self.show_effects(self._explanation)

    def _make_row(self, sampler: str) -> StackRow:
        if sampler == "bias":
            row = BiasRow(self._forms, self)
            row.biases_changed.connect(self._on_biases_changed)
        else:
            row = DryRow(sampler, self) if sampler == "dry" else SamplerRow(sampler, self)
            row.value_changed.connect(self._on_value_changed)
            if isinstance(row, DryRow):
                row.breakers_changed.connect(self._settings.set_breakers)
        row.removed.connect(self.remove)
        row.moved.connect(self.move_sampler)
        row.dragged.connect(self._on_dragged)
        row.dropped.connect(self._on_dropped)
        return row

    def _on_value_changed(self, sampler: str, name: str, value: float) -> None:
        self._kept.add(sampler)
        self._settings.set_sampler(name, value)

    def _on_biases_changed(self, biases: tuple[tuple[int, float], ...]) -> None:
        self._kept.add("bias")
        self._settings.set_biases(biases)

    def _on_order_chosen(self, action: QAction) -> None:
        self._settings.set_order(ORDERS[action.data()])
        self._refresh()

    def _on_add(self) -> None:
        shown = {row.sampler for row in self.rows()}
        offered = [name for name in self._settings.sampling.order if name not in shown]
        self.search.open_below(self._add, offered)

    # -- dragging a row -----------------------------------------------------------------------------------------

    def place_at(self, sampler: str, point: QPoint) -> int:
        """The place, among the other rows, that a point of the screen means."""
        y = self.mapFromGlobal(point).y()
        return sum(row.geometry().center().y() < y for row in self.rows() if row.sampler != sampler)

    def _on_dragged(self, sampler: str, point: QPoint) -> None:
        others = [row.geometry() for row in self.rows() if row.sampler != sampler]
        if not others:
            return
        place = self.place_at(sampler, point)
        y = others[place].top() - 3 if place < len(others) else others[-1].bottom() + 2
        self._drop_line.setStyleSheet(f"background: {self.palette().highlight().color().name()}; border-radius: 1px;")
        self._drop_line.setGeometry(others[0].left(), y, others[0].width(), 3)
        self._drop_line.show()
        self._drop_line.raise_()

    def _on_dropped(self, sampler: str, point: QPoint) -> None:
        self._drop_line.hide()
        self.move_to(sampler, self.place_at(sampler, point))
