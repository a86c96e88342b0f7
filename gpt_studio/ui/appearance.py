"""Light or dark, and the language: the commands that choose, and what holds."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from . import theme
from .keeper import Keeper
from .style import Style


class Appearance(QObject):
    """What is chosen holds at once, and at the next start."""

    changed = Signal()
    language_chosen = Signal(str)  # '' is the system's

    def __init__(self, keeper: Keeper, style: Style | None, parent: QObject) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._style = style

    def flags(self) -> frozenset[str]:
        """What holds now, in the words of the command table."""
        return frozenset({f"scheme:{theme.asked_scheme()}", f"language:{self._keeper.settings.language or 'system'}"})

    def scheme_system(self) -> None:
        self._set_scheme("system")

    def scheme_light(self) -> None:
        self._set_scheme("light")

    def scheme_dark(self) -> None:
        self._set_scheme("dark")

    def language_system(self) -> None:
        self._set_language("")

    def language_english(self) -> None:
        self._set_language("en")

    def language_chinese(self) -> None:
        self._set_language("zh_CN")

    def _set_scheme(self, scheme: str) -> None:
        theme.ask_for_scheme(scheme)
        self._keeper.settings.scheme = scheme
        self._keeper.settings_changed()
        if self._style is not None:
            self._style.apply()
        self.changed.emit()

    def _set_language(self, language: str) -> None:
        self._keeper.settings.language = language
        self._keeper.settings_changed()
        self.language_chosen.emit(language)
        self.changed.emit()
