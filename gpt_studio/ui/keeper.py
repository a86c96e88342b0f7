"""What outlives the window: settings, written in the background soon after they change, and the documents."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from gpt_studio.store.background_writer import BackgroundWriter
from gpt_studio.store.history.opening import Notice
from gpt_studio.store.settings import SETTINGS_FILE, encode_settings, load_settings

from .documents.kept import PAUSE_MS, KeptDocuments, said
from .workspace import Workspace


class Keeper(QObject):
    """Reads the settings and opens the history at the start; `close` writes both and ends their threads."""

    failed = Signal(str)

    def __init__(self, folder: Path, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.settings, line = load_settings(folder / SETTINGS_FILE)
        self.said = [line] if line else []  # what could not be read, to be told once there is a window
        self.documents = KeptDocuments(folder, workspace, self)
        self._written = encode_settings(self.settings)
        self._writer = BackgroundWriter()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.write_settings)

    def restore_document(self, first_text: str = "") -> None:
        """Have the document of the last time on screen soon, or `first_text`, and keep it from then on."""
        self.documents.restored.connect(self._on_restored)
        self.documents.restore(first_text)

    def settings_changed(self) -> None:
        """Write the settings soon."""
        if not self._timer.isActive():
            self._timer.start()

    def write_settings(self) -> None:
        """Hand the settings to the writer, if they differ from what was written."""
        data = encode_settings(self.settings)
        if data != self._written:
            self._written = data
            self._writer.write(self.folder / SETTINGS_FILE, data)
        error = self._writer.take_error()
        if error:
            self.failed.emit(error)

    def close(self) -> None:
        """Write what is not yet written and end the threads."""
        self.write_settings()
        self._timer.stop()
        self.documents.close()
        self._writer.close()

    def _on_restored(self) -> None:
        lines = [_line(notice) for notice in self.documents.history.take_notices()]
        if lines:
            self.said += lines
            self.failed.emit(" ".join(self.said))
        self.documents.noticed.connect(self._on_noticed)

    def _on_noticed(self, notice: Notice) -> None:
        self.failed.emit(_line(notice))


def _line(notice: Notice) -> str:
    return said(notice, _translated)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Notices", text)
