"""The tree of versions in a small window beside the document: a click, or Enter, shows a version."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QEvent, QModelIndex, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.store.history.search import Hit
from gpt_studio.ui.documents.kept import KeptDocuments
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.editor import Editor

from .model import VersionModel

PAUSE_MS = 200
WIDTHS = (320, 64, 120, 230)


class VersionTree(QDialog):
    """Follows the document while it is open. Nothing is chosen while the model writes."""

    def __init__(self, workspace: Workspace, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor = editor
        self._told: tuple[object, ...] = ()
        self._kept: KeptDocuments | None = None
        self.model = VersionModel(self)
        self.view = QTreeView(self)
        self.star, self.trash = QPushButton(self), QPushButton(self)
        self._hint = QLabel(self)
        self._hint.setProperty("role", "muted")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        self._retranslate()
        self.view.activated.connect(self._on_chosen)
        self.view.clicked.connect(self._on_chosen)
        self.star.clicked.connect(self._on_star)
        self.trash.clicked.connect(self._on_trash)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.view, self._on_trash)
        workspace.text_changed.connect(self._later)
        workspace.busy_changed.connect(self._on_changed)

    trash_asked = Signal(object, int)  # document, span

    def follow(self, kept: KeptDocuments) -> None:
        """Show and set the stars that the history keeps."""
        self._kept = kept
        kept.kept.connect(self._ask_stars)

    def open_tree(self) -> None:
        """Show it with the version on screen selected."""
        self.show()
        self.activateWindow()
        self.refresh()
        self.view.setFocus()

    def refresh(self) -> None:
        """Take the tree as it is now, and select where the version on screen ends."""
        document = self._workspace.document
        self._told = (document, document.remade)
        self.model.show(document)
        self.view.expandAll()
        here = self.model.index_of(document.current)
        self.view.setCurrentIndex(here)
        self.view.scrollTo(here, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._ask_stars()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self._workspace.busy:
            self._editor.show_version(self.model.node_at(index))

    def _ask_stars(self) -> None:
        if self._kept is not None and self._kept.usable and self.isVisible():
            number = self._kept.number_of(self._workspace.document)
            self._kept.ask(self._kept.history.versions(number), self._on_versions)

    def _on_versions(self, answer: Future[list[Hit]]) -> None:
        """A history that cannot be read has no stars to show; the window says so elsewhere."""
        if answer.exception() is None:
            self.model.set_stars(frozenset(hit.node for hit in answer.result() if hit.starred))

    def _on_star(self) -> None:
        """Put a star on the row, or take it off."""
        index = self.view.currentIndex()
        if self._kept is None or not self._kept.usable or not index.isValid():
            return
        node, number = self.model.node_at(index), self._kept.number_of(self._workspace.document)
        self._kept.write()
        answer = self._kept.history.star(number, node, on=not self.model.is_starred(node))
        self._kept.ask(answer, self._on_starred)

    def _on_trash(self) -> None:
        """The branch of the row to the trash."""
        index = self.view.currentIndex()
        if self._kept is not None and index.isValid() and not self._workspace.busy:
            number = self._kept.number_of(self._workspace.document)
            self.trash_asked.emit(number, self.model.node_at(index))

    def _on_starred(self, _answer: Future[None]) -> None:
        self._ask_stars()

    def _on_changed(self, _change: object) -> None:
        self._later()

    def _later(self) -> None:
        """Tokens that are appended change no row; all else is shown after a pause."""
        document = self._workspace.document
        if self.isVisible() and not self._workspace.busy and self._told != (document, document.remade):
            self._timer.start()

    def _lay_out(self) -> None:
        self.resize(900, 460)
        self.view.setModel(self.model)
        self.view.setUniformRowHeights(True)
        self.view.setProperty("kind", "rows")
        self.view.setAllColumnsShowFocus(True)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setIndentation(18)
        header = self.view.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate(WIDTHS):
            header.resizeSection(column, width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self._hint)
        layout.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.star)
        foot.addStretch(1)
        foot.addWidget(self.trash)
        layout.addLayout(foot)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Versions"))
        self.view.setAccessibleName(self.tr("Tree of versions"))
        self.star.setText(self.tr("Star on, star off"))
        self.star.setToolTip(self.tr("Marks the chosen version; the history can show starred ones only."))
        self.trash.setText(self.tr("Move to the trash"))
        self.trash.setToolTip(self.tr("The chosen version, with all that grew from it; Undo brings it back. (Delete)"))
        self._hint.setText(
            self.tr("Every span of the document; bold is on screen. Click one, or press Enter on it, to show it.")
        )
