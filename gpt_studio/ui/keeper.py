"""What outlives the window: settings and the draft, written in the background soon after they change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from gpt_studio.store.background_writer import BackgroundWriter
from gpt_studio.store.document import Document
from gpt_studio.store.draft import DRAFT_FILE, DraftEncoder, load_draft
from gpt_studio.store.settings import SETTINGS_FILE, encode_settings, load_settings

from .workspace import Workspace

# From a change to its being written: two seconds, and the time of the disk.
PAUSE_MS = 2000


class Keeper(QObject):
    """Reads settings and draft at the start; `close` writes both and ends the writer's thread."""

    failed = Signal(str)

    def __init__(self, folder: Path, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._workspace = workspace
        self.settings, said = load_settings(folder / SETTINGS_FILE)
        self.said = [said] if said else []  # what could not be read, to be told once there is a window
        self._written = encode_settings(self.settings)
        self._writer = BackgroundWriter()
        self._encoder = DraftEncoder()
        self._draft_timer, self._settings_timer = self._timer(self._write_draft), self._timer(self.write_settings)

    def restore_draft(self, first_text: str = "") -> None:
        """Put the document of the last time into the workspace, or `first_text`, and keep it from now on."""
        first = not (self.folder / DRAFT_FILE).exists()
        document, said = load_draft(self.folder / DRAFT_FILE)
        if first:
            document = Document(first_text)
        elif said:
            self.said.append(said)
        self._workspace.document = document
        self._workspace.touch_text()
        self._workspace.text_changed.connect(self._on_text_changed)

    def settings_changed(self) -> None:
        """Write the settings soon."""
        if not self._settings_timer.isActive():
            self._settings_timer.start()

    def write_settings(self) -> None:
        """Hand the settings to the writer, if they differ from what was written."""
        data = encode_settings(self.settings)
        if data != self._written:
            self._written = data
            self._writer.write(self.folder / SETTINGS_FILE, data)
        self._tell_error()

    def close(self) -> None:
        """Write what is not yet written and end the thread."""
        self.write_settings()
        if self._draft_timer.isActive():
            self._write_draft()
        self._draft_timer.stop()
        self._settings_timer.stop()
        self._writer.close()

    def _on_text_changed(self) -> None:
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    def _write_draft(self) -> None:
        self._writer.write(self.folder / DRAFT_FILE, self._encoder.encode(self._workspace.document))
        self._tell_error()

    def _tell_error(self) -> None:
        error = self._writer.take_error()
        if error:
            self.failed.emit(error)

    def _timer(self, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(PAUSE_MS)
        timer.timeout.connect(slot)  # pyright: ignore[reportArgumentType]
        return timer
