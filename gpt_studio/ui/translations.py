"""The language of the window: the person's choice, or the system's, where there is a translation."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from gpt_studio.files.places import resource


class Translations(QObject):
    """Installs translators; changing the language retranslates every widget through LanguageChange."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []
        self.language = ""

    def use(self, language: str) -> None:
        """`zh_CN`, `en`, … or '' for the system's. English is the source and needs only its plurals."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed.clear()
        folder = _folder()
        locale = QLocale(language) if language else QLocale.system()
        self.language = locale.name()
        qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        for name, prefix, place in ((locale, "qtbase", qt), (locale, "", folder)):
            if place is not None:
                self._install(name, prefix, place)

    def _install(self, locale: QLocale, prefix: str, folder: Path) -> None:
        translator = QTranslator(self)
        found = translator.load(locale, prefix, "_" if prefix else "", str(folder), ".qm")
        if not found and not prefix:
            found = translator.load(str(folder / "en.qm"))
        if found:
            QCoreApplication.installTranslator(translator)
            self._installed.append(translator)


def _folder() -> Path | None:
    try:
        return resource("translations")
    except FileNotFoundError:
        return None
