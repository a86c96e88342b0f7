"""All heads over the lines of a text file: which head does what, how steadily, and where most strongly."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.attention import STATISTICS
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import JobCancelled, JobFailed, ModelLoaded, Progress
from gpt_studio.protocol.heads_over import MOST_LINES, HeadsFound, HeadsOver
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.leaving.save_menu import SaveMenu
from gpt_studio.ui.look_inside.in_row import in_row
from gpt_studio.ui.look_inside.statistics_form import tips, titles
from gpt_studio.ui.plain import plain, plain_tip
from gpt_studio.ui.workspace import Workspace

from .saving import SavedHeadsOver, leaving
from .spans import SpanList
from .table import HeadsTable

LINES = 200


class HeadsOverFile(QDialog):
    """Does not block. A head that is chosen here is the one that Look inside shows."""

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bridge, self._workspace = bridge, workspace
        self._job = 0
        self._progress: Progress | None = None
        self._found: HeadsFound | None = None
        self.banner = Banner(self)
        self.path, self.limit = QLineEdit(self), QSpinBox(self)
        self._browse, self.start, self.stop = QPushButton(self), QPushButton(self), QPushButton(self)
        self._bar = QProgressBar(self)
        self._phase, self.summary, self._by, self.heading = (QLabel(self) for _ in range(4))
        self.statistic, self.save_menu = QComboBox(self), SaveMenu(self)
        self.table, self.spans = HeadsTable(self), SpanList(self)
        self._key, self._file = QLabel(self), QLabel(self)
        self._parts = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()
        self._connect()
        self._retranslate()
        self._show()
        self.resize(980, 620)

    def _lay_out(self) -> None:
        plain(self._phase, self.summary, self.heading)
        for label in (self._file, self._phase, self.summary, self._by, self._key):
            label.setProperty("role", "muted")
        for label in (self.summary, self._key):
            label.setWordWrap(True)
        self.heading.setProperty("role", "heading")
        self.limit.setRange(1, MOST_LINES)
        self.limit.setValue(LINES)
        self._bar.setTextVisible(False)
        self.start.setProperty("kind", "primary")
        self.start.setDefault(True)
        for button in (self._browse, self.stop):
            button.setAutoDefault(False)
        for key in STATISTICS:
            self.statistic.addItem("", key)
        self.statistic.setCurrentIndex(STATISTICS.index("induction"))
        self._file.setBuddy(self.path)
        self._by.setBuddy(self.statistic)
        top, phase = in_row(self._file, self.path, self._browse, self.limit, self.start, self.stop), QHBoxLayout()
        top.setStretch(1, 1)
        phase.addWidget(self._bar, 1)
        phase.addWidget(self._phase)
        for part in (self._table_side(), self._span_side()):
            self._parts.addWidget(part)
        self._parts.setSizes([440, 520])
        self._parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.banner)
        layout.addLayout(top)
        layout.addLayout(phase)
        layout.addWidget(self.summary)
        layout.addWidget(self._parts, 1)
        layout.addStretch(0)  # takes the room while there is nothing to show

    def _table_side(self) -> QWidget:
        side = QWidget(self)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 12, 0)
        layout.addLayout(in_row(self._by, self.statistic, None, self.save_menu))
        layout.addWidget(self.table, 1)
        return side

    def _span_side(self) -> QWidget:
        side = QWidget(self)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.addWidget(self.heading)
        layout.addWidget(self.spans, 1)
        layout.addWidget(self._key)
        return side

    def _connect(self) -> None:
        self._browse.clicked.connect(self.choose_file)
        self.path.textChanged.connect(self._refresh)
        self.start.clicked.connect(self._on_start)
        self.stop.clicked.connect(self._on_stop)
        self.statistic.currentIndexChanged.connect(self._show)
        self.table.chosen.connect(self._on_head)
        self.save_menu.wanted.connect(self._on_save)
        self.save_menu.failed.connect(self.banner.tell)
        self._bridge.progressed.connect(self._on_progressed)
        self._bridge.heads_found.connect(self._on_found)
        self._bridge.job_failed.connect(self._on_failed)
        self._bridge.job_cancelled.connect(self._on_cancelled)
        self._workspace.head_changed.connect(self._on_head_changed)
        self._workspace.model_changed.connect(self._on_model)

    # -- asking --------------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Let a file be chosen."""
        dialog = QFileDialog(self, self.tr("A text file of many lines"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()

    def show_view(self, saved: SavedHeadsOver) -> None:
        """Read the same lines again, and show the same number."""
        self.path.setText(saved.path)
        self.limit.setValue(saved.lines)
        self.statistic.setCurrentIndex(STATISTICS.index(saved.statistic))
        self._on_start()

    def _on_save(self, ending: str) -> None:
        if self._found is None:
            return
        try:
            self.save_menu.ask(leaving(self._found, self.statistic.currentData()), ending)
        except StudioError as error:
            self.banner.tell_failure(error)

    def _on_start(self) -> None:
        model = self._workspace.model
        if model is None:
            return
        self.banner.clear()
        self._progress = None
        command = HeadsOver(self._bridge.next_job(), model.key, self.path.text().strip(), self.limit.value())
        self._job = self._bridge.send(command)
        self._refresh()

    def _on_stop(self) -> None:
        if self._job:
            self._bridge.cancel(self._job)

    def _on_progressed(self, event: Progress) -> None:
        if event.job == self._job:
            self._progress = event
            self._show_progress()

    def _on_found(self, event: HeadsFound) -> None:
        if event.job == self._job:
            self._job, self._found = 0, event
            self._show()

    def _on_failed(self, event: JobFailed) -> None:
        if self._job and event.job == self._job:
            self._job = 0
            self.banner.tell_failure(event)
            self._refresh()

    def _on_cancelled(self, event: JobCancelled) -> None:
        if event.job == self._job:
            self._job = 0
            self._refresh()

    def _on_model(self, _model: ModelLoaded | None) -> None:
        """What was found is of another model."""
        self._on_stop()
        self._job, self._found = 0, None
        self._show()

    # -- showing -------------------------------------------------------------------------------------------------

    def _show(self, _index: int = 0) -> None:
        self.table.show_found(self._found, self.statistic.currentData(), self._workspace.head)
        self.statistic.setToolTip(tips()[self.statistic.currentData()])
        self.summary.setText(self._said())
        self._parts.setVisible(self._found is not None)
        self._show_spans()
        self._refresh()

    def _on_head(self, layer: int, head: int) -> None:
        self._workspace.open_head(layer, head)
        self._show_spans()

    def _on_head_changed(self, layer: int, head: int) -> None:
        self.table.choose((layer, head))
        self._show_spans()

    def _show_spans(self) -> None:
        layer, head = self._workspace.head
        found = self._found
        there = found is not None and layer < len(found.spans) and head < len(found.spans[layer])
        self.spans.show_spans(found.spans[layer][head] if found is not None and there else ())
        text = self.tr("Layer {layer}, head {head} looks most strongly")
        self.heading.setText(text.format(layer=layer, head=head) if there else "")

    def _said(self) -> str:
        """What was read, and what a statistic could not be made of; before that what this is for."""
        found = self._found
        if found is None:
            return self.tr(
                "Every line of a text file is read by itself. Each number of each head is shown as its mean and its "
                "spread over the lines, and where the head looked most strongly."
            )
        said = [Path(found.path).name, self.tr("%n line(s)", "", found.lines), self.tr("%n token(s)", "", found.tokens)]
        if found.cut:
            cut = self.tr("%n of them only in their first {longest} tokens", "", found.cut)
            said.append(cut.format(longest=found.longest))
        count = int(found.counts[STATISTICS.index(self.statistic.currentData())])
        if count < found.lines:
            said.append(self.tr("%n of them have this number", "", count))
        if found.more:
            said.append(self.tr("the file goes on"))
        return " · ".join(said)

    def _show_progress(self) -> None:
        progress = self._progress
        self._bar.setRange(0, progress.total if progress is not None else 0)
        self._bar.setValue(progress.done if progress is not None else 0)
        text = self.tr("{done} of {total} lines")
        self._phase.setText("" if progress is None else text.format(done=progress.done, total=progress.total))

    def _refresh(self, _text: str = "") -> None:
        busy = bool(self._job)
        for field in (self.path, self.limit, self._browse):
            field.setEnabled(not busy)
        for widget in (self._bar, self._phase, self.stop):
            widget.setVisible(busy)
        self.start.setVisible(not busy)
        self.start.setEnabled(bool(self.path.text().strip()) and self._workspace.model is not None)
        self.path.setToolTip(plain_tip(self.path.text()))
        self._show_progress()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Heads over a file"))
        self._file.setText(self.tr("Text file"))
        self.path.setAccessibleName(self.tr("Text file"))
        self.path.setPlaceholderText(self.tr("a text file of many lines"))
        self._browse.setText(self.tr("Choose…"))
        self.limit.setPrefix(self.tr("at most "))
        self.limit.setSuffix(self.tr(" lines"))
        self.limit.setAccessibleName(self.tr("How many lines are read"))
        self.start.setText(self.tr("Read"))
        self.stop.setText(self.tr("Stop"))
        self._by.setText(self.tr("Number"))
        known = titles()
        for at, key in enumerate(STATISTICS):
            self.statistic.setItemText(at, known[key])
        self._key.setText(
            self.tr("Underlined: what is looked at. On a ground: the token that looks. Left: the share, and the line.")
            + " "
            + self.tr("Looks at the first token of a line, the attention sink, are left out; each pair stands once.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._on_stop()
        super().closeEvent(event)
