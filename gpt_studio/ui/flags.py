"""What holds now, in the words of the command table: it says which commands may be done and which are checked."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gpt_studio.store.settings import Settings

from .appearance import Appearance
from .centre import Centre
from .workspace import Workspace
from .write.page import WritePage


class Flags(QObject):
    """`changed` brings what holds from now on."""

    changed = Signal(object)  # frozenset[str]

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        page: WritePage,
        centre: Centre,
        appearance: Appearance,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._settings, self._page, self._appearance = workspace, settings, page, appearance
        self._told: frozenset[str] = frozenset()
        for signal in (
            workspace.text_changed,
            workspace.pinned_changed,
            workspace.busy_changed,
            workspace.beside_busy_changed,
            workspace.mode_changed,
            workspace.model_changed,
            workspace.switches_changed,
            workspace.loading_changed,
            page.undo.changed,
            page.views.changed,
            page.tint.changed,
            page.beside.shown,
            centre.changed,
            appearance.changed,
        ):
            signal.connect(self._on_changed)
        page.editor.cursorPositionChanged.connect(self._on_caret_moved)

    def now(self) -> frozenset[str]:
        """The flags that hold."""
        workspace, document, page = self._workspace, self._workspace.document, self._page
        at = page.editor.caret()
        adapters = () if workspace.model is None else workspace.model.adapters
        told = {
            "model": workspace.model is not None,
            "busy": workspace.running,
            "idle": not workspace.running and not workspace.merging,
            "text": bool(document.text()),
            "token": document.token_at(at) >= 0 or (at > 0 and document.token_at(at - 1) >= 0),
            "pinned": workspace.pinned >= 0,
            "versions": document.versions()[1] > 1,
            "drawn": any(node.drawn for node in document.path()),
            "undo": page.undo.can_undo() and not workspace.busy,
            "redo": page.undo.can_redo() and not workspace.busy,
            "history": self._settings.history_open,
            "side_panel": self._settings.arrangement("write").side_open,
            "beside": page.beside.is_open,
            "switched": document.switches.active,
            "mergeable": any(adapter.may_merge and not adapter.merged for adapter in adapters),
            "merged": any(adapter.merged for adapter in adapters),
            f"mode:{workspace.mode}": True,
            f"tint:{page.tint.measure}": True,
        }
        held = frozenset(name for name, holds in told.items() if holds)
        return held | page.views.flags() | self._appearance.flags()

    def _on_changed(self, _change: object = None) -> None:
        flags = self.now()
        if flags != self._told:
            self._told = flags
            self.changed.emit(flags)

    def _on_caret_moved(self) -> None:
        if not self._workspace.busy:  # tokens that come move it before the document is told of them
            self._on_changed()
