"""A saved view opened again: the model is checked, its text becomes the document, then its page shows it as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.store.document import Document

from .documents.text_files import TextFiles
from .leaving.sidecar import SUFFIX, SavedView, read_view
from .leaving.version import version_of
from .look_inside.panel import LookInsidePanel
from .model_loader import ModelLoader, model_name
from .workspace import Workspace
from .write.page import WritePage


class SavedViews(QObject):
    """One at a time. The version with which it was saved comes back whole, drawn tokens with what was said of them.

    Typed text is tokenised again; where that gives other ids, or text was drawn and no version is told, the ids stand.

    Undo brings the document before back.
    """

    told = Signal(str)
    failed = Signal(str)
    inspector_asked = Signal(int)  # the token that is shown in the inspector

    def __init__(
        self,
        workspace: Workspace,
        loader: ModelLoader,
        files: TextFiles,
        page: WritePage,
        panel: LookInsidePanel,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._loader, self._files, self._page, self._panel = workspace, loader, files, page, panel
        self._window = parent
        self._saved: SavedView | None = None  # on its way
        self._document: Document | None = None  # that was made for it
        workspace.model_changed.connect(self._go_on)
        workspace.text_changed.connect(self._go_on)
        loader.refused.connect(self._give_up)

    def open(self) -> None:
        """Ask for the JSON beside a saved view, and show it."""
        dialog = QFileDialog(self._window)
        dialog.setNameFilters([self.tr("Saved view (*{suffix})").format(suffix=SUFFIX), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: str) -> None:
        """Show the view that the JSON at `path` describes. What it is refused for is one line."""
        try:
            saved = read_view(Path(path))
            self._check(saved)
            place = self._page.why if saved.kind == "attribution" else self._panel
            place.check_view(saved)
            version_of(saved)
        except StudioError as error:
            self.failed.emit(error.one_line())
            return
        if self._workspace.busy:
            self._page.generation.stop_for_edit()
        self._saved, self._document = saved, None
        self._go_on()

    def _check(self, saved: SavedView) -> None:
        """Raise StudioError where the loaded model is not the one with which it was saved."""
        model = self._workspace.model
        if model is None:
            raise StudioError(
                "no_model", f"{saved.file.name} needs the model with which it was saved", expected=saved.key.path,
                found="no model", remedy="Open that model first, then the view",
            )  # fmt: skip
        saved.check(model.key)

    def _give_up(self, _failure: object = None) -> None:
        self._saved = None

    def _go_on(self, _changed: object = None) -> None:
        """The next step as far as the engine has come: the precision, the document, its tokens, the view."""
        saved, workspace = self._saved, self._workspace
        if saved is None or workspace.model is None or workspace.loading:
            return
        key = workspace.model.key
        if key.dtype != saved.key.dtype:
            workspace.ask_to_load(replace(key, dtype=saved.key.dtype))
            return
        if not saved.ids:
            self._show(saved, -1)
        elif self._document is None:
            self._put(_first(saved, model_name(workspace.model)))
        elif workspace.document is not self._document:  # something else was opened meanwhile
            self._give_up()
        elif workspace.document.is_scored():
            ids = tuple(token.record.id for token in workspace.document.tokens())
            if ids == saved.ids:
                self._show(saved, 0)
            elif ids == saved.ids[saved.front :]:
                self._show(saved, -saved.front)
            else:
                self._put(_drawn(saved, model_name(workspace.model)))

    def _put(self, document: Document) -> None:
        self._document = document
        self._files.put(document)

    def _show(self, saved: SavedView, shift: int) -> None:
        """The view itself; `shift` leads from a token of the view to that of the document."""
        self._saved = None
        why = saved.kind == "attribution"
        pinned = (self._page.why if why else self._panel).show_view(saved)
        if pinned >= 0:
            self._workspace.set_pinned(max(pinned + shift, 0))
        if why:
            self.inspector_asked.emit(self._workspace.pinned)
        self.told.emit(self.tr("{name} opened").format(name=saved.file.name))


def _first(saved: SavedView, model: str) -> Document:
    """The document with which the view was saved, else what its ids and texts tell of it."""
    document = version_of(saved)
    if document is not None:
        document.set_model(model)
        return document
    return _drawn(saved, model) if saved.seed is not None else _typed(saved)


def _typed(saved: SavedView) -> Document:
    document = Document("".join(saved.tokens))
    document.switches = saved.switches
    return document


def _drawn(saved: SavedView, model: str) -> Document:
    """The very ids, as a span that this model drew."""
    document = Document()
    document.switches = saved.switches
    document.set_model(model)
    node = document.begin_drawn({"model": model, "seed": saved.seed} if saved.seed is not None else {"model": model})
    pairs = zip(saved.ids[saved.front :], saved.tokens[saved.front :], strict=True)
    document.extend(node, [TokenRecord(i, text, text.encode(), at) for at, (i, text) in enumerate(pairs, saved.front)])
    return document
