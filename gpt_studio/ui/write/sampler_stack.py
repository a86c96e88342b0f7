"""The samplers as a stack: only those in use, in the order in which they act."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from gpt_studio.protocol.parameters import ParameterInfo, parameters_of
from gpt_studio.protocol.sampling import FIELD_OF_SAMPLER, NEUTRAL, ORDERS, SamplingParams
from gpt_studio.ui.icons import icon

from .draw_settings import DrawSettings
from .sampler_row import SamplerRow
from .sampler_texts import tip_of, title_of

# What "Add…" begins with: the values that these samplers are mostly used with.
FIRST_VALUES: dict[str, float] = {
    "temperature": 0.8,
    "top_k": 40,
    "top_p": 0.95,
    "min_p": 0.05,
    "repetition": 1.1,
    "frequency": 0.3,
    "presence": 0.3,
    "no_repeat_ngram": 3,
    "dry": 0.8,
    "dynamic_temperature": 1.5,
    "smoothing": 0.25,
    "typical_p": 0.95,
    "top_a": 0.2,
    "tfs": 0.95,
    "epsilon_cutoff": 0.0005,
    "eta_cutoff": 0.001,
    "top_n_sigma": 1.0,
    "xtc": 0.5,
    "mirostat": 5.0,
}


class SamplerStack(QWidget):
    """Rows for the samplers that differ from neutral, or that were added and not yet taken away."""

    def __init__(self, settings: DrawSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._kept: set[str] = set()  # added here: shown at their neutral value too
        self._rows: dict[str, SamplerRow] = {}
        self._heading = QLabel(self)
        self._heading.setProperty("role", "heading")
        self._none = QLabel(self)
        self._none.setProperty("role", "muted")
        self._none.setWordWrap(True)
        self._order = self._menu_button()
        self._add = self._menu_button()
        self._order_menu, self._add_menu = QMenu(self._order), QMenu(self._add)
        self._order.setMenu(self._order_menu)
        self._add.setMenu(self._add_menu)
        self._order_menu.triggered.connect(self._on_order_chosen)
        self._add_menu.triggered.connect(self._on_add_chosen)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._lay_out()
        settings.changed.connect(self._refresh)
        self._retranslate()

    def rows(self) -> list[SamplerRow]:
        """The rows from top to bottom."""
        return [self._rows[name] for name in self._settings.sampling.order if name in self._rows]

    def add(self, sampler: str) -> None:
        """Put a sampler on the stack with a customary value."""
        self._kept.add(sampler)
        self._settings.set_sampler(FIELD_OF_SAMPLER[sampler], FIRST_VALUES.get(sampler, NEUTRAL[sampler]))
        self._refresh()
        self._rows[sampler].setFocus()

    def remove(self, sampler: str) -> None:
        """Take a sampler off: back to its neutral value."""
        self._kept.discard(sampler)
        self._settings.set_sampler(FIELD_OF_SAMPLER[sampler], NEUTRAL[sampler])
        self._refresh()

    def move_sampler(self, sampler: str, step: int) -> None:
        """Let a sampler act before (−1) or behind (+1) its neighbour on the stack."""
        shown = [row.sampler for row in self.rows()]
        at = shown.index(sampler)
        if not 0 <= at + step < len(shown):
            return
        order = [name for name in self._settings.sampling.order if name != sampler]
        order.insert(order.index(shown[at + step]) + (step > 0), sampler)
        self._settings.set_order(tuple(order))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._add.setIcon(icon("plus"))
        super().changeEvent(event)

    # -- inside -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self._order)
        head.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(self._list)
        layout.addWidget(self._none)

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("Samplers"))
        self._none.setText(self.tr("None: each token is drawn from the model's own distribution."))
        self._order.setText(self.tr("Order"))
        self._order.setToolTip(self.tr("In which order the samplers act"))
        self._add.setText(self.tr("Add…"))
        self._add.setIcon(icon("plus"))
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
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
        numbers = [name for name in sampling.order if name in FIELD_OF_SAMPLER]
        wanted = [name for name in numbers if name in self._kept or sampling.acts(name)]
        for name in [name for name in self._rows if name not in wanted]:
            self._rows.pop(name).deleteLater()
        for place, name in enumerate(wanted):
            if name not in self._rows:
                self._rows[name] = self._make_row(name)
            if self._list.indexOf(self._rows[name]) != place:
                self._list.removeWidget(self._rows[name])
                self._list.insertWidget(place, self._rows[name])
            self._rows[name].show_values(sampling, first=place == 0, last=place == len(wanted) - 1)
        for one, other in pairwise(self.rows()):
            QWidget.setTabOrder(one.last_control(), other.first_control())
        self._none.setVisible(not wanted)
        self._order.setVisible(len(wanted) > 1)
        self._fill_menus(wanted)

    def _fill_menus(self, shown: list[str]) -> None:
        for action in self._order_menu.actions():
            action.setChecked(ORDERS[action.data()] == self._settings.sampling.order)
        self._add_menu.clear()
        self._add_menu.setToolTipsVisible(True)
        for name in self._settings.sampling.order:
            if name in FIELD_OF_SAMPLER and name not in shown:
                info = fields_of(name)[0]
                action = self._add_menu.addAction(title_of(info))
                action.setToolTip(tip_of(info))
                action.setData(name)
        self._add.setEnabled(bool(self._add_menu.actions()))

    def _make_row(self, sampler: str) -> SamplerRow:
        row = SamplerRow(sampler, fields_of(sampler), self)
        row.value_changed.connect(self._on_value_changed)
        row.removed.connect(self.remove)
        row.moved.connect(self.move_sampler)
        return row

    def _on_value_changed(self, sampler: str, name: str, value: float) -> None:
        self._kept.add(sampler)
        self._settings.set_sampler(name, value)

    def _on_order_chosen(self, action: QAction) -> None:
        self._settings.set_order(ORDERS[action.data()])
        self._refresh()

    def _on_add_chosen(self, action: QAction) -> None:
        self.add(action.data())

    def _menu_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button


def fields_of(sampler: str) -> list[ParameterInfo]:
    """The parameters of one sampler: the one that says whether it acts, and those declared after it without one."""
    found: list[ParameterInfo] = []
    for info in parameters_of(SamplingParams):
        if info.name == FIELD_OF_SAMPLER[sampler] or (found and info.neutral is None):
            found.append(info)
        elif found:
            break
    return found
