"""The left side of the library: a search field, the list, and the ways to a model that is not in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gpt_studio.ui.plain import plain
from gpt_studio.ui.workspace import Workspace

from .model_list import ModelList
from .rows import rows_of
from .watching import Watching

WIDTH = 310


class ShelfPanel(QWidget):
    """Lists what `watching` finds. `recent` and the loaded model are read when the list is filled."""

    file_asked = Signal()
    folder_asked = Signal()
    watched_asked = Signal()

    def __init__(self, workspace: Workspace, watching: Watching, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._watching = watching
        self.recent: tuple[str, ...] = ()
        self._extra: tuple[str, ...] = ()
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.list = ModelList(self)
        self._nothing = QLabel(self)
        self._nothing.setWordWrap(True)
        self._nothing.setProperty("role", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(12, 28, 12, 0)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        self._state = QLabel(self)
        plain(self._state, self._nothing)
        self._state.setProperty("role", "muted")
        self._state.setWordWrap(True)
        self.file, self.folder, self.watched, self.again = (QPushButton(self) for _ in range(4))
        self._lay_out()
        self.search.textChanged.connect(self._on_search)
        self.file.clicked.connect(self.file_asked)
        self.folder.clicked.connect(self.folder_asked)
        self.watched.clicked.connect(self.watched_asked)
        self.again.clicked.connect(self.look)
        watching.changed.connect(self.fill)
        workspace.model_changed.connect(self._on_model_changed)
        self._retranslate()

    def _lay_out(self) -> None:
        for button in (self.file, self.folder, self.watched, self.again):
            button.setAutoDefault(False)
        for button in (self.watched, self.again):
            button.setProperty("kind", "link")
        links, choose = QHBoxLayout(), QHBoxLayout()
        links.addWidget(self.watched)
        links.addStretch(1)
        links.addWidget(self.again)
        choose.setSpacing(8)
        choose.addWidget(self.file, 1)
        choose.addWidget(self.folder, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 14, 12, 14)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._state)
        layout.addLayout(links)
        layout.addLayout(choose)

    def look(self) -> None:
        """Look around for models."""
        model = self._workspace.model
        self._watching.look((*self._extra, *self.recent, *([model.key.path] if model else []), "bundled"))

    def show_path(self, path: str) -> None:
        """Choose a model; one that is in no group yet is listed as a recent one."""
        if self.list.rows.row_of(path) < 0:
            self.search.clear()
            self._extra = (path, *self._extra)
            self.fill()
        self.list.choose(path)

    def forget(self, path: str) -> None:
        """Take a path out of those that were chosen here."""
        self._extra = tuple(known for known in self._extra if known != path)

    def fill(self) -> None:
        """List what is known now."""
        model = self._workspace.model
        recent = dict.fromkeys((*self._extra, *self.recent))
        listed = {f.path for f in (*self._watching.shelf.watched, *self._watching.shelf.runs)}
        recent = [path for path in recent if path in self.recent or path not in listed]
        self.list.show_rows(rows_of(model.key.path if model else "", recent, self._watching.shelf))
        self._show_state()

    def _show_state(self) -> None:
        shelf = self._watching.shelf
        said: list[str] = []
        if self._watching.looking:
            said.append(self.tr("Looking for models…"))
        elif shelf.cut:
            said.append(self.tr("There is more than is listed; watch smaller folders."))
        if shelf.unreadable:
            said.append(self.tr("%n watched folder(s) cannot be read.", "", len(shelf.unreadable)))
        self._state.setText(" ".join(said))
        self._state.setVisible(bool(said))
        self._nothing.setText(self.tr("Nothing matches “{text}”.").format(text=self.search.text()))
        self._stack.setCurrentIndex(0 if self.list.count() else 1)

    def _on_search(self, text: str) -> None:
        self.list.search(text)
        self._show_state()

    def _on_model_changed(self, _model: object) -> None:
        self.fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search field down into the list; Enter takes the first that is found."""
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.count():
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                self.list.choose_first()
            event.accept()
            return
        super().keyPressEvent(event)

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Search by name, family or folder"))
        self.search.setAccessibleName(self.tr("Search the models"))
        self.list.setAccessibleName(self.tr("Models"))
        self.file.setText(self.tr("Choose file…"))
        self.folder.setText(self.tr("Choose folder…"))
        self.watched.setText(self.tr("Watched folders…"))
        self.again.setText(self.tr("Look again"))
        self.fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
