"""The Train page: the form of a new run and the list of runs in the first tab, a tab for each run that is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSplitter,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.files.places import runs_folder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store import runs
from gpt_studio.store.processes import start_training, train_arguments
from gpt_studio.store.run_estimate import keep_estimate
from gpt_studio.store.run_trash import delete_run, empty_trash
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

from .data_look import DataLook
from .following import FollowedRun
from .form import RunForm
from .leaving_time import LeavingTime
from .measuring import Measuring
from .run_list import RunList
from .tab_close import TabCloseButton
from .tokens_view import TokensView
from .undo_delete import UndoDelete

if TYPE_CHECKING:
    from .run_view import RunView

LOOK_MS = 500
LIST_EVERY = 4  # looks


class TrainPage(QWidget):
    """Starts runs and follows them. Runs go on when the page is gone; it only ever reads their folders.

    The engine is asked for one thing: what the data of a run that is being planned holds.
    """

    use_checkpoint = Signal(str)
    export_asked = Signal(str)

    def __init__(self, bridge: Bridge, workspace: Workspace, data_dir: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._root = runs_folder(data_dir)
        self._looks = 0
        self._seen: set[str] = set()
        self._views: list[RunView] = []
        self._left: list[FollowedRun] = []  # runs at work whose tab was closed
        self.form = RunForm(self._root, self)
        self.measuring = Measuring(workspace, self)
        self.form.estimate.follow(self.measuring)
        self.list, self.tokens = RunList(self), TokensView(self)
        self.undo = UndoDelete(self)
        self.leaving = LeavingTime(workspace, self._at_work, self)
        empty_trash(self._root)
        self.banner = Banner(self)
        self.data = DataLook(bridge, workspace, self.form, self.tokens, self.banner, data_dir / "sample-data" / "dates")
        self.tabs = QTabWidget(self)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._on_look)
        self._connect()
        self._retranslate()
        self.form.set_model(workspace.model)
        self._timer.start()

    def _lay_out(self) -> None:
        left = QScrollArea(self)
        left.setWidgetResizable(True)
        left.setFrameShape(QFrame.Shape.NoFrame)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.setContentsMargins(16, 14, 16, 14)
        left.setWidget(self.form)
        left.setMinimumWidth(self.form.minimumSizeHint().width() + left.verticalScrollBar().sizeHint().width())
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(14)
        column.addWidget(self.tokens, 3)
        column.addWidget(self.list, 2)
        column.addWidget(self.undo)
        self.tokens.hide()
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.setSizes([600, 680])
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(split, "")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self._workspace.model_changed.connect(self._on_model_changed)
        self._workspace.failed.connect(self._on_failed)
        self.form.start_requested.connect(self._on_start)
        self.list.opened.connect(self._on_opened)
        self.undo.restored.connect(self._on_restored)
        self.undo.failed.connect(self.banner.tell)
        self.tabs.currentChanged.connect(self._on_tab_changed)

    # -- what others ask -------------------------------------------------------------------------------

    def take_file(self, path: str) -> None:
        """Make a dropped text file the data of a new run."""
        self.tabs.setCurrentIndex(0)
        self.form.take_file(Path(path))

    def view_of(self, folder: Path) -> RunView | None:
        """The open tab of a run."""
        return next((view for view in self._views if view.run.folder == folder), None)

    # -- runs ------------------------------------------------------------------------------------------

    def _on_start(self, params: TrainParams) -> None:
        folder = Path(params.run or "")
        self.banner.clear()
        try:
            keep_estimate(folder, self.form.estimate.expected())
            process = start_training(train_arguments(params), folder)
        except StudioError as error:
            self.banner.tell_failure(error)
            return
        view = self._open(folder)
        view.follow(process)
        self.form.name.clear()
        self._list_runs()

    def _on_resume(self, run: FollowedRun) -> None:
        view = self.view_of(run.folder)
        try:
            process = start_training(run.resume_arguments(), run.folder)
        except StudioError as error:
            self.banner.tell_failure(error)
            return
        if view is not None:
            view.follow(process)

    def _on_duplicate(self, run: FollowedRun) -> None:
        """Its settings in the form, to be changed there."""
        self.tabs.setCurrentIndex(0)
        missing = self.form.take_settings(run.settings)
        if missing:
            self.banner.tell(self.tr("Load {model} first: the run goes on from it.").format(model=missing))

    def _on_delete(self, run: FollowedRun) -> None:
        try:
            place = delete_run(run.folder)
        except StudioError as error:
            self.banner.tell_failure(error)
            return
        view = self.view_of(run.folder)
        if view is not None:
            self.close_tab(view)
        self.tabs.setCurrentIndex(0)
        self.undo.offer(place, run.folder)
        self._list_runs()

    def _on_restored(self, folder: str) -> None:
        self._list_runs()
        self._open(Path(folder))

    def _on_opened(self, folder: str) -> None:
        self._open(Path(folder))

    def _open(self, folder: Path, *, show: bool = True) -> RunView:
        """The tab of a run, made when there is none."""
        from .run_view import RunView  # pyqtgraph takes half a second to import; most starts draw no curve

        self._seen.add(str(folder))
        view = self.view_of(folder)
        if view is None:
            view = RunView(folder, parent=self)
            self._views.append(view)
            view.use_checkpoint.connect(self.use_checkpoint)
            view.export_asked.connect(self.export_asked)
            view.resume_requested.connect(self._on_resume)
            view.duplicate_asked.connect(self._on_duplicate)
            view.delete_asked.connect(self._on_delete)
            view.status_changed.connect(self._name_tabs)
            self.tabs.addTab(view, "")
            self._add_close_button(view)
            self._name_tabs()
        if show:
            self.tabs.setCurrentWidget(view)
        return view

    def _add_close_button(self, view: RunView) -> None:
        button = TabCloseButton(view, self.tabs)
        button.asked.connect(self.close_tab)
        self.tabs.tabBar().setTabButton(self.tabs.indexOf(view), QTabBar.ButtonPosition.RightSide, button)

    def close_tab(self, view: RunView) -> None:
        """Put a run's tab away; the run itself goes on."""
        self.tabs.removeTab(self.tabs.indexOf(view))
        self._views.remove(view)
        if view.run.process is not None:
            self._left.append(view.run)
        view.deleteLater()

    def _view_at(self, index: int) -> RunView | None:
        shown = self.tabs.widget(index)
        return next((view for view in self._views if view is shown), None)

    # -- looking ---------------------------------------------------------------------------------------

    def _on_look(self) -> None:
        """Read what the runs on screen, and those at work, have written."""
        for view in self._views:
            if view.run.going or view.run.process is not None or view.isVisible():
                view.refresh()
        if self._looks % LIST_EVERY == 0:
            checked = sorted(self.list.table.checked)
            for view in self._views:
                if view.isVisible():
                    view.lay_over([Path(path) for path in checked])
        self._left = [run for run in self._left if run.process is not None and run.process.poll() is None]
        if self._looks % LIST_EVERY == 0 and self.isVisible():
            self._list_runs()
        self._looks += 1

    def _at_work(self) -> list[FollowedRun]:
        """The runs that write, as far as the page has seen them."""
        return [view.run for view in self._views if view.run.going] + self._left

    def _list_runs(self) -> None:
        found = runs.find_runs(self._root)
        self.list.show_runs(found)
        for run in found:
            if run.status in ("preparing", "running", "paused") and run.path not in self._seen:
                self._open(Path(run.path), show=False)
        self.form.refresh()

    def _on_tab_changed(self, index: int) -> None:
        view = self._view_at(index)
        if view is not None:
            view.refresh()

    def _on_model_changed(self, model: ModelLoaded | None) -> None:
        self.form.set_model(model)

    def _on_failed(self, place: str, line: str) -> None:
        if place == "train":
            self.banner.tell(line)

    # -- texts -----------------------------------------------------------------------------------------

    def _name_tabs(self) -> None:
        for view in self._views:
            run, name = view.run, view.run.name
            steps = run.state.steps if run.state else 0
            percent = f"{100 * run.step // steps} %" if steps else "…"
            index = self.tabs.indexOf(view)
            self.tabs.setTabText(index, f"{name} · {percent}" if run.going else name)
            self.tabs.setTabToolTip(index, str(run.folder))

    def _retranslate(self) -> None:
        self.tabs.setTabText(0, self.tr("New run"))
        self.tabs.setAccessibleName(self.tr("Runs"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._list_runs()
