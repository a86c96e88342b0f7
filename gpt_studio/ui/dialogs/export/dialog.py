"""Writing a model in a format that other programs read."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.commands import Export
from gpt_studio.protocol.events import Exported, JobCancelled, JobFailed, Progress
from gpt_studio.protocol.models import EXPORT_DTYPES, EXPORT_FORMATS, ModelKey
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.model_loader import model_title
from gpt_studio.ui.plain import plain, plain_tip
from gpt_studio.ui.token_text import byte_count

from .target import ENDINGS, command_line, has_adapters, suggested

FORMAT_NAMES = ("Hugging Face", "GGUF", "nanoGPT", "safetensors")
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
        self._suggested = ""
        self._result = ""
        self.resize(600, 0)
        self.banner = Banner(self)
        self._labels = [QLabel(self) for _ in range(3)]
        self.format, self.precision = QComboBox(self), QComboBox(self)
        self.format.addItems(FORMAT_NAMES)
        self.target = QLineEdit(self)
        self._browse = QPushButton(self)
        self.merge, self.force = QCheckBox(self), QCheckBox(self)
        self._note, self.outcome = QLabel(self), QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._phase = QLabel(self)
        plain(self._note, self.outcome, self._phase)
        self.reveal, self.copy = QPushButton(self), QPushButton(self)
        self.cancel, self._close, self.start = QPushButton(self), QPushButton(self), QPushButton(self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._lay_out()
        self._connect()
        self._retranslate()
        self._on_format(0)

    def _lay_out(self) -> None:
        for label in (*self._labels, self._note, self._phase):
            label.setProperty("role", "muted")
        for label in (self._note, self.outcome):
            label.setWordWrap(True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for button in (self.reveal, self.copy):
            button.setProperty("kind", "link")
        for button in (self.reveal, self.copy, self.cancel, self._close, self._browse):
            button.setAutoDefault(False)
        self.start.setProperty("kind", "primary")
        self.start.setDefault(True)
        self.merge.setVisible(has_adapters(self._key))
        self.merge.setChecked(bool(self._key.merged))
        self.force.hide()
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.target, 1)
        place.addWidget(self._browse)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, label in enumerate(self._labels):
            grid.addWidget(label, row, 0)
        grid.addWidget(self.format, 0, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.precision, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(place, 2, 1)
        for row, widget in enumerate((self._note, self.merge, self.force), 3):
            grid.addWidget(widget, row, 1)
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
        layout.addLayout(grid)
        layout.addLayout(done)
        layout.addStretch(1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._on_format)
        self.precision.currentIndexChanged.connect(self._on_choice)
        self.target.textChanged.connect(self._refresh)
        self._browse.clicked.connect(self._on_browse)
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

    # -- choosing -----------------------------------------------------------------------------------------------

    @property
    def to(self) -> str:
        return EXPORT_FORMATS[self.format.currentIndex()]

    @property
    def dtype(self) -> str:
        """'' for the numbers as they are."""
        at = self.precision.currentIndex()
        return EXPORT_DTYPES[self.to][at - 1] if at > 0 else ""

    def command(self, job: int = 0) -> Export:
        """What Export would ask of the engine."""
        merge = has_adapters(self._key) and self.merge.isChecked()
        force = self.force.isVisibleTo(self) and self.force.isChecked()
        return Export(job, self._key, self.target.text().strip(), self.to, self.dtype, merge, force)

    def _on_format(self, _index: int) -> None:
        blocked = self.precision.blockSignals(True)
        self.precision.clear()
        self.precision.addItems([self.tr("as it is"), *EXPORT_DTYPES[self.to]])
        self.precision.blockSignals(blocked)
        self._on_choice()

    def _on_choice(self, _index: int = 0) -> None:
        """Another format or precision: another name, unless one was typed; what was allowed is asked again."""
        if self.target.text() in ("", self._suggested):
            self._suggested = str(suggested(self._key.path, self.to, self.dtype, self._folder))
            self.target.setText(self._suggested)
        self._forget_refusal()
        self._retranslate()

    def _forget_refusal(self) -> None:
        self.banner.clear()
        self.force.setChecked(False)
        self.force.hide()

    def _on_browse(self) -> None:
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # the engine refuses first, and says so here
        if self.to in ENDINGS:
            dialog.setDefaultSuffix(ENDINGS[self.to])
        place = Path(self.target.text())
        dialog.setDirectory(str(place.parent))
        dialog.selectFile(place.name)
        dialog.fileSelected.connect(self.target.setText)
        dialog.open()

    # -- writing ------------------------------------------------------------------------------------------------

    def _on_start(self) -> None:
        command = self.command(self._bridge.next_job())
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
        self._forget_refusal()
        self._end()
        self._fit()

    def _on_failed(self, event: JobFailed) -> None:
        if not self._job or event.job != self._job:
            return
        self._end()
        may_be_forced = event.code in MAY_BE_FORCED
        self.banner.tell_failure(replace(event, remedy="") if may_be_forced else event)  # the remedy is the box below
        if may_be_forced:
            self.force.setText(
                self.tr("Export all the same; what is said above may be lost")
                if event.code == "lossy"
                else self.tr("Write over what is there, also if something may be lost")
            )
            self.force.show()
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
        QGuiApplication.clipboard().setText(command_line(self.command()))

    def _refresh(self, _text: str = "") -> None:
        busy = bool(self._job)
        for field in (self.format, self.precision, self.target, self._browse, self.merge, self.force):
            field.setEnabled(not busy)
        for widget in (self._phase, self._bar, self.cancel):
            widget.setVisible(busy)
        for widget in (self.copy, self.start):
            widget.setVisible(not busy)
        self.target.setToolTip(plain_tip(self.target.text()))
        self.start.setEnabled(bool(self.target.text().strip()))
        self.copy.setEnabled(bool(self.target.text().strip()))
        self.reveal.setVisible(bool(self._result))
        if busy:
            self._show_progress()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Export {name}").format(name=model_title(self._key.path)))
        texts = (self.tr("Format"), self.tr("Precision"), self.tr("Write to"))
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
        for field, text in zip((self.format, self.precision, self.target), texts, strict=True):
            field.setAccessibleName(text)
        self.precision.setItemText(0, self.tr("as it is"))
        self._note.setText(
            {
                "huggingface": self.tr("A folder that transformers and most tools open."),
                "gguf": self.tr("One file for llama.cpp and the programs built on it; Q8_0, Q4_1 and Q4_0 are packed."),
                "nanogpt": self.tr("A folder with a ckpt.pt as nanoGPT writes it."),
                "safetensors": self.tr("A folder with the weights and this program's own description of the network."),
            }[self.to]
        )
        self.merge.setText(self.tr("Write the adapters into the weights"))
        self._browse.setText(self.tr("Choose…"))
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
