"""The language of the window: the person's choice, or the system's, where there is a translation."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from gpt_studio.files.places import resource

SOURCE = "en"  # English is what the code says; its translation holds only the plurals


class Translations(QObject):
    """Installs translators; changing the language retranslates every widget through LanguageChange."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []
        self.language = ""

    def use(self, language: str) -> None:
        """`zh_CN`, `en`, … or '' for the system's; English where there is no translation. Numbers and dates follow."""
        self.clear()
        wanted = QLocale(language) if language else QLocale.system()
        QLocale.setDefault(wanted)
        locale = _without_region(wanted)
        if not self._install(locale, "", resource("translations")):
            locale = QLocale(SOURCE)
            self._install(locale, "", resource("translations"))
        qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        self._install(locale, "qtbase_", qt)  # what Qt's own dialogs and menus say
        self.language = locale.name()

    def clear(self) -> None:
        """Back to the texts of the code."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()
        QLocale.setDefault(QLocale.system())

    def _install(self, locale: QLocale, prefix: str, folder: Path) -> bool:
        translator = QTranslator(self)
        found = translator.load(locale, prefix, "", str(folder), ".qm")
        if found:
            QCoreApplication.installTranslator(translator)
            self._installed.append(translator)
        return found


def _without_region(locale: QLocale) -> QLocale:
    """The language in its script, as it is written where most people write it so: Singapore reads zh_CN too."""
    return QLocale(locale.language(), locale.script(), QLocale.Country.AnyCountry)
