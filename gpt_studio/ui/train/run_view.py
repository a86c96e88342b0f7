"""The page of one run: where it stands, its numbers, its curve and its samples, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import DONE
from gpt_studio.store import runs
from gpt_studio.store.processes import TrainingProcess
from gpt_studio.store.run_card import write_card
from gpt_studio.ui.errors.saying import line_of
from gpt_studio.ui.style import restyle

from .curve import LossCurve
from .figures import Figures
from .following import FollowedRun
from .labels import count_text, title_label
from .laid_over import LaidOver
from .notice import Notice
from .run_card_dialog import RunCardDialog
from .run_notes import RunNotes
from .run_notice import said_of
from .run_progress import RunProgress
from .run_results import RunResults
from .samples import SampleList
from .series_curve import SeriesCurve

STATUS_ROLES = {"failed": "error", "damaged": "error", "interrupted": "warning", "silent": "warning"}


class RunView(QWidget):
    """Follows one run folder; `refresh` reads what is new."""

    use_checkpoint = Signal(str)
    export_asked = Signal(str)  # a checkpoint's folder
    resume_requested = Signal(object)  # FollowedRun
    status_changed = Signal()
    duplicate_asked = Signal(object)  # FollowedRun
    delete_asked = Signal(object)  # FollowedRun

    def __init__(self, folder: Path, process: TrainingProcess | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = FollowedRun(folder, process)
        self._undrawn = True
        self._name, self._status = title_label(self), QLabel(self)
        self.stop, self.resume = QPushButton(self), QPushButton(self)
        self.results = RunResults(self.run, self)
        self.more, self.menu = QToolButton(self), QMenu(self)
        self.pause, self.duplicate, self.export, self.card, self.open_folder, self.delete = (
            QAction(self) for _ in range(6)
        )
        self.progress = RunProgress(self.run, self)
        self.figures, self.notes = Figures(self), RunNotes(self.run, self)
        self.notice = Notice(self)
        self.curve, self.series = LossCurve(self), SeriesCurve(self)
        self.series.stand_below(self.curve)
        self._over = LaidOver(self.curve)
        self.samples = SampleList(self)
        self._name.setText(self.run.name)
        self._name.setToolTip(str(folder))
        self._lay_out()
        self._connect()
        self._retranslate()
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._status)
        head.addStretch(1)
        for widget in (self.stop, self.resume, self.results, self.more):
            head.addWidget(widget)
        self.menu.addActions([self.pause, self.duplicate, self.export, self.card, self.open_folder])
        self.menu.addSeparator()
        self.menu.addAction(self.delete)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.split = split = QSplitter(Qt.Orientation.Horizontal, self)
        curves = QWidget(self)
        below = QVBoxLayout(curves)
        below.setContentsMargins(0, 0, 10, 0)
        below.addWidget(self.curve, 1)
        below.addWidget(self.series)
        split.addWidget(curves)
        split.addWidget(self.samples)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setHandleWidth(1)
        self.samples.setContentsMargins(10, 0, 0, 0)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.figures)
        column.addWidget(self.notes)
        column.addWidget(self.notice)
        column.addWidget(split, 1)
        column.addStretch(0)

    def _connect(self) -> None:
        self.stop.clicked.connect(self._on_stop)
        self.curve.step_clicked.connect(self.samples.show_step)
        self.resume.clicked.connect(self._on_resume)
        self.results.use_asked.connect(self.use_checkpoint)
        self.export.triggered.connect(self._on_export)
        self.pause.triggered.connect(self._on_pause)
        self.duplicate.triggered.connect(self._on_duplicate)
        self.card.triggered.connect(self._on_card)
        self.open_folder.triggered.connect(self._on_open_folder)
        self.delete.triggered.connect(self._on_delete)

    # -- reading ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the folder and show what is new."""
        before = (self.run.status, self.run.step)
        news = self.run.look()
        if news.samples_void:
            self.samples.clear()
        self.samples.add(news.samples)
        self._undrawn = self._undrawn or news.lines
        self._show()
        if before != (self.run.status, self.run.step):
            self.status_changed.emit()

    def lay_over(self, folders: Sequence[Path]) -> None:
        """Draw the curves of other runs over this one's."""
        self._over.show([folder for folder in folders if folder != self.run.folder])

    def follow(self, process: TrainingProcess) -> None:
        """The run goes on in a process that this window has started."""
        self.run.follow(process)
        self.refresh()

    # -- what can be done ------------------------------------------------------------------------------

    def _on_stop(self) -> None:
        try:
            self.run.stop()
        except StudioError as error:
            self.notice.say(line_of(error))
            return
        self._show()

    def _on_resume(self) -> None:
        self.resume_requested.emit(self.run)

    def _on_export(self) -> None:
        self.export_asked.emit(self.results.chosen())

    def _on_pause(self) -> None:
        try:
            runs.request_pause(self.run.folder, self.run.status != "paused")
        except StudioError as error:
            self.notice.say(line_of(error))

    def _on_duplicate(self) -> None:
        self.duplicate_asked.emit(self.run)

    def _on_delete(self) -> None:
        self.delete_asked.emit(self.run)

    def _on_card(self) -> None:
        dialog = RunCardDialog(self.run.name, self)
        dialog.fileSelected.connect(self.save_card)
        dialog.open()

    def save_card(self, path: str) -> None:
        """Write the card, and its curve beside it."""
        try:
            write_card(self.run.folder, Path(path))
        except StudioError as error:
            self.notice.say(line_of(error))

    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.run.folder)))

    # -- what it shows ---------------------------------------------------------------------------------

    def _show(self) -> None:
        run = self.run
        self._show_status()
        self.progress.refresh()
        self._show_buttons()
        self.results.refresh()
        self._show_notice()
        self.figures.show_headline(run.headline())
        self.notes.refresh()
        something = run.going or len(run.history) > 0
        self.figures.setVisible(something)
        self.split.setVisible(something)
        if self._undrawn and self.isVisible():
            self.curve.show_history(run.history)
            self.series.show_history(run.history)
            self._undrawn = False

    def _show_status(self) -> None:
        self._status.setText(self._status_text())
        role = STATUS_ROLES.get(self.run.status, "muted")
        if self._status.property("role") != role:
            restyle(self._status, role=role)

    def _status_text(self) -> str:
        if self.run.stopping:
            return self.tr("stopping: the step ends and is saved")
        if self.run.yielding:
            text = self.tr("running, leaves {share} to the text that is written")
            return text.format(share=self.results.share_text())
        return {
            "preparing": self.tr("preparing: reading the text"),
            "running": self.tr("running"),
            "paused": self.tr("paused"),
            "stopped": self.tr("stopped and saved"),
            "finished": self.tr("finished"),
            "time_up": self.tr("time was up"),
            "early_stopped": self.tr("ended early"),
            "failed": self.tr("failed"),
            "interrupted": self.tr("interrupted: its process is gone"),
            "silent": self.tr("no sign of life"),
        }.get(self.run.status, self.tr("damaged"))

    def _show_buttons(self) -> None:
        run = self.run
        self.stop.setVisible(run.going)
        self.stop.setEnabled(not run.stopping)
        self.resume.setVisible(run.can_go_on)
        self.pause.setVisible(run.status in ("running", "paused"))
        self.pause.setText(self.tr("Go on") if run.status == "paused" else self.tr("Pause"))
        self.delete.setEnabled(not run.going)
        self.export.setEnabled(bool(run.checkpoints))
        if run.status == "finished":
            self.resume.setText(self.tr("Go on for {count} steps").format(count=count_text(run.more_steps)))
            self.resume.setToolTip(self.tr("At the learning rate with which the run ended."))
        elif run.status in DONE and run.state is not None:
            self.resume.setText(self.tr("Go on to step {step}").format(step=count_text(run.state.steps)))
            self.resume.setToolTip(
                self.tr("To the last planned step, by the planned learning rate; this ends it no more.")
            )
        else:
            self.resume.setText(self.tr("Resume"))
            self.resume.setToolTip(self.tr("Goes on from the last checkpoint, exactly as if it had not ended."))

    def _show_notice(self) -> None:
        said = said_of(self.run)
        if said is None:
            self.notice.hide()
        else:
            self.notice.say(said.message, said.log, error=said.error)

    def _retranslate(self) -> None:
        self.stop.setText(self.tr("Stop"))
        self.stop.setToolTip(self.tr("Ends the step and saves; the run can be resumed."))
        self.more.setText(self.tr("More"))
        self.duplicate.setText(self.tr("Duplicate with changes"))
        self.export.setText(self.tr("Export the chosen checkpoint…"))
        self.card.setText(self.tr("Save a run card…"))
        self.open_folder.setText(self.tr("Open folder"))
        self.delete.setText(self.tr("Delete"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()
