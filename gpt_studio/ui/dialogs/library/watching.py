"""Keeps the list of models up to date: looks around when asked and when a watched folder changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from gpt_studio.store.library import Search, Shelf, default_watched
from gpt_studio.store.settings import Settings

POLL_MS = 60
# A download or a copy changes a folder many times.
SETTLE_MS = 1500
MOST_WATCHED = 256


class Watching(QObject):
    """`shelf` is what was found last; `changed` says that it is new, or that it looks again."""

    changed = Signal()

    def __init__(self, settings: Settings, data_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._data_folder = data_folder
        self.shelf = Shelf()
        self._known: tuple[str, ...] = ()
        self._search: Search | None = None
        self._old: list[Search] = []
        self._awake = False
        self._watcher: QFileSystemWatcher | None = None
        self._poll, self._settle = QTimer(self), QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._on_poll)
        self._settle.setInterval(SETTLE_MS)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self.look_again)

    @property
    def folders(self) -> tuple[str, ...]:
        """The watched folders, chosen or by default."""
        chosen = self._settings.watched_folders
        return default_watched(self._data_folder) if chosen is None else chosen

    @property
    def looking(self) -> bool:
        return self._search is not None

    def set_folders(self, folders: Iterable[str]) -> None:
        """Choose what is watched; the defaults are not written down."""
        chosen = tuple(dict.fromkeys(folders))
        self._settings.watched_folders = None if chosen == default_watched(self._data_folder) else chosen
        self.look_again()

    def look(self, known: Iterable[str]) -> None:
        """Look around and keep looking; `known` are paths to be looked at besides."""
        self._known, self._awake = tuple(dict.fromkeys(known)), True
        self.look_again()

    def look_again(self) -> None:
        """Look around once more, if anybody is interested."""
        if not self._awake:
            return
        if self._search is not None:
            self._search.cancel()
            self._old.append(self._search)
        self._search = Search(self.folders, self._data_folder / "runs", self._known)
        self._poll.start()
        self.changed.emit()

    def rest(self) -> None:
        """Nobody looks: end the search, watch nothing."""
        self._awake = False
        self._poll.stop()
        self._settle.stop()
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        for search in (*self._old, *([self._search] if self._search else [])):
            search.close()
        self._search, self._old = None, []

    def _on_poll(self) -> None:
        shelf = self._search.shelf() if self._search else None
        if shelf is None:
            return
        self._poll.stop()
        self._search, self.shelf = None, shelf
        for search in self._old:
            search.close()
        self._old = []
        self._watch()
        self.changed.emit()

    def _watch(self) -> None:
        """Have the system tell of changes in the watched folders and where models were found."""
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.directoryChanged.connect(self._on_directory_changed)
        places = [*self.folders, *(str(Path(found.path).parent) for found in self.shelf.watched)]
        wanted = [place for place in dict.fromkeys(places) if Path(place).is_dir()][:MOST_WATCHED]
        known = set(self._watcher.directories())
        if known - set(wanted):
            self._watcher.removePaths(sorted(known - set(wanted)))
        if new := [place for place in wanted if place not in known]:
            self._watcher.addPaths(new)

    def _on_directory_changed(self, _path: str) -> None:
        if not self._settle.isActive():
            self._settle.start()
