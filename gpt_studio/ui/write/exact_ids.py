"""The exact ids that are sent: every token of the version on screen with its place, id and text, and how many."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.store.conversation import is_frame
from gpt_studio.store.document import Document, Token
from gpt_studio.ui import theme
from gpt_studio.ui.icons import icon
from gpt_studio.ui.token_text import visible_token
from gpt_studio.ui.workspace import Workspace

HEIGHT = 190
WIDTHS = {0: 64, 1: 84, 3: 230}


class ExactIds(QFrame):
    """A pane beneath the document. Hidden, it does no work."""

    closed = Signal()
    token_clicked = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setProperty("role", "panel")
        self._said = QLabel(self)
        self._said.setProperty("role", "muted")
        self.copy = QPushButton(self)
        self.copy.setProperty("kind", "link")
        self._close = QToolButton(self)
        self._close.setProperty("kind", "icon")
        self.rows = IdRows(self)
        self.table = QTableView(self)
        self.table.setModel(self.rows)
        self.table.setShowGrid(False)
        self.table.setProperty("kind", "rows")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(22)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, width)
        self.table.setFont(theme.mono_font(10))
        head = QHBoxLayout()
        head.setContentsMargins(6, 4, 8, 0)
        head.addWidget(self._said, 1)
        head.addWidget(self.copy)
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 0, 0, 6)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.table)
        self.setFixedHeight(HEIGHT)
        self.copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.closed)
        self.table.clicked.connect(self._on_clicked)
        workspace.text_changed.connect(self.refresh)
        workspace.pinned_changed.connect(self._on_pinned)
        self._retranslate()
        self.hide()

    def refresh(self) -> None:
        """Show the version on screen; while a part of it is not read yet, its ids are not known."""
        if self.isHidden():
            return
        document = self._workspace.document
        known = document.is_scored() and self._workspace.model is not None
        self.rows.show(document, known=known)
        self.copy.setEnabled(known)
        count = len(document.tokens())
        self._said.setText(
            self.tr("%n token(s) are sent, exactly these", "", count) if known else self.tr("The text is not read yet")
        )

    def _on_copy(self) -> None:
        ids = [token.record.id for token in self._workspace.document.tokens()]
        QGuiApplication.clipboard().setText(str(ids))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._workspace.set_pinned(index.row())
        self.token_clicked.emit(index.row())

    def _on_pinned(self, index: int) -> None:
        if not self.isHidden() and 0 <= index < self.rows.rowCount():
            self.table.selectRow(index)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.copy.setText(self.tr("Copy ids"))
        self._close.setIcon(icon("close", "muted"))
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))
        self.table.setAccessibleName(self.tr("Ids that are sent"))
        self.rows.set_heads(
            (self.tr("Place"), self.tr("Id"), self.tr("Text"), self.tr("Origin")),
            {
                "front": self.tr("put in front by the tokenizer"),
                "template": self.tr("by the chat template"),
                "drawn": self.tr("drawn"),
                "text": self.tr("text"),
            },
        )
        self.refresh()


class IdRows(QAbstractTableModel):
    """One row a token; while tokens are only appended, only these are looked at."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._tokens: list[Token] = []
        self._shown: tuple[Document, int] | None = None  # and how often it was remade
        self._heads: tuple[str, ...] = ()
        self._origins: dict[str, str] = {}

    def set_heads(self, heads: tuple[str, ...], origins: dict[str, str]) -> None:
        self._heads, self._origins = heads, origins
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, len(heads) - 1))

    def show(self, document: Document, *, known: bool) -> None:
        """The tokens of a document's version, or none."""
        tokens = list(document.tokens()) if known else []
        appended = self._shown == (document, document.remade) and known
        same = len(self._tokens) if appended else _alike(tokens, self._tokens)
        self._document, self._shown = document, (document, document.remade) if known else None
        if same < len(self._tokens):
            self.beginRemoveRows(QModelIndex(), same, len(self._tokens) - 1)
            self._tokens = self._tokens[:same]
            self.endRemoveRows()
        if same < len(tokens):
            self.beginInsertRows(QModelIndex(), same, len(tokens) - 1)
            self._tokens = tokens
            self.endInsertRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._tokens)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        token = self._tokens[index.row()]
        return (index.row(), token.record.id, visible_token(token.record), self._origin(token))[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal and self._heads:
            return self._heads[section]
        return None

    def _origin(self, token: Token) -> str:
        if self._document is None:
            return ""
        if token.drawn:
            return self._origins["template" if is_frame(self._document.node(token.node)) else "drawn"]
        return self._origins["front" if token.node == 0 else "text"]


def _alike(some: list[Token], others: list[Token]) -> int:
    """How many tokens are the same at the beginning of both."""
    pairs = zip(some, others, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if _row(a) != _row(b)), min(len(some), len(others)))


def _row(token: Token) -> tuple[object, ...]:
    return token.record.id, token.start, token.end, token.node, token.drawn
