"""What lies under the bar: history, text and side, or the page of runs; for each mode as it was left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedWidget, QWidget

from .history.panel import HistoryPanel
from .keeper import Keeper
from .look_inside.panel import LookInsidePanel
from .train.page import TrainPage
from .workspace import Workspace
from .write.page import WritePage

HISTORY_WIDTH = 320
SIDE_WIDTH = {"write": 360, "look_inside": 560}
SHARES = (0.05, 0.95)  # of the width that a part may have


class Centre(QStackedWidget):
    """`changed`: a part was shown or hidden."""

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        keeper: Keeper,
        history: HistoryPanel,
        page: WritePage,
        look_inside: LookInsidePanel,
        train: TrainPage,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._keeper, self._settings = workspace, keeper, keeper.settings
        self._history, self._page, self._look_inside, self._train = history, page, look_inside, train
        self.side = QStackedWidget(self)
        self.side.addWidget(page.side)
        self.side.addWidget(look_inside)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        for widget, stretch in ((history, 0), (page, 1), (self.side, 0)):
            self.split.addWidget(widget)
            self.split.setStretchFactor(self.split.count() - 1, stretch)
        history.hide()
        page.setMinimumWidth(420)
        self.addWidget(self.split)
        self.addWidget(train)
        workspace.mode_changed.connect(self.show_mode)
        history.closed.connect(self.toggle_history)
        self.split.splitterMoved.connect(self._on_split_moved)

    def show_mode(self, mode: str) -> None:
        """Arrange the parts for a mode, as that mode was left."""
        self.setCurrentWidget(self._train if mode == "train" else self.split)
        if mode == "train":
            return
        self._show_side(self._look_inside if mode == "look_inside" else self._page.side)
        arrangement = self._settings.arrangement(mode)
        self.side.setVisible(mode == "look_inside" or arrangement.side_open)
        width = self.window().width()
        side = round(arrangement.side_share * width) if arrangement.side_share else SIDE_WIDTH[mode]
        self._history.setVisible(self._settings.history_open)
        history = round(self._settings.history_share * width) or HISTORY_WIDTH if self._settings.history_open else 0
        self.split.setSizes([history, max(1, width - side - history), side])

    def toggle_side_panel(self) -> None:
        """Show or hide the samplers and the token in Write."""
        arrangement = self._settings.arrangement("write")
        arrangement.side_open = not arrangement.side_open
        self._keeper.settings_changed()
        self.show_mode(self._workspace.mode)
        self.changed.emit()

    def open_side(self, _token: int = -1) -> None:
        """Show what a token could have been, where it was hidden."""
        if self._workspace.mode == "write" and not self._settings.arrangement("write").side_open:
            self.toggle_side_panel()

    def toggle_history(self) -> None:
        """Show the history with the keyboard in its search; hide it and go back to the text."""
        self._settings.history_open = not self._history.isVisible()
        self._keeper.settings_changed()
        if self._settings.history_open and self._workspace.mode == "train":
            self._workspace.set_mode("write")
        self.show_mode(self._workspace.mode)
        (self._history.begin if self._settings.history_open else self._page.views.shown.setFocus)()
        self.changed.emit()

    def places(self) -> list[QWidget]:
        """The parts on screen, in the order in which the keyboard goes through them."""
        if self._workspace.mode == "train":
            return [self._train]
        column = self._page.beside.column
        parts: list[QWidget] = [self._page.views.shown, *([] if column is None else [column]), self.side]
        return [part for part in parts if part.isVisible()]

    def _show_side(self, shown: QWidget) -> None:
        """Only the page that is shown asks for its room."""
        for page in (self._page.side, self._look_inside):
            wanted = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(wanted, wanted)
        self.side.setCurrentWidget(shown)

    def _on_split_moved(self, _place: int, _index: int) -> None:
        sizes = self.split.sizes()
        if not sum(sizes):
            return
        least, most = SHARES
        history, _, side = (min(most, max(least, size / sum(sizes))) for size in sizes)
        if self.side.isVisible():
            self._settings.arrangement(self._workspace.mode).side_share = side
        if self._history.isVisible():
            self._settings.history_share = history
        self._keeper.settings_changed()
