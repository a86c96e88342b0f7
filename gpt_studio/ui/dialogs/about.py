"""About: versions, licence, where things are kept; one button copies it for a report."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gpt_studio import __version__


class About(QDialog):
    """Does not block the window."""

    def __init__(self, data_folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = QLabel("GPT Studio", self)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        font.setBold(True)
        title.setFont(font)
        self._what = QLabel(self)
        self._what.setWordWrap(True)
        self._facts = QLabel(facts(data_folder), self)
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts.setProperty("role", "muted")
        self._copy, self._close = QPushButton(self), QPushButton(self)
        self._copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.close)
        self._close.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._copy)
        foot.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        for widget in (title, self._what, self._facts):
            layout.addWidget(widget)
        layout.addLayout(foot)
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("About GPT Studio"))
        self._what.setText(self.tr("A window in which a GPT runs, is looked into, and learns, on your own machine."))
        self._copy.setText(self.tr("Copy"))
        self._close.setText(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(f"GPT Studio\n{self._facts.text()}")


def facts(data_folder: Path) -> str:
    """Versions and places, a line each."""
    return "\n".join(
        (
            f"GPT Studio {__version__}  ·  MIT licence",
            f"Python {sys.version.split()[0]}  ·  Qt {qVersion()} (LGPL)  ·  torch {_installed('torch')}",
            f"{platform.system()} {platform.release()}  ·  {platform.machine()}",
            str(data_folder),
        )
    )


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "–"
