"""The files of one model with sizes and ticks; what they add up to, what is free, and Get."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from gpt_studio.protocol.fetching import FilesListed, GetFiles, HubFile
from gpt_studio.ui import theme
from gpt_studio.ui.plain import plain_tip
from gpt_studio.ui.style import restyle
from gpt_studio.ui.token_text import byte_count

FILE = Qt.ItemDataRole.UserRole
WEIGHTS = (".safetensors", ".gguf", ".bin", ".pt", ".pth")
NAME, SIZE = range(2)
WIDTH = 320


class FilesPanel(QWidget):
    """First the one button that asks for the files of what is chosen; then the files."""

    list_asked = Signal(str)  # repository
    get_asked = Signal(object)  # GetFiles

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._repo = ""
        self._endpoint = ""
        self._listed: FilesListed | None = None
        self._free = 0
        self._name, self._licence, self._note, self._sum = (QLabel(self) for _ in range(4))
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        for label in (self._name, self._licence, self._note, self._sum):
            label.setWordWrap(True)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._licence.setOpenExternalLinks(True)
        self._licence.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._note.setProperty("role", "muted")
        self.files = QTreeWidget(self)
        self.files.setColumnCount(2)
        self.files.setRootIsDecorated(False)
        self.files.setUniformRowHeights(True)
        self.files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.files.header().setStretchLastSection(False)
        self.files.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.files.header().setSectionResizeMode(SIZE, QHeaderView.ResizeMode.ResizeToContents)
        self.files.itemChanged.connect(self._on_ticked)
        self.list_button, self.get = QPushButton(self), QPushButton(self)
        self.get.setProperty("kind", "primary")
        for button in (self.list_button, self.get):
            button.setAutoDefault(False)
        self.list_button.clicked.connect(self._on_list)
        self.get.clicked.connect(self._on_get)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 0, 0, 0)
        self.setMinimumWidth(WIDTH)
        layout.setSpacing(6)
        for widget in (self._name, self._licence, self._note, self.list_button):
            layout.addWidget(widget)
        layout.addWidget(self.files, 1)
        layout.addWidget(self._sum)
        layout.addWidget(self.get)
        layout.addStretch(0)
        self._dress()
        self._retranslate()

    # -- what is shown ------------------------------------------------------------------------------------------

    def show_repo(self, repo: str) -> None:
        """Another model is chosen; its files are not known yet."""
        if repo != self._repo or self._listed is None:
            self._repo, self._listed = repo, None
            self.files.clear()
            self._refresh()

    def show_files(self, listed: FilesListed, endpoint: str, free: int) -> None:
        """Fill in the files; `free` bytes are left on the disk."""
        self._repo, self._listed, self._endpoint, self._free = listed.repo, listed, endpoint, free
        self.files.blockSignals(True)
        self.files.clear()
        self.files.addTopLevelItems([_item(found) for found in listed.files if found.kind != "other"])
        self.files.blockSignals(False)
        first = self.files.topLevelItem(0)
        if first is not None:
            self.files.setCurrentItem(first)
        self._refresh()

    def show_busy(self, busy: bool) -> None:
        """While an answer is awaited nothing else is asked."""
        self.list_button.setEnabled(bool(self._repo) and not busy)

    def chosen(self) -> list[HubFile]:
        """What is ticked."""
        items = (self.files.topLevelItem(row) for row in range(self.files.topLevelItemCount()))
        return [item.data(NAME, FILE) for item in items if item and item.checkState(NAME) == Qt.CheckState.Checked]

    # -- slots --------------------------------------------------------------------------------------------------

    def _on_list(self) -> None:
        self.list_asked.emit(self._repo)

    def _on_get(self) -> None:
        listed, chosen = self._listed, self.chosen()
        if listed is not None and chosen:
            pickles = any(found.kind == "pickle" for found in chosen)
            files = tuple(found.file for found in chosen)
            asked = GetFiles(self._endpoint, listed.repo, listed.revision, listed.licence, files, pickles)
            self.get_asked.emit(asked)

    def _on_ticked(self, _item: QTreeWidgetItem, _column: int) -> None:
        self._refresh_sum()

    def _refresh(self) -> None:
        known = self._listed is not None
        self._name.setText(self._repo)
        self._name.setVisible(bool(self._repo))
        self.list_button.setVisible(bool(self._repo) and not known)
        self._licence.setVisible(known)
        self._note.setVisible(known)
        for widget in (self.files, self._sum, self.get):
            widget.setVisible(known)
        if self._listed is not None:
            self._show_licence(self._listed)
            self._note.setText(" ".join(self._notes(self._listed)))
            self._note.setVisible(bool(self._note.text()))
            self._refresh_sum()

    def _show_licence(self, listed: FilesListed) -> None:
        name = _escaped(listed.licence) or self.tr("not stated")
        link = f'<a href="{_escaped(listed.licence_link)}">{name}</a>'
        self._licence.setText(
            self.tr("Licence: {licence} · commit {commit}").format(licence=link, commit=listed.revision[:8])
        )
        self._licence.setToolTip(plain_tip(listed.licence_link))

    def _notes(self, listed: FilesListed) -> list[str]:
        notes: list[str] = []
        if listed.gated:
            notes.append(
                self.tr("Its authors ask for an account: accept their conditions on its page and set HF_TOKEN.")
            )
        kinds = {found.kind for found in listed.files if found.file.name.endswith(WEIGHTS)}
        if kinds == {"pickle"}:
            notes.append(self.tr("It has pickled weights only; those that are ticked are read by the safe loader."))
        others = sum(found.kind == "other" for found in listed.files)
        if others:
            notes.append(self.tr("%n other file(s), such as programs, are never fetched.", "", others))
        return notes

    def _refresh_sum(self) -> None:
        chosen = self.chosen()
        size = sum(found.file.bytes for found in chosen)
        fits, weights = size < self._free, any(found.file.name.endswith(WEIGHTS) for found in chosen)
        files = self.tr("%n file(s)", "", len(chosen))
        text = self.tr("{files}, {size}; {free} are free").format(
            files=files, size=byte_count(size), free=byte_count(self._free)
        )
        if not weights:
            text = self.tr("No weights are chosen.")
        elif not fits:
            text = self.tr("{text}: this does not fit").format(text=text)
        self._sum.setText(text)
        restyle(self._sum, role="muted" if fits and weights else "error")
        self.get.setEnabled(fits and weights)
        self.get.setText(self.tr("Get {size}").format(size=byte_count(size)) if weights else self.tr("Get"))

    def _dress(self) -> None:
        """Boxes to tick that can be seen: on a transparent list Fusion draws them black, in the dark edgeless."""
        self.files.setStyleSheet(
            f"QTreeWidget {{ background: {theme.color('surface').name()}; border-radius: 6px; }}"
            f"QTreeWidget::indicator:unchecked {{ border: 1px solid {theme.color('muted').name()};"
            " border-radius: 3px; width: 11px; height: 11px; }"
        )

    def _retranslate(self) -> None:
        self.list_button.setText(self.tr("Show its files"))
        self.files.setHeaderLabels([self.tr("File"), self.tr("Size")])
        self.files.headerItem().setTextAlignment(SIZE, Qt.AlignmentFlag.AlignRight)
        self.files.setAccessibleName(self.tr("Files of the model"))
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)


def _item(found: HubFile) -> QTreeWidgetItem:
    item = QTreeWidgetItem([found.file.name, byte_count(found.file.bytes)])
    item.setData(NAME, FILE, found)
    item.setCheckState(NAME, Qt.CheckState.Checked if found.chosen else Qt.CheckState.Unchecked)
    item.setTextAlignment(SIZE, Qt.AlignmentFlag.AlignRight)
    item.setToolTip(NAME, plain_tip(found.file.name))
    return item


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
