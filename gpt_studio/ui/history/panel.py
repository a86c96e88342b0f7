"""The history beside the text: every document and version that was ever kept, searched while one types."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.store.history.query import Query, parse_query
from gpt_studio.store.history.search import Hit
from gpt_studio.store.history.shelf import Card
from gpt_studio.ui.documents.kept import KeptDocuments
from gpt_studio.ui.icons import icon
from gpt_studio.ui.workspace import Workspace

from .deeds import Deeds
from .filters import Filters
from .listing import Listing
from .row_list import RowList
from .rows import ROW, HistoryRows, Row

TYPING_MS = 120
SETTLE_MS = 400  # between two looks at what was kept while a text is written
WIDTH = 330


class HistoryPanel(QWidget):
    """Asks the history and shows its answer; what is done to a row is in `deeds`."""

    version_asked = Signal(object)  # Hit
    document_asked = Signal(object)  # its number, which has more bits than a C int
    closed = Signal()

    def __init__(self, workspace: Workspace, kept: KeptDocuments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._kept = kept
        self._listing = Listing(workspace, kept, self)
        self.rows = HistoryRows(self)
        self.filters = Filters(self.rows, self)
        self.search = QLineEdit(self)
        self.list = RowList(self.rows, self)
        self.deeds = Deeds(kept, self)
        self._head, self._nothing = QLabel(self), QLabel(self)
        self._close, self.unfold, self.trash = QToolButton(self), QToolButton(self), QToolButton(self)
        self._typing, self._settle = self._timer(TYPING_MS), self._timer(SETTLE_MS)
        self._make()
        self._lay_out()
        self._connect()
        self._retranslate()
        self._dress()

    def refresh(self) -> None:
        """Ask anew; a question that is not answered yet is overtaken."""
        self._typing.stop()
        self._settle.stop()
        if not self._kept.usable:
            self._show([])
            return
        self._listing.ask(self.query())
        self._kept.ask(self._kept.history.choices(), self._on_choices)

    def query(self) -> Query:
        """What is asked: the conditions that are chosen, and the line that is typed."""
        base = self.filters.query() if self.unfold.isChecked() else Query()
        return parse_query(self.search.text(), replace(base, trashed=self.trash.isChecked()))

    def begin(self) -> None:
        """Take the keyboard to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_text_changed()
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._workspace.busy:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus() and self.rows.items:
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    # -- making -------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(260)
        self._head.setProperty("role", "heading")
        self._nothing.setProperty("role", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(8, 12, 8, 0)
        self.search.setClearButtonEnabled(True)
        self.unfold.setCheckable(True)
        self.trash.setCheckable(True)
        self.unfold.setProperty("kind", "fold")
        self._close.setProperty("kind", "icon")
        self.filters.hide()

    def _lay_out(self) -> None:
        head, tools = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._head, 1)
        head.addWidget(self._close)
        tools.setSpacing(4)
        tools.addWidget(self.unfold)
        tools.addStretch(1)
        tools.addWidget(self.trash)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.search)
        layout.addLayout(tools)
        layout.addWidget(self.filters)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.deeds)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_typed)
        self.search.returnPressed.connect(self._on_return)
        self.filters.changed.connect(self.refresh)
        self.unfold.toggled.connect(self._on_unfold)
        self.trash.toggled.connect(self._on_trash)
        self._close.clicked.connect(self.closed)
        self._typing.timeout.connect(self.refresh)
        self._settle.timeout.connect(self.refresh)
        self.list.clicked.connect(self._on_clicked)
        self.list.activated.connect(self._on_clicked)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.deeds.done.connect(self.refresh)
        self._listing.answered.connect(self._show)
        self._kept.kept.connect(self._on_kept)
        self._workspace.text_changed.connect(self._on_text_changed)

    def _timer(self, pause_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause_ms)
        return timer

    def _retranslate(self) -> None:
        self._head.setText(self.tr("History"))
        self.search.setPlaceholderText(self.tr("Search all versions"))
        self.search.setAccessibleName(self.tr("Search all versions"))
        self.search.setToolTip(
            self.tr(
                "Words that all occur; the last may be a beginning. “Quotation marks” keep words together.\n"
                "Conditions: model:smol  stop:eos  tag:poem  is:starred  temperature>0.9  after:2026-01-31"
            )
            .replace("“", '"')
            .replace("”", '"')
        )
        if clear := self.search.findChild(QToolButton):
            clear.setAccessibleName(self.tr("Clear the search"))
        self.list.setAccessibleName(self.tr("Documents and versions"))
        self.unfold.setText(self.tr("Filters"))
        self.trash.setText(self.tr("Trash"))
        self.trash.setToolTip(self.tr("Documents and versions that were deleted; after 30 days they are gone"))
        self._close.setToolTip(self.tr("Close the history"))
        self._close.setAccessibleName(self.tr("Close the history"))
        self._say_nothing()

    def _dress(self) -> None:
        self._close.setIcon(icon("close", "muted"))
        self.unfold.setIcon(icon("down" if self.unfold.isChecked() else "right", "muted"))
        self.unfold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    # -- what happens -------------------------------------------------------------------------------------------

    def _on_typed(self, _text: str) -> None:
        self._typing.start()

    def _on_return(self) -> None:
        """Enter opens the first version that was found."""
        if not self._typing.isActive():
            self._open(self.list.choose_first())

    def _on_unfold(self, on: bool) -> None:
        self.filters.setVisible(on)
        self._dress()
        self.refresh()

    def _on_trash(self, on: bool) -> None:
        self.deeds.show_trash(on)
        self.refresh()

    def _on_kept(self) -> None:
        if self.isVisible() and not self._settle.isActive():
            self._settle.start()

    def _on_text_changed(self) -> None:
        """The version on screen has a mark."""
        document = self._workspace.document
        shown = (self._kept.number_of(document), document.current)
        if self.isVisible() and shown != self.rows.shown:
            self.rows.shown = shown
            self.list.viewport().update()

    def _on_choices(self, answer: Future[Any]) -> None:
        if answer.exception() is None:
            self.filters.offer(answer.result())

    def _show(self, items: list[Any]) -> None:
        """Show other rows; what was chosen stays chosen while it is there."""
        self.list.show_rows(items)
        self._stack.setCurrentWidget(self.list if items else self._nothing)
        self._say_nothing()
        self.deeds.choose(self.list.chosen())

    def _say_nothing(self) -> None:
        if self._kept.history.opened.done() and not self._kept.usable:
            text = self.tr("This window has no history: another one has it, or it cannot be read.")
        elif self.trash.isChecked():
            text = self.tr("The trash is empty. Documents and versions that you delete stay here for 30 days.")
        elif not self.query().browses:
            text = self.tr("No version matches.")
        else:
            text = self.tr(
                "Every document and every version of it is kept here, and found again by its words, its model, its "
                "settings and why it stopped. Write something, and it is the first."
            )
        self._nothing.setText(text)

    def _on_current_changed(self, _index: object, _before: object) -> None:
        self.deeds.choose(self.list.chosen())

    def _on_clicked(self, index: Any) -> None:
        self._open(index.data(ROW))

    def _open(self, item: Row | None) -> None:
        if self.trash.isChecked() or item is None:
            return
        if isinstance(item, Hit):
            self.version_asked.emit(item)
        elif isinstance(item, Card):
            self.document_asked.emit(item.id)

    def _on_menu(self, point: QPoint) -> None:
        self.menu().popup(self.list.viewport().mapToGlobal(point))

    def menu(self) -> QMenu:
        """What can be done to the chosen row, as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self.deeds.findChildren(QPushButton):
            if button.isVisibleTo(self.deeds):
                action = menu.addAction(button.text())
                action.setEnabled(button.isEnabled())
                action.triggered.connect(button.click)
        return menu
