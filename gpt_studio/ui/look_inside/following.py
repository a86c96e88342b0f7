"""Attention while it is written: the rows of one layer, asked for as the text is drawn and handed on as they come."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.events import PromptRead, TokensArrived
from gpt_studio.protocol.looking import RowsArrived, Show
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

from .view import Weights

MOST_WAITING = 4096  # rows that wait for those before them


class Following(QObject):
    """Tells the generation which layer is shown, and gathers what comes of it.

    `records` are the tokens of the text that is being written, `went_on` says that there are more; `rows_came` that
    rows of the shown layer are there to be taken.
    """

    went_on = Signal()
    rows_came = Signal()

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self.records: list[TokenRecord] = []
        self._first = 0
        self._rows: list[Weights] = []  # [heads, query + 1] of the queries from `_first` on
        self.layer = -1  # whose rows come; −1: none
        bridge.prompt_read.connect(self._on_prompt_read)
        bridge.tokens_arrived.connect(self._on_tokens_arrived)
        bridge.rows_arrived.connect(self._on_rows_arrived)
        workspace.busy_changed.connect(self._on_busy_changed)

    def follow(self, layer: int) -> None:
        """The layer whose rows are wanted from now on; −1 for none."""
        if layer == self.layer:
            return
        self.layer, self._rows = layer, []
        layers = () if layer < 0 else (layer,)
        self._workspace.shown_layers = layers
        if self._workspace.writing:
            self._bridge.send(Show(self._bridge.next_job(), self._workspace.writing, layers))

    def take(self, known: int) -> tuple[int, list[Weights]]:
        """The rows that go on from the `known` first ones, with the number of the first; none where some are missing.

        What is handed out is forgotten here.
        """
        if not self.waits or self._first > known:
            return known, []
        first, rows = self._first, self._rows
        self._rows = []
        return first, rows

    @property
    def waits(self) -> bool:
        """Whether rows of a text that is known are here; behind `take`: the beginning of the text has to be read."""
        return bool(self._rows and self.records)

    def _on_busy_changed(self, busy: bool) -> None:
        if busy:
            self.records, self._rows = [], []

    def _on_prompt_read(self, event: PromptRead) -> None:
        if event.job == self._workspace.writing:
            self.records = list(event.records)
            self.went_on.emit()

    def _on_tokens_arrived(self, event: TokensArrived) -> None:
        if event.job == self._workspace.writing:
            self.records += event.records
            self.went_on.emit()

    def _on_rows_arrived(self, event: RowsArrived) -> None:
        if event.job != self._workspace.writing or self.layer not in event.layers:
            return
        at = event.layers.index(self.layer)
        rows = [row[at] for row in event.rows]
        whole = all(row.shape[1] == event.first + n + 1 for n, row in enumerate(rows))
        if not whole:  # the context slides: queries no longer stand where they did
            return
        if not self._rows or event.first != self._first + len(self._rows) or len(self._rows) > MOST_WAITING:
            self._first, self._rows = event.first, []
        self._rows += rows
        self.rows_came.emit()
