"""One run of the window, from the first widget to the joined threads: all of it but the engine, which is given."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gpt_studio.files.places import BUNDLED, resource
from gpt_studio.protocol.host import Host
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui import theme
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.main_window import MainWindow
from gpt_studio.ui.style import Style
from gpt_studio.ui.translations import Translations
from gpt_studio.ui.workspace import Workspace

from .collector import Collector
from .crash_log import CrashLog
from .smoke import Smoke
from .unix_signals import UnixSignals

STOP_S = 10.0
# What stands in the first document of all, so that Generate works at once: the bundled model has read plays.
FIRST_TEXT = "ROMEO:\n"
INTERRUPTED = 130


def application() -> QApplication:
    """The QApplication, named."""
    qInstallMessageHandler(_pass_on)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("gpt-studio")
    app.setApplicationDisplayName("GPT Studio")
    app.setDesktopFileName("gpt-studio")
    app.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    return app


def _pass_on(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's messages go to standard error, but for the one that a window without a screen always brings."""
    if "propagateSizeHints" not in message:
        sys.stderr.write(f"{message}\n")


class Studio(QObject):
    """Owns everything of one run. `run` returns the exit code."""

    def __init__(self, app: QApplication, host: Host, key: ModelKey, folder: Path, *, smoke: bool = False) -> None:
        super().__init__(app)
        self._app = app
        self._code = 0
        self.crash_log = CrashLog(folder, self)
        self.workspace = Workspace(self)
        self.keeper = Keeper(folder, self.workspace, self)
        theme.ask_for_scheme(self.keeper.settings.scheme)
        self.translations = Translations(self)
        self.translations.use(self.keeper.settings.language)
        self.bridge = Bridge(host, self)
        self.keeper.restore_document(FIRST_TEXT if key.path == BUNDLED and not smoke else "")
        self.window = MainWindow(self.bridge, self.workspace, self.keeper, Style(app))
        self.collector = Collector(self.workspace, self)
        self._signals = UnixSignals(self)
        self._smoke = Smoke(self.window, self.workspace, self) if smoke else None
        self._connect()
        self._tell_previous_crash()
        self.window.loader.how = key
        self.window.loader.load(key.path)

    def run(self) -> int:
        """Show the window and stay until it is closed; then end what was started, in the opposite order."""
        self.window.show()
        self._app.exec()
        self._signals.close()
        self.keeper.close()
        joined = self.bridge.close(STOP_S)
        self.collector.stop()
        self.crash_log.close()
        code = self._code or (self._smoke.code if self._smoke else 0)
        if not joined:  # a call into the engine hangs; everything is saved
            sys.stderr.write("gpt-studio: the engine did not end in time\n")
            sys.stderr.flush()
            os._exit(code or 1)
        return code

    def _connect(self) -> None:
        self.crash_log.caught.connect(self.window.banner.tell)
        self.window.appearance.language_chosen.connect(self.translations.use)
        self.window.loader.loaded.connect(self.collector.settle)
        self._signals.asked_to_end.connect(self._on_asked_to_end)
        if self._smoke is not None:
            self._smoke.done.connect(self.window.close)

    def _on_asked_to_end(self, number: int) -> None:
        """Once: the window closes. Twice: the loop ends, whatever the window says."""
        if self._code:
            self._app.exit()
        self._code = INTERRUPTED if number in (signal.SIGINT, signal.SIGTERM) else 1
        self.window.close()

    def _tell_previous_crash(self) -> None:
        if self.crash_log.previous:
            self.window.banner.tell(
                self.tr("The program ended unexpectedly the last time. What is known of it: {path}").format(
                    path=self.crash_log.previous
                )
            )
