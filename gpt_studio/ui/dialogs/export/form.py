"""What is chosen of an export: format, precision, place, and what may be lost by it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from gpt_studio.protocol.commands import Export
from gpt_studio.protocol.models import EXPORT_DTYPES, EXPORT_FORMATS, ModelKey
from gpt_studio.ui.plain import plain, plain_tip

from .target import ENDINGS, has_adapters, suggested

FORMAT_NAMES = ("Hugging Face", "GGUF", "nanoGPT", "safetensors")


class ExportForm(QWidget):
    """`chosen`: another format or precision, so that what was refused or allowed before is asked again."""

    chosen = Signal()
    target_changed = Signal()

    def __init__(self, key: ModelKey, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self._folder = folder
        self._suggested = ""
        self._labels = [QLabel(self) for _ in range(3)]
        self.format, self.precision = QComboBox(self), QComboBox(self)
        self.format.addItems(FORMAT_NAMES)
        self.target = QLineEdit(self)
        self._browse = QPushButton(self)
        self._note = QLabel(self)
        self.merge, self.force = QCheckBox(self), QCheckBox(self)
        plain(self._note)
        self._lay_out()
        self.format.currentIndexChanged.connect(self._on_format)
        self.precision.currentIndexChanged.connect(self._on_choice)
        self.target.textChanged.connect(self._on_target)
        self._browse.clicked.connect(self._on_browse)
        self._on_format(0)

    def _lay_out(self) -> None:
        for label in (*self._labels, self._note):
            label.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._browse.setAutoDefault(False)
        self.merge.setVisible(has_adapters(self._key))
        self.merge.setChecked(bool(self._key.merged))
        self.force.hide()
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.target, 1)
        place.addWidget(self._browse)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
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

    def lock(self, *, busy: bool) -> None:
        """Nothing is chosen while something is written."""
        for field in (self.format, self.precision, self.target, self._browse, self.merge, self.force):
            field.setEnabled(not busy)

    def offer_force(self, *, lossy: bool) -> None:
        """Let it be written although something is lost, or although something is there."""
        self.force.setText(
            QCoreApplication.translate("ExportDialog", "Export all the same; what is said above may be lost")
            if lossy
            else QCoreApplication.translate("ExportDialog", "Write over what is there, also if something may be lost")
        )
        self.force.show()

    def take_force_back(self) -> None:
        """Nothing is allowed that was not asked for."""
        self.force.setChecked(False)
        self.force.hide()

    def _on_format(self, _index: int) -> None:
        blocked = self.precision.blockSignals(True)
        self.precision.clear()
        self.precision.addItems([QCoreApplication.translate("ExportDialog", "as it is"), *EXPORT_DTYPES[self.to]])
        self.precision.blockSignals(blocked)
        self._on_choice()

    def _on_choice(self, _index: int = 0) -> None:
        """Another format or precision: another name, unless one was typed."""
        if self.target.text() in ("", self._suggested):
            self._suggested = str(suggested(self._key.path, self.to, self.dtype, self._folder))
            self.target.setText(self._suggested)
        self.take_force_back()
        self._retranslate()
        self.chosen.emit()

    def _on_target(self, text: str) -> None:
        self.target.setToolTip(plain_tip(text))
        self.target_changed.emit()

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

    def _retranslate(self) -> None:
        texts = (
            QCoreApplication.translate("ExportDialog", "Format"),
            QCoreApplication.translate("ExportDialog", "Precision"),
            QCoreApplication.translate("ExportDialog", "Write to"),
        )
        for label, field, text in zip(self._labels, (self.format, self.precision, self.target), texts, strict=True):
            label.setText(text)
            field.setAccessibleName(text)
        self.precision.setItemText(0, QCoreApplication.translate("ExportDialog", "as it is"))
        self._note.setText(_notes()[self.to])
        self.merge.setText(QCoreApplication.translate("ExportDialog", "Write the adapters into the weights"))
        self._browse.setText(QCoreApplication.translate("ExportDialog", "Choose…"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _notes() -> dict[str, str]:
    return {
        "huggingface": QCoreApplication.translate("ExportDialog", "A folder that transformers and most tools open."),
        "gguf": QCoreApplication.translate(
            "ExportDialog", "One file for llama.cpp and the programs built on it; Q8_0, Q4_1 and Q4_0 are packed."
        ),
        "nanogpt": QCoreApplication.translate("ExportDialog", "A folder with a ckpt.pt as nanoGPT writes it."),
        "safetensors": QCoreApplication.translate(
            "ExportDialog", "A folder with the weights and this program's own description of the network."
        ),
    }
