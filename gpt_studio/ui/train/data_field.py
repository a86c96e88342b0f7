"""The text to learn from: chosen in a dialog or dropped, with a look at what it holds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.ui import theme
from gpt_studio.ui.errors.saying import line_of
from gpt_studio.ui.style import restyle

from .labels import bytes_text, count_text, problem_label, quiet_label
from .preview import Preview, look_at

DIALOG_NAME = "train.choose_data"


class DataField(QFrame):
    """Shows the chosen file; takes another by dialog, by drop or by `choose`."""

    changed = Signal()
    sample_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview: Preview | None = None
        self._refusal: StudioError | None = None
        self._over = False
        self.setAcceptDrops(True)
        self._name = QLabel(self)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._facts = quiet_label(self)
        self._beginning = QLabel(self)
        self._beginning.setTextFormat(Qt.TextFormat.PlainText)
        self._beginning.setFont(theme.mono_font(self.font().pointSizeF() * 0.92))
        self._problem = problem_label(self)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._on_clicked)
        self.sample = QPushButton(self)
        self.sample.setProperty("kind", "link")
        self.sample.clicked.connect(self._on_sample)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._name, 1)
        row.addWidget(self.sample)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 10, 10)
        column.setSpacing(4)
        column.addLayout(row)
        for label in (self._facts, self._beginning, self._problem):
            column.addWidget(label)

    def choose(self, path: Path) -> None:
        """Take a file or a folder of ids; one that is no text leaves what was chosen and says why."""
        try:
            self.preview = look_at(path)
            self._refusal = None
        except StudioError as error:
            self._refusal = error
        self._show()
        self.changed.emit()

    def _on_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Data to learn from"))
        dialog.setObjectName(DIALOG_NAME)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Data (*.txt *.md *.jsonl *.ndjson *.json *.csv *.tsv train.bin)"), self.tr("All files (*)")]
        )
        if self.preview is not None:
            dialog.setDirectory(str(self.preview.path.parent))
        dialog.fileSelected.connect(self._on_selected)
        dialog.open()

    def _on_sample(self) -> None:
        self.sample_asked.emit()

    def _on_selected(self, path: str) -> None:
        self.choose(Path(path))

    # -- what it shows ---------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self.preview
        self.button.setText(self.tr("Choose a file…") if found is None else self.tr("Another…"))
        restyle(self.button, kind="primary" if found is None else "")
        self.button.setAccessibleName(self.tr("Choose the data to learn from"))
        self._name.setText(found.path.name if found else self.tr("Drop a file here"))
        self._name.setToolTip(str(found.path) if found else "")
        font = self._name.font()
        font.setBold(found is not None)
        self._name.setFont(font)
        self._facts.setText(
            self._facts_text(found)
            if found
            else self.tr("Plain text, JSON Lines, JSON, CSV, or a folder with nanoGPT's train.bin.")
        )
        running = found is not None and found.text
        self._beginning.setText(f"“{found.beginning}”" if found and running else "")
        self._beginning.setVisible(running)
        self.sample.setText(self.tr("Use sample data"))
        self.sample.setToolTip(self.tr("500 examples of a small skill: dates in English, written as 1976-07-04."))
        self.sample.setVisible(found is None)
        self._problem.setText(line_of(self._refusal) if self._refusal else "")
        self._problem.setVisible(self._refusal is not None)

    def _facts_text(self, found: Preview) -> str:
        if found.rows:
            return bytes_text(found.size)
        if found.ids:
            what = self.tr("nanoGPT's train.bin and val.bin: {count} tokens").format(count=count_text(found.ids))
            return " · ".join((what, bytes_text(found.size)))
        characters = count_text(found.characters)
        many = (
            self.tr("{count} characters").format(count=characters)
            if found.exact
            else self.tr("about {count} characters").format(count=characters)
        )
        different = self.tr("{count} different ones").format(count=count_text(found.alphabet))
        return " · ".join((many, different, bytes_text(found.size)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = Qt.PenStyle.SolidLine if self.preview else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.color("accent" if self._over else "border"), 1.0, line))
        painter.setBrush(theme.color("hover" if self._over else "raised"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    # -- drops -----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(False)
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.choose(path)

    def _mark(self, over: bool) -> None:
        self._over = over
        self.update()


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file or folder that is dragged; None for anything else."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
