"""The model library: what is on this machine, the card of one, Load."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QWidget

from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.drops import local_paths
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.model_loader import ModelLoader
from gpt_studio.ui.workspace import Workspace

from .card_panel import CardPanel
from .facts import FactsDialog
from .shelf_panel import ShelfPanel
from .watched_folders import WatchedFolders
from .watching import Watching


class Library(QDialog):
    """Does not block the window. Made once; each time it is shown it looks around again."""

    export_asked = Signal(object)  # ModelKey
    unload_asked = Signal()

    def __init__(
        self, bridge: Bridge, workspace: Workspace, loader: ModelLoader, keeper: Keeper, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._keeper = keeper
        self.setAcceptDrops(True)
        self.resize(940, 620)
        self.watching = Watching(keeper.settings, keeper.folder, self)
        self.shelf = ShelfPanel(workspace, self.watching, self)
        self.panel = CardPanel(bridge, workspace, loader, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.shelf)
        layout.addWidget(self.panel, 1)
        self._connect(loader)
        self._retranslate()

    def _connect(self, loader: ModelLoader) -> None:
        self.shelf.list.chosen.connect(self._on_chosen)
        self.shelf.list.activated_path.connect(self._on_activated)
        self.shelf.file_asked.connect(self._on_choose_file)
        self.shelf.folder_asked.connect(self._on_choose_folder)
        self.shelf.watched_asked.connect(self._on_watched)
        self.watching.changed.connect(self._keeper.settings_changed)
        self.panel.foot.close_.clicked.connect(self.close)
        self.panel.facts_asked.connect(self._on_facts)
        self.panel.export_asked.connect(self.export_asked)
        self.panel.forget_asked.connect(self._on_forget)
        self.panel.put_on_asked.connect(self.show_path)
        self.panel.unload_asked.connect(self.unload_asked)
        loader.loaded.connect(self._on_loaded)

    # -- what others ask ----------------------------------------------------------------------------------------

    def show_path(self, path: str) -> None:
        """Choose a model and show its card."""
        self.shelf.recent = self._keeper.settings.recent_models
        self.shelf.show_path(path)
        self._on_chosen(path)

    # -- slots --------------------------------------------------------------------------------------------------

    def _on_chosen(self, path: str) -> None:
        self.panel.show_path(path, may_forget=path in self.shelf.recent and path != BUNDLED)

    def _on_activated(self, path: str) -> None:
        if path == self.panel.path:
            self.panel.load()

    def _on_loaded(self, _event: ModelLoaded) -> None:
        self.close()

    def _on_forget(self, path: str) -> None:
        self._keeper.settings.forget_recent(path)
        self._keeper.settings_changed()
        self.shelf.recent = self._keeper.settings.recent_models
        self.shelf.forget(path)
        self.shelf.fill()
        self.panel.clear()

    def _on_facts(self, path: str) -> None:
        FactsDialog(self._bridge, path, self).show()

    def _on_watched(self) -> None:
        WatchedFolders(self.watching, self).open()

    def _on_choose_file(self) -> None:
        self._choose(QFileDialog.FileMode.ExistingFile)

    def _on_choose_folder(self) -> None:
        self._choose(QFileDialog.FileMode.Directory)

    def _choose(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        if mode == QFileDialog.FileMode.ExistingFile:
            known = self.tr("Checkpoints (*.gguf *.safetensors *.pt *.pth *.bin *.json)")
            dialog.setNameFilters([known, self.tr("All files (*)")])
        if self.panel.path and self.panel.path != BUNDLED:
            dialog.setDirectory(str(Path(self.panel.path).parent))
        dialog.fileSelected.connect(self.show_path)
        dialog.open()

    # -- events -------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shelf.recent = self._keeper.settings.recent_models
        self.shelf.fill()
        self.shelf.look()
        self.shelf.search.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.watching.rest()
        super().hideEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in local_paths(event.mimeData())[:1]:
            self.show_path(path)
            event.acceptProposedAction()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Models"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
