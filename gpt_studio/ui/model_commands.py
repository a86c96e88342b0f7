"""What the Model menu does: the library, unloading, merging, export."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.models import ModelKey
from gpt_studio.store.downloads import Downloads
from gpt_studio.store.library import models_folder

from .bridge import Bridge
from .dialogs.export.dialog import ExportDialog
from .dialogs.library.dialog import ELSEWHERE, HERE, Library
from .keeper import Keeper
from .model_loader import ModelLoader, model_title
from .workspace import Workspace
from .write.generation import Generation


class ModelCommands(QObject):
    """Opens the dialogs about models; the library is made once it is asked for."""

    told = Signal(str)  # one line: what was done

    def __init__(
        self,
        bridge: Bridge,
        workspace: Workspace,
        loader: ModelLoader,
        keeper: Keeper,
        generation: Generation,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._loader = loader
        self._keeper = keeper
        self._generation = generation
        self._window = parent
        self.library: Library | None = None
        self.downloads = Downloads(models_folder(keeper.folder))
        loader.merged.connect(self._on_merged)

    def open(self) -> None:
        """The library, with the card of the loaded model."""
        model = self._workspace.model
        self.show_card(model.key.path if model is not None else "")

    def show_card(self, path: str) -> None:
        """The library with the card of `path`."""
        library = self._made()
        library.show_page(HERE)
        library.show()
        library.activateWindow()
        if path:
            library.show_path(path)

    def get(self) -> None:
        """The library, on the page that fetches models."""
        self.open()
        self._made().show_page(ELSEWHERE)

    def unload(self) -> None:
        """Give the loaded model's memory back; what is being written ends first."""
        model = self._workspace.model
        if model is not None:
            self._generation.stop()
            self._loader.unload()
            self.told.emit(self.tr("{name} unloaded").format(name=model_title(model.key.path)))

    def merge(self) -> None:
        """Have every adapter in the weights that can be."""
        model = self._workspace.model
        if model is not None:
            self._loader.merge(number for number, adapter in enumerate(model.adapters) if adapter.may_merge)

    def unmerge(self) -> None:
        """Have the weights as they were, the adapters beside them."""
        self._loader.merge(())

    def export(self) -> None:
        """Write the loaded model in another format."""
        model = self._workspace.model
        if model is not None:
            self.export_key(model.key)

    def export_key(self, key: ModelKey) -> None:
        """Write a model in another format, whether it is loaded or not."""
        ExportDialog(self._bridge, key, models_folder(self._keeper.folder), self._window).show()

    def export_path(self, path: str) -> None:
        """Write a checkpoint in another format as it would be loaded."""
        self.export_key(self._loader.key_of(path))

    def close(self) -> None:
        """Close what is open, end what is being fetched; it goes on from there the next time."""
        if self.library is not None:
            self.library.close()
        self.downloads.close()

    def _on_merged(self, event: ModelLoaded) -> None:
        names = ", ".join(adapter.name for adapter in event.adapters if adapter.merged)
        said = self.tr("merged: {names}, in {time} s").format(names=names, time=f"{event.seconds:.1f}")
        self.told.emit(said if names else self.tr("unmerged: the weights are as they were"))

    def _made(self) -> Library:
        if self.library is None:
            self.library = Library(
                self._bridge, self._workspace, self._loader, self._keeper, self.downloads, self._window
            )
            self.library.export_asked.connect(self.export_key)
            self.library.unload_asked.connect(self.unload)
        return self.library
