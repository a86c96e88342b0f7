"""Writing a model in a format that other programs read."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.events import Exported, JobCancelled, JobFailed, Progress
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.model_loader import model_title
from gpt_studio.ui.plain import plain
from gpt_studio.ui.token_text import byte_count

from .form import ExportForm
from .target import command_line

MAY_BE_FORCED = ("lossy", "exists")
TICK_MS = 200


class ExportDialog(QDialog):
    """Does not block. Nothing is written before Export is pressed; a loss is refused first and then may be allowed."""

    def __init__(self, bridge: Bridge, key: ModelKey, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bridge = bridge
        self._key = key
        self._folder = folder
        self._job = 0
        self._begun = 0.0
        self._progress: Progress | None = None
        self._result = ""
        self.resize(600, 0)
        self.banner = Banner(self)
        self.form = ExportForm(key, folder, self)
        self.outcome = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._phase = QLabel(self)
        plain(self.outcome, self._phase)
        self.reveal, self.copy = QPushButton(self), QPushButton(self)
        self.cancel, self._close, self.start = QPushButton(self), QPushButton(self), QPushButton(self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._lay_out()
        self._connect()
        self._retranslate()

    def _lay_out(self) -> None:
        self._phase.setProperty("role", "muted")
        self.outcome.setWordWrap(True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for button in (self.reveal, self.copy):
            button.setProperty("kind", "link")
        for button in (self.reveal, self.copy, self.cancel, self._close):
            button.setAutoDefault(False)
        self.start.setProperty("kind", "primary")
        self.start.setDefault(True)
        done, foot = QHBoxLayout(), QHBoxLayout()
        done.addWidget(self.outcome, 1)
        done.addWidget(self.reveal)
        foot.setSpacing(8)
        foot.addWidget(self.copy)
        foot.addWidget(self._phase)
        foot.addWidget(self._bar, 1)
        foot.addStretch(1)
        for button in (self.cancel, self._close, self.start):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(self.banner)
        layout.addWidget(self.form)
        layout.addLayout(done)
        layout.addStretch(1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.form.chosen.connect(self.banner.clear)
        self.form.target_changed.connect(self._refresh)
        self.start.clicked.connect(self._on_start)
        self.cancel.clicked.connect(self._on_cancel)
        self.reveal.clicked.connect(self._on_reveal)
        self.copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.close)
        self._timer.timeout.connect(self._show_progress)
        self._bridge.progressed.connect(self._on_progressed)
        self._bridge.exported.connect(self._on_exported)
        self._bridge.job_failed.connect(self._on_failed)
        self._bridge.job_cancelled.connect(self._on_cancelled)

    # -- writing ------------------------------------------------------------------------------------------------

    def _on_start(self) -> None:
        command = self.form.command(self._bridge.next_job())
        if Path(command.out).parent == self._folder:  # the program's own; another has to be there
            self._folder.mkdir(parents=True, exist_ok=True)
        self.banner.clear()
        self.outcome.clear()
        self._result, self._progress, self._begun = "", None, time.monotonic()
        self._job = self._bridge.send(command)
        self._timer.start()
        self._refresh()

    def _on_cancel(self) -> None:
        if self._job:
            self._bridge.cancel(self._job)

    def _end(self) -> None:
        self._job = 0
        self._timer.stop()
        self._refresh()

    def _on_progressed(self, event: Progress) -> None:
        if self._job and event.job == self._job:
            self._progress = event

    def _on_exported(self, event: Exported) -> None:
        if not self._job or event.job != self._job:
            return
        self._result = event.result.out
        fidelity = (
            self.tr("nothing was lost") if event.result.lossless else self.tr("some of the numbers' precision was lost")
        )
        self.outcome.setText(
            self.tr("{path} written: {size}, {fidelity}.").format(
                path=event.result.out, size=byte_count(event.result.bytes), fidelity=fidelity
            )
        )
        self.banner.clear()
        self.form.take_force_back()
        self._end()
        self._fit()

    def _on_failed(self, event: JobFailed) -> None:
        if not self._job or event.job != self._job:
            return
        self._end()
        may_be_forced = event.code in MAY_BE_FORCED
        self.banner.tell_failure(replace(event, remedy="") if may_be_forced else event)  # the remedy is the box below
        if may_be_forced:
            self.form.offer_force(lossy=event.code == "lossy")
        self._fit()

    def _on_cancelled(self, event: JobCancelled) -> None:
        if self._job and event.job == self._job:
            self._end()
            self.outcome.setText(self.tr("Cancelled; nothing was written."))

    def _fit(self) -> None:
        """As high as what it says needs."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(layout.totalHeightForWidth(self.width()), layout.totalSizeHint().height()))

    def _show_progress(self) -> None:
        progress = self._progress
        known = progress is not None and progress.total > 0
        self._bar.setRange(0, 1000 if known else 0)
        said = [self.tr("Writing…")]
        if progress is not None and known:
            self._bar.setValue(round(1000 * progress.done / progress.total))
            if progress.unit == "bytes":
                done, total = byte_count(progress.done), byte_count(progress.total)
                said = [self.tr("{done} of {total}").format(done=done, total=total)]
        said.append(self.tr("{time} s").format(time=f"{time.monotonic() - self._begun:.1f}"))
        self._phase.setText(" · ".join(said))

    # -- the rest -----------------------------------------------------------------------------------------------

    def _on_reveal(self) -> None:
        place = Path(self._result)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(place if place.is_dir() else place.parent)))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(command_line(self.form.command()))

    def _refresh(self) -> None:
        busy = bool(self._job)
        self.form.lock(busy=busy)
        for widget in (self._phase, self._bar, self.cancel):
            widget.setVisible(busy)
        for widget in (self.copy, self.start):
            widget.setVisible(not busy)
        somewhere = bool(self.form.target.text().strip())
        self.start.setEnabled(somewhere)
        self.copy.setEnabled(somewhere)
        self.reveal.setVisible(bool(self._result))
        if busy:
            self._show_progress()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Export {name}").format(name=model_title(self._key.path)))
        self.reveal.setText(self.tr("Reveal in folder"))
        self.copy.setText(self.tr("Copy as command"))
        self.copy.setToolTip(self.tr("The gpt-studio line that does the same."))
        self.cancel.setText(self.tr("Cancel"))
        self._close.setText(self.tr("Close"))
        self.start.setText(self.tr("Export"))
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_timer"):
            self._retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is being written is cancelled; it leaves nothing behind."""
        self._on_cancel()
        super().closeEvent(event)
