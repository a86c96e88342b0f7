"""Choosing a model: the recent ones and any file or folder, its card, Load."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.commands import Describe
from gpt_studio.protocol.events import JobFailed, ModelDescribed, ModelLoaded
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.drops import local_paths
from gpt_studio.ui.icons import icon
from gpt_studio.ui.model_loader import ModelLoader, model_title
from gpt_studio.ui.workspace import Workspace

from .model_card import ModelCard, fits

PATH = Qt.ItemDataRole.UserRole


class OpenModel(QDialog):
    """Does not block the window. What was loaded stays until another model is there."""

    def __init__(
        self, bridge: Bridge, workspace: Workspace, loader: ModelLoader, recent: tuple[str, ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._loader = loader
        self._job = 0
        self._path = ""
        self._may_load = False
        self.setAcceptDrops(True)
        self.resize(760, 460)
        self.list = QListWidget(self)
        self.card = ModelCard(self)
        self.banner = Banner(self)
        self._empty = QLabel(self)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.card)
        self._file, self._folder = QPushButton(self), QPushButton(self)
        self.load, self._cancel, self._close = QPushButton(self), QPushButton(self), QPushButton(self)
        self.load.setProperty("kind", "primary")
        self._phase = QLabel(self)
        self._phase.setProperty("role", "muted")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._lay_out()
        self._retranslate()
        self._fill(recent)
        self._connect()
        self._refresh()

    # -- what others ask ----------------------------------------------------------------------------------------

    def show_path(self, path: str) -> None:
        """Select a model and show its card."""
        item = self._item_of(path) or self._add(path, 0)
        self.list.setCurrentItem(item)

    # -- making -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        for button in (self._file, self._folder):
            button.setAutoDefault(False)
            left.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._phase)
        foot.addWidget(self._bar, 1)
        foot.addStretch(1)
        for button in (self._cancel, self._close, self.load):
            foot.addWidget(button)
        right = QVBoxLayout()
        right.setContentsMargins(20, 18, 20, 16)
        right.addWidget(self.banner)
        right.addWidget(self._pages, 1)
        right.addLayout(foot)
        left.setContentsMargins(14, 16, 14, 16)
        left.setSpacing(8)
        self._left = QWidget(self)
        self._left.setProperty("role", "surface")
        self._left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._left.setLayout(left)
        self._left.setFixedWidth(250)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._left)
        layout.addLayout(right, 1)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_selected)
        self.list.itemActivated.connect(self._on_activated)
        self._file.clicked.connect(self._on_choose_file)
        self._folder.clicked.connect(self._on_choose_folder)
        self.load.clicked.connect(self._on_load)
        self._cancel.clicked.connect(self._loader.cancel)
        self._close.clicked.connect(self.close)
        self._loader.changed.connect(self._refresh)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.refused.connect(self._on_refused)
        self._bridge.model_described.connect(self._on_described)
        self._bridge.job_failed.connect(self._on_describe_failed)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Open model"))
        self.list.setAccessibleName(self.tr("Models"))
        self._file.setText(self.tr("Choose file…"))
        self._folder.setText(self.tr("Choose folder…"))
        self.load.setText(self.tr("Load"))
        self._cancel.setText(self.tr("Cancel"))
        self._close.setText(self.tr("Close"))
        self._empty.setText(
            self.tr(
                "Choose a model on the left, or drop a checkpoint here:\n"
                "a nanoGPT ckpt.pt, a Hugging Face folder, a checkpoint of a run."
            )
        )

    def _fill(self, recent: tuple[str, ...]) -> None:
        for path in dict.fromkeys((*recent, BUNDLED)):
            self._add(path, self.list.count())
        model = self._workspace.model
        if model is not None:
            self.list.setCurrentItem(self._item_of(model.key.path) or self._add(model.key.path, 0))
            self._describe(model.key.path)

    def _add(self, path: str, row: int) -> QListWidgetItem:
        item = QListWidgetItem(icon("model", "muted"), model_title(path))
        item.setData(PATH, path)
        item.setToolTip(path)
        self.list.insertItem(row, item)
        return item

    def _item_of(self, path: str) -> QListWidgetItem | None:
        items = (self.list.item(row) for row in range(self.list.count()))
        return next((item for item in items if item.data(PATH) == path), None)

    # -- card ---------------------------------------------------------------------------------------------------

    def _describe(self, path: str) -> None:
        self._path, self._may_load = path, False
        self.banner.clear()
        self._job = self._bridge.send(Describe(self._bridge.next_job(), path))
        self._refresh()

    def _on_selected(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(PATH) != self._path:
            self._describe(item.data(PATH))

    def _on_described(self, event: ModelDescribed) -> None:
        if event.job != self._job:
            return
        self.card.show_info(model_title(self._path), event.info, event.free_memory_bytes)
        self._pages.setCurrentWidget(self.card)
        self._may_load = fits(event.info, event.free_memory_bytes)
        if not self._may_load:
            self.banner.tell(self.tr("This model does not fit into the memory that is free. Take a smaller one."))
        self._refresh()

    def _on_describe_failed(self, event: JobFailed) -> None:
        if event.job == self._job:
            self._pages.setCurrentWidget(self._empty)
            self.banner.tell_failure(event)

    # -- loading ------------------------------------------------------------------------------------------------

    def _on_load(self) -> None:
        if self._may_load and self._path:
            self.banner.clear()
            self._loader.load(self._path)

    def _on_activated(self, _item: QListWidgetItem) -> None:
        self._on_load()

    def _on_loaded(self, _event: ModelLoaded) -> None:
        self.close()

    def _on_refused(self, event: JobFailed) -> None:
        if self.isVisible():
            self.banner.tell_failure(event)

    def _refresh(self) -> None:
        """The foot of the dialog: Load, or how far the loading is."""
        loading, progress = self._loader.loading, self._loader.progress
        self.load.setEnabled(self._may_load and not loading)
        for widget in (self._phase, self._bar, self._cancel):
            widget.setVisible(loading)
        known = loading and progress is not None and progress.total > 0
        self._bar.setRange(0, 1000 if known else 0)
        if progress is not None and known:
            self._bar.setValue(round(1000 * progress.done / progress.total))
        self._phase.setText(self.tr("Loading {name}…").format(name=model_title(self._loader.path)) if loading else "")

    # -- choosing -----------------------------------------------------------------------------------------------

    def _on_choose_file(self) -> None:
        self._choose(QFileDialog.FileMode.ExistingFile)

    def _on_choose_folder(self) -> None:
        self._choose(QFileDialog.FileMode.Directory)

    def _choose(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        if mode == QFileDialog.FileMode.ExistingFile:
            dialog.setNameFilters([self.tr("Checkpoints (*.pt *.safetensors *.bin *.json)"), self.tr("All files (*)")])
        if self._path and self._path != BUNDLED:
            dialog.setDirectory(str(Path(self._path).parent))
        dialog.fileSelected.connect(self.show_path)
        dialog.open()

    # -- events -------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in local_paths(event.mimeData())[:1]:
            self.show_path(path)
            event.acceptProposedAction()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
