"""Where the card of a run is to be written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

CARD_DIALOG = "train.save_card"


class RunCardDialog(QFileDialog):
    """Does not block; `fileSelected` says the place."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save the card of the run"))
        self.setObjectName(CARD_DIALOG)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setNameFilters([self.tr("Markdown (*.md)")])
        self.setDefaultSuffix("md")
        self.selectFile(f"{name}.md")
