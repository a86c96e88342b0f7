"""Switch off: what is off and how, what the text loses by it, and what every head by itself is worth."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.events import JobFailed, ModelLoaded
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.copying.ablation import as_command, as_python
from gpt_studio.ui.leaving.save_menu import SaveMenu
from gpt_studio.ui.look_inside.in_row import in_row
from gpt_studio.ui.workspace import Workspace

from . import effect_saving
from .effect import Effect
from .effect_grid import EffectGrid
from .head_menu import HeadMenu
from .how_form import HowForm
from .measures import legend, names
from .off_list import OffList
from .ranking import Ranking
from .saving import SavedSweep, leaving
from .sweep_table import MEASURES
from .sweeping import Sweeping

LEAST_ROWS = 150  # pixels of the list of heads


class ChangingPage(QWidget):
    """`compare_asked`: both are to be written beside each other, with and without."""

    compare_asked = Signal()

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.sweeping = Sweeping(bridge, workspace, self)
        self.banner = Banner(self)
        self.off, self.how = OffList(workspace, self), HowForm(workspace, self)
        self.effect = Effect(bridge, workspace, self)
        self.grid, self.ranking = EffectGrid(self), Ranking(self)
        self.head_menu = HeadMenu(self.grid, workspace)
        self.save_menu, self.save_effect = SaveMenu(self), SaveMenu(self)
        self.compare, self.python, self.command, self.sweep, self.stop = (QPushButton(self) for _ in range(5))
        self.compare.setProperty("kind", "primary")
        for button in (self.python, self.command):
            button.setProperty("kind", "link")
        self.measure = QComboBox(self)
        self._shown_measures: tuple[str, ...] = ()
        self._wanted_measure = ""  # of a saved sweep, until it is there
        self._titles = [QLabel(self), QLabel(self)]
        self.hint, self.said = QLabel(self), QLabel(self)
        self._lay_out()
        self._connect()
        self._retranslate()

    def _lay_out(self) -> None:
        for title in self._titles:
            title.setProperty("role", "heading")
        for label in (self.hint, self.said):
            label.setProperty("role", "muted")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(8)
        for widget in (self._titles[0], self.hint, self.off, self.how):
            layout.addWidget(widget)
        layout.addLayout(in_row(self.compare, None, self.python, self.command, self.save_effect))
        layout.addWidget(self.effect)
        layout.addSpacing(6)
        layout.addLayout(in_row(self._titles[1], None, self.measure, self.save_menu))
        layout.addLayout(in_row(self.sweep, self.stop, None))
        for widget in (self.said, self.grid, self.ranking):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.ranking.setMinimumHeight(LEAST_ROWS)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        for widget in (area.viewport(), content):
            widget.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.banner)
        outer.addWidget(area, 1)

    def _connect(self) -> None:
        workspace = self._workspace
        for signal in (workspace.switches_changed, workspace.text_changed):
            signal.connect(self._on_changed)
        workspace.busy_changed.connect(self._on_busy)
        workspace.mode_changed.connect(self._on_mode)
        workspace.model_changed.connect(self._on_model)
        self.sweeping.changed.connect(self._on_swept)
        self.sweeping.failed.connect(self._on_failed)
        self.compare.clicked.connect(self.compare_asked)
        self.python.clicked.connect(self.copy_python)
        self.command.clicked.connect(self.copy_command)
        self.sweep.clicked.connect(self.sweeping.begin)
        self.stop.clicked.connect(self.sweeping.stop)
        self.measure.activated.connect(self._on_measure)
        self.grid.chosen.connect(workspace.set_head)
        self.grid.opened.connect(workspace.open_head)
        self.ranking.opened.connect(workspace.open_head)
        workspace.head_changed.connect(self._on_head)
        self.save_menu.wanted.connect(self._on_save)
        self.save_effect.wanted.connect(self._on_save_effect)
        self.effect.changed.connect(self._show)
        for menu in (self.save_menu, self.save_effect):
            menu.failed.connect(self.banner.tell)
        self._on_model(workspace.model)

    # -- commands --------------------------------------------------------------------------------------

    def copy_python(self) -> None:
        """Put the script that finds these numbers again on the clipboard."""
        found = self.effect.found if self.effect.holds() else None
        if found is not None and self._workspace.model is not None:
            QGuiApplication.clipboard().setText(as_python(found))

    def copy_command(self) -> None:
        """Put the `gpt-studio ablate …` line on the clipboard."""
        found = self.effect.found if self.effect.holds() else None
        line = None if found is None else as_command(found, self._workspace.document.text())
        if line is not None:
            QGuiApplication.clipboard().setText(line)

    # -- showing ---------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        if self.isVisible():
            self.effect.ask()
        self._show()

    def _on_busy(self, _busy: bool) -> None:
        self._on_changed()

    def _on_mode(self, _mode: str) -> None:
        self._on_changed()

    def _on_model(self, model: ModelLoaded | None) -> None:
        self.banner.clear()
        if model is not None:
            self.grid.set_shape(model.info.layers, model.info.heads)
        self._on_changed()

    def _on_head(self, layer: int, head: int) -> None:
        self.grid.choose(layer, head)

    def _on_failed(self, failure: JobFailed) -> None:
        self.banner.tell_failure(failure)

    def _on_measure(self, _index: int) -> None:
        self.said.setText(self._told())
        self._show_grid()

    def _on_swept(self) -> None:
        if self.sweeping.table is None or self.ranking.rowCount() == 0 or not self.sweeping.running:
            self.ranking.show_table(self.sweeping.table)
        self._show()

    def _show(self) -> None:
        workspace, switches = self._workspace, self._workspace.switches
        ready = workspace.model is not None and not workspace.running
        self.hint.setVisible(not workspace.document.switches.active)
        self.compare.setEnabled(ready and switches.active)
        for button in (self.python, self.command):
            button.setEnabled(switches.active)
        self.save_effect.setEnabled(self.effect.holds())
        self.save_effect.setVisible(switches.active)
        running = self.sweeping.running
        self.sweep.setVisible(not running)
        self.sweep.setEnabled(workspace.model is not None and len(workspace.document.tokens()) > 1)
        self.stop.setVisible(running)
        self._show_measures()
        self.said.setText(self._told())
        self.said.setVisible(bool(self.said.text()))
        self._show_grid()

    def _show_measures(self) -> None:
        """Only what is known is offered; the best of it comes first."""
        table = self.sweeping.table
        known = tuple(table.known()) if table is not None else ()
        if known != self._shown_measures:
            self._shown_measures = known
            self.measure.clear()
            for measure in MEASURES:
                if measure in known:
                    self.measure.addItem(names()[measure], measure)
            if self._wanted_measure in known:
                self.measure.setCurrentIndex(self.measure.findData(self._wanted_measure))
                self._wanted_measure = ""
        self.measure.setVisible(bool(known))
        self.save_menu.setVisible(bool(known))
        self.ranking.setVisible(bool(known))

    def _show_grid(self) -> None:
        table, measure = self.sweeping.table, self.measure.currentData()
        self.grid.show_numbers(None if table is None or measure is None else table.column(measure), measure or "")

    def _told(self) -> str:
        sweeping, table = self.sweeping, self.sweeping.table
        if sweeping.running:
            if table is None and not sweeping.done:
                return self.tr("Estimating by one backward pass…")
            said = self.tr("{done} of {total} heads").format(done=sweeping.done, total=sweeping.total)
            return (
                said
                if table is None or table.estimate is None
                else said + " · " + self.tr("shown meanwhile: an estimate")
            )
        if table is None:
            return self.tr("Switches off each head by itself and tells what the text loses.")
        ids = [token.record.id for token in self._workspace.document.tokens()]
        said = self.tr("Loss with everything on {loss} nats a token").format(loss=f"{table.loss:.4f}")
        if table.delta_loss is None:
            said += " · " + self.tr("an estimate: first order, one backward pass")
        said += " · " + legend(self.measure.currentData() or MEASURES[0])
        if not table.is_of(ids):
            said += " · " + self.tr("of the text as it was")
        return said

    def _on_save(self, ending: str) -> None:
        table = self.sweeping.table
        if table is not None:
            self.save_menu.ask(leaving(table, self.measure.currentData()), ending, self._workspace.document)

    def _on_save_effect(self, ending: str) -> None:
        found = self.effect.found if self.effect.holds() else None
        if found is not None:
            document = self._workspace.document
            self.save_effect.ask(effect_saving.leaving(found, document.seed), ending, document)

    def show_sweep(self, saved: SavedSweep) -> None:
        """Sweep as a saved one did; the same numbers colour the grid."""
        self._wanted_measure = saved.measure
        self.sweeping.begin_as(saved.how)

    def _retranslate(self) -> None:
        self._titles[0].setText(self.tr("Off"))
        self._titles[1].setText(self.tr("Every head by itself"))
        self.hint.setText(
            self.tr("Nothing. Point at a head of a grid and click its switch, or choose it and press X; a right click "
                    "has its KV group, layer and MLP.")
        )  # fmt: skip
        for button, text, tip in (
            (self.compare, self.tr("With and without"), self.tr("Writes on twice, side by side, with the same random "
                                                                 "numbers: with everything on, and with what is off.")),
            (self.python, self.tr("Copy as Python"), self.tr("A script in plain PyTorch that finds these numbers.")),
            (self.command, self.tr("Copy as command"), self.tr("The gpt-studio line that finds these numbers.")),
            (self.sweep, self.tr("Sweep all heads"), self.tr("One forward for each head, after an estimate of all by "
                                                             "one backward pass.")),
            (self.stop, self.tr("Stop"), self.tr("Ends the sweep; the estimate stays.")),
        ):  # fmt: skip
            button.setText(text)
            button.setToolTip(tip)
        self.measure.setAccessibleName(self.tr("What the colours show"))
        self.grid.setAccessibleName(self.tr("All heads by what each is worth: layers downward, heads across"))
        self._shown_measures = ()
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.effect.ask()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
