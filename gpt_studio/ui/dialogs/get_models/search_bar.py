"""What to search for, and at which address: the hub, or a mirror that is named here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gpt_studio.protocol.fetching import HUB
from gpt_studio.store.downloads import default_endpoint


class SearchBar(QWidget):
    """Nothing connects before `search_asked`, which a press of Search or Enter in the field brings."""

    search_asked = Signal()
    mirror_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.mirror = QLineEdit(self), QLineEdit(self)
        self.text.setClearButtonEnabled(True)
        self.search, self.settings = QPushButton(self), QPushButton(self)
        self.settings.setCheckable(True)
        self.settings.setProperty("kind", "link")
        for button in (self.search, self.settings):
            button.setAutoDefault(False)
        self._where, self._token, self._mirror_name = QLabel(self), QLabel(self), QLabel(self)
        for label in (self._where, self._token):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self._mirror_name.setBuddy(self.mirror)
        self._folded = QWidget(self)
        self._lay_out()
        self._folded.hide()
        self._busy = False
        self.settings.toggled.connect(self._folded.setVisible)
        self.search.clicked.connect(self._on_search)
        self.text.returnPressed.connect(self._on_search)
        self.text.textChanged.connect(self._refresh)
        self.mirror.textChanged.connect(self._refresh)
        self.mirror.editingFinished.connect(self._on_mirror_edited)
        self._retranslate()

    @property
    def endpoint(self) -> str:
        """The address that would be connected to: the mirror's, else HF_ENDPOINT, else the hub's."""
        written = self.mirror.text().strip().rstrip("/")
        if not written:
            return default_endpoint()
        return written if "://" in written else f"https://{written}"

    def show_busy(self, busy: bool) -> None:
        """While an answer is awaited nothing else is asked."""
        self._busy = busy
        self._refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.search)
        row.addWidget(self.settings)
        form = QFormLayout(self._folded)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(6)
        form.addRow(self._mirror_name, self.mirror)
        form.addRow(self._token)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._folded)
        layout.addWidget(self._where)

    def _on_search(self) -> None:
        if self.search.isEnabled():
            self.search_asked.emit()

    def _on_mirror_edited(self) -> None:
        self.mirror_changed.emit(self.mirror.text().strip())

    def _refresh(self) -> None:
        self.search.setEnabled(bool(self.text.text().strip()) and not self._busy)
        self._where.setText(self.tr("Search connects to {address}.").format(address=self.endpoint))

    def _retranslate(self) -> None:
        self.text.setPlaceholderText(self.tr("Name of a model on the Hugging Face hub"))
        self.text.setAccessibleName(self.tr("Name of a model on the Hugging Face hub"))
        self.search.setText(self.tr("Search"))
        self.settings.setText(self.tr("Settings…"))
        self._mirror_name.setText(self.tr("Mirror"))
        self.mirror.setPlaceholderText(default_endpoint())
        self.mirror.setToolTip(self.tr("The address of a mirror of the hub. Empty: HF_ENDPOINT, or the hub itself."))
        self.mirror.setAccessibleName(self.tr("Address of a mirror"))
        self._token.setText(
            self.tr("A token (HF_TOKEN) is sent to {hub} only, never to a mirror. No telemetry is sent.").format(
                hub=HUB
            )
        )
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
