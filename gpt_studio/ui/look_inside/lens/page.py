"""Layer by layer: what the network would say behind every layer, at every token."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.looking import Lens, LensReady
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

from .layout import LensLayout
from .saved import SavedLens
from .saving import LensView, leaving
from .stretch import stretch
from .table import LensTable

LOOK_INSIDE = "look_inside"
BEFORE, AROUND = 12, 16  # positions before and around the token in question that are read first


class LensPage(LensLayout):
    """Asks only while it is shown and nothing is being written; the pinned token is the workspace's."""

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(bridge, workspace, parent)
        self._workspace = workspace
        self._table: LensTable | None = None
        self._follow: int | None = None
        self._read_with = workspace.switches
        self._row = -1  # the row that was picked; −1: the last
        self._plotted = -1  # the row under the pointer in a plot
        self._read_by = workspace.model
        self._wanted_measure = ""  # of a saved view, until there is something to colour by it
        self._connect()
        self._retranslate()

    @property
    def table(self) -> LensTable | None:
        """What was read so far."""
        return self._table

    @property
    def measure(self) -> str:
        return self.measures.measure

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.model_changed.connect(self._on_model)
        workspace.text_changed.connect(self._on_text)
        workspace.mode_changed.connect(self._on_state)
        workspace.switches_changed.connect(self._on_switched)
        workspace.busy_changed.connect(self._on_state)
        workspace.pinned_changed.connect(self._on_pinned)
        workspace.hovered_changed.connect(self._on_hovered)
        self._inquiry.answered.connect(self._on_answer)
        self.measures.changed.connect(self._on_measure)
        self.grid.pointed.connect(self._on_pointed)
        self.grid.picked.connect(self._on_picked)
        self.grid.seen.connect(self._on_seen)
        self.save_menu.wanted.connect(self._on_save)
        self.save_menu.failed.connect(self.frame.banner.tell)
        self.details.followed.connect(self.follow)
        self.details.released.connect(self._on_released)
        self.details.pointed.connect(self._on_plot_pointed)

    # -- asking ----------------------------------------------------------------------------------------

    def _ask(self) -> None:
        if not self.frame.refused:
            self._inquiry.want(self._question())

    def _question(self) -> Lens | None:
        workspace = self._workspace
        model, document = workspace.model, workspace.document
        shown = self.isVisible() and workspace.mode == LOOK_INSIDE
        if not shown or model is None or workspace.busy or not document.text() or not document.is_scored():
            return None
        read = self._read()
        missing = stretch(read, *self._in_sight(len(read)))
        if missing is None:
            return None
        first, count = missing
        return Lens(
            0, model.key, document.parts(), token=self._follow, switches=workspace.switches, first=first, count=count
        )

    def _read(self) -> NDArray[np.bool_]:
        """Which tokens of the document are known, as far as is wanted."""
        tokens, table = self._workspace.document.tokens(), self._table
        known = np.zeros(len(tokens), bool)
        if table is not None and self._workspace.model is not None and table.key == self._workspace.model.key:
            read = table.known if self._follow is None else table.known & table.followed & (table.token == self._follow)
            same = 0
            while same < min(len(tokens), len(table)) and tokens[same].record.id == table.records[same].id:
                same += 1
            whole = same == len(tokens) == len(table)
            same = same if whole else max(same - 1, 0)  # behind the last one something else comes next
            known[:same] = read[:same]
        return known

    def _on_switched(self) -> None:
        """Another network: nothing of it is known."""
        if self._read_with != self._workspace.switches:
            self._table, self._read_with = None, self._workspace.switches
            self._show()
        self._ask()

    def _in_sight(self, total: int) -> tuple[int, int]:
        columns = self.grid.visible_columns()
        if self._table is not None and len(columns):
            return columns.start, len(columns)
        pinned = self._workspace.pinned if self._workspace.pinned >= 0 else total - 1
        return max(pinned - BEFORE, 0), AROUND

    def _on_answer(self, answer: LensReady) -> None:
        model = self._workspace.model
        if model is None or answer.key != model.key or answer.token != self._follow:
            return
        if self._table is not None and self._table.belongs(answer):
            self._table.take(answer)
        else:
            before, self._table = self._table, LensTable(answer)
            if before is not None:
                self._table.inherit(before)
        self._table.align(self._workspace.document.tokens())
        self._show()
        self._ask()

    # -- showing ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        table = self._table
        if table is not None:
            self.measures.follow("" if self._follow is None else table.written(self._follow))
            if self._wanted_measure:
                self.measures.choose(self._wanted_measure)
                self._wanted_measure = ""
        self.grid.show_table(table, self.measures.measure)
        self.grid.set_faint(table is not None and not table.holds_for(self._workspace.document.text()))
        self.grid.mark(self._position())
        self.save_menu.setEnabled(self.view() is not None)
        self.badge.show_checks(() if table is None else table.checks)
        self._show_details()

    def _position(self) -> int:
        """The position in question: of the hovered token, else of the pinned one, else the last."""
        if self._table is None:
            return -1
        found = (self._table.position_of(token) for token in (self._workspace.hovered, self._workspace.pinned))
        return next((position for position in found if position >= 0), len(self._table) - 1)

    def _cell(self, table: LensTable) -> tuple[int, int]:
        """The cell whose tokens are listed."""
        if self.grid.cell[0] >= 0:
            return self.grid.cell
        row = self._plotted if self._plotted >= 0 else self._row
        return (row if 0 <= row < table.rows else table.rows - 1), self._position()

    def _show_details(self) -> None:
        if self._table is not None:
            self.details.show_cell(self._table, *self._cell(self._table), self._follow)

    # -- slots -----------------------------------------------------------------------------------------

    def follow(self, token: int) -> None:
        """Follow a token over the layers: as a curve at the pinned position, as a tint everywhere."""
        self._follow = token
        self._ask()

    def _on_released(self) -> None:
        self._follow = None
        if self._table is not None:
            self._table.token = None
        self.measures.follow("")
        self._show()
        self._ask()

    def view(self) -> LensView | None:
        """What is on screen, to be saved; None while there is nothing."""
        model, table = self._workspace.model, self._table
        if model is None or table is None or table.key != model.key:
            return None
        name = Path(model.info.path).name or model.info.path
        cell, seed = self._cell(table), self._workspace.document.seed
        return LensView(table, self.measure, name, table.key.path, *cell, switches=self._read_with, seed=seed)

    def show_view(self, saved: SavedLens) -> None:
        """As it was saved: what tints the cells, which token is followed, which row was picked."""
        self._row, self._wanted_measure = saved.row, saved.measure
        if saved.followed is None:
            self._on_released()
        else:
            self.follow(saved.followed)

    def _on_save(self, ending: str) -> None:
        view = self.view()
        if view is not None:
            self.save_menu.ask(leaving(view), ending, self._workspace.document)

    def _on_model(self, model: ModelLoaded | None) -> None:
        before, self._read_by = self._read_by, model
        self._table = None
        if model is None or before is None or not before.key.same_files(model.key):
            self._follow = None
            self.measures.follow("")
        self.frame.show_failure(None)
        self._show()
        self._ask()

    def _on_text(self) -> None:
        if self.isVisible():
            self.frame.show_failure(None)
            if self._table is not None:
                self._table.align(self._workspace.document.tokens())
            self._show()
            self._ask()

    def _on_state(self, _changed: object) -> None:
        self._ask()

    def _on_seen(self, _first: int, _count: int) -> None:
        self._ask()

    def _on_measure(self, _measure: str) -> None:
        self._show()

    def _on_pinned(self, _token: int) -> None:
        if self._table is not None and self.isVisible():
            self.grid.mark(self._position())
            self.grid.show_position(self._position())
            self._show_details()

    def _on_hovered(self, _token: int) -> None:
        if self._table is not None and self.isVisible():
            self.grid.mark(self._position())
            self._show_details()

    def _on_pointed(self, _row: int, position: int) -> None:
        table = self._table
        self._workspace.set_hovered(-1 if table is None or position < 0 else table.token_of(position))
        self._show_details()

    def _on_picked(self, row: int, position: int) -> None:
        self._row = row
        if self._table is not None:
            self._workspace.set_pinned(self._table.token_of(position))
            self._show_details()

    def _on_plot_pointed(self, row: int) -> None:
        self._plotted = row
        self._show_details()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_text()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._inquiry.want(None)

    def _retranslate(self) -> None:
        self.grid.setAccessibleName(self.tr("What the network would say: layers upward, tokens across"))
        self.grid.setAccessibleDescription(self.tr("Arrow keys go from cell to cell, Enter pins the token."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)
