"""Which folders are looked through for models."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from .watching import Watching


class WatchedFolders(QDialog):
    """Add, remove; what is chosen takes effect at once. Files stay where they are."""

    def __init__(self, watching: Watching, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._watching = watching
        self.resize(560, 300)
        self._what = QLabel(self)
        self._what.setWordWrap(True)
        self._what.setProperty("role", "muted")
        self.list = QListWidget(self)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.add, self.remove, self._close = QPushButton(self), QPushButton(self), QPushButton(self)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self._close.clicked.connect(self.close)
        self.list.itemSelectionChanged.connect(self._refresh)
        watching.changed.connect(self._fill)
        foot = QHBoxLayout()
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self._what)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        self._retranslate()
        self._fill()

    def take(self, folder: str) -> None:
        """Watch one more folder."""
        self._watching.set_folders((*self._watching.folders, folder))
        self._fill()

    def _fill(self) -> None:
        folders = list(self._watching.folders)
        if folders != [self.list.item(row).text() for row in range(self.list.count())]:
            self.list.clear()
            self.list.addItems(folders)
        for row, folder in enumerate(folders):
            refused = folder in self._watching.shelf.unreadable
            self.list.item(row).setToolTip(self.tr("This folder cannot be read.") if refused else folder)
        self._refresh()

    def _refresh(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    def _on_add(self) -> None:
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def _on_remove(self) -> None:
        removed = {item.text() for item in self.list.selectedItems()}
        self._watching.set_folders(folder for folder in self._watching.folders if folder not in removed)
        self._fill()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Watched folders"))
        self._what.setText(
            self.tr(
                "Models in these folders and the folders below them are listed. They are found by the names of their "
                "files; nothing is changed."
            )
        )
        self.list.setAccessibleName(self.tr("Watched folders"))
        self.add.setText(self.tr("Add folder…"))
        self.remove.setText(self.tr("Do not watch"))
        self._close.setText(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
