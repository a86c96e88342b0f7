"""How the text was looked at, remembered: its size, the tint, the view, and that the first strip was dismissed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from .keeper import Keeper
from .write.page import WritePage


class PageMemory(QObject):
    """Takes up what the settings hold, and writes what is chosen into them."""

    def __init__(self, page: WritePage, keeper: Keeper, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._keeper = keeper
        self._settings = keeper.settings
        page.editor.size_changed.connect(self._on_size_changed)
        page.tint.changed.connect(self._on_tint_changed)
        page.views.changed.connect(self._on_views_changed)
        page.strip.dismissed.connect(self._on_strip_dismissed)
        page.settings.changed.connect(keeper.settings_changed)

    def restore(self) -> None:
        """The page as it was left."""
        self._page.editor.set_size(self._settings.text_size)
        self._page.tint.show(self._settings.tint)
        self._page.views.restore(self._settings.view, ids=self._settings.exact_ids)

    def _on_size_changed(self, points: float) -> None:
        self._settings.text_size = points
        self._keeper.settings_changed()

    def _on_tint_changed(self, measure: str) -> None:
        self._settings.tint = measure
        self._keeper.settings_changed()

    def _on_views_changed(self) -> None:
        views = self._page.views
        self._settings.view, self._settings.exact_ids = "chat" if views.chatting else "text", views.ids_shown
        self._keeper.settings_changed()

    def _on_strip_dismissed(self) -> None:
        self._settings.strip_dismissed = True
        self._keeper.settings_changed()
