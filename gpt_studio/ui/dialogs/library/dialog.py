"""The model library: what is on this machine, the card of one, Load; and, beside it, the page that fetches models."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.store.downloads import Downloads
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.dialogs.get_models.page import GetModels
from gpt_studio.ui.drops import local_paths
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.model_loader import ModelLoader
from gpt_studio.ui.workspace import Workspace

from .card_panel import CardPanel
from .facts import FactsDialog
from .shelf_panel import ShelfPanel
from .watched_folders import WatchedFolders
from .watching import Watching

HERE, ELSEWHERE = range(2)


class Library(QDialog):
    """Does not block the window. Made once; each time it is shown it looks around again."""

    export_asked = Signal(object)  # ModelKey
    unload_asked = Signal()

    def __init__(
        self,
        bridge: Bridge,
        workspace: Workspace,
        loader: ModelLoader,
        keeper: Keeper,
        downloads: Downloads,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._keeper = keeper
        self.setAcceptDrops(True)
        self.resize(960, 660)
        self.watching = Watching(keeper.settings, keeper.folder, self)
        self.shelf = ShelfPanel(workspace, self.watching, self)
        self.panel = CardPanel(bridge, workspace, loader, self)
        self.get = GetModels(downloads, self)
        self.get.set_mirror(keeper.settings.hub_mirror)
        self._lay_out()
        self._connect(loader)
        self._retranslate()

    def _lay_out(self) -> None:
        """Two pages below a switch."""
        switch = QFrame(self)
        switch.setProperty("role", "switch")
        inside = QHBoxLayout(switch)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.setSpacing(2)
        self.segments = QButtonGroup(self)
        for number in range(2):
            button = QToolButton(switch)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            self.segments.addButton(button, number)
            inside.addWidget(button)
        self.segments.button(HERE).setChecked(True)
        machine = QWidget(self)
        sides = QHBoxLayout(machine)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        sides.addWidget(self.shelf)
        sides.addWidget(self.panel, 1)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(machine)
        self.pages.addWidget(self.get)
        top = QHBoxLayout()
        top.setContentsMargins(12, 10, 12, 10)
        top.addWidget(switch)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.pages, 1)

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
        self.segments.idClicked.connect(self.show_page)
        self.get.got.connect(self.show_path)
        self.get.arrived.connect(self._on_arrived)
        self.get.mirror_changed.connect(self._on_mirror_changed)
        loader.loaded.connect(self._on_loaded)

    # -- what others ask ----------------------------------------------------------------------------------------

    def show_path(self, path: str) -> None:
        """Choose a model and show its card."""
        self.show_page(HERE)
        self.shelf.recent = self._keeper.settings.recent_models
        self.shelf.show_path(path)
        self._on_chosen(path)

    def show_page(self, page: int) -> None:
        """HERE: what is on this machine; ELSEWHERE: what can be fetched."""
        self.segments.button(page).setChecked(True)
        self.pages.setCurrentIndex(page)

    # -- slots --------------------------------------------------------------------------------------------------

    def _on_chosen(self, path: str) -> None:
        self.panel.show_path(path, may_forget=path in self.shelf.recent and path != BUNDLED)

    def _on_activated(self, path: str) -> None:
        if path == self.panel.path:
            self.panel.load()

    def _on_loaded(self, event: ModelLoaded) -> None:
        """What was loaded from here closes it; the model of the start, or of a drop elsewhere, does not."""
        if event.key.path == self.panel.path and self.pages.currentIndex() == HERE:
            self.close()

    def _on_arrived(self, _path: str) -> None:
        self.watching.look_again()

    def _on_mirror_changed(self, address: str) -> None:
        self._keeper.settings.hub_mirror = address
        self._keeper.settings_changed()

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
        self.segments.button(HERE).setText(self.tr("On this machine"))
        self.segments.button(ELSEWHERE).setText(self.tr("Get models"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
