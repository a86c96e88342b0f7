"""How what is off is off: zero or a mean, everywhere or from a token on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QLabel, QWidget

from gpt_studio.ui.workspace import Workspace

ZERO, OF_TEXT, OF_FILE = range(3)
EVERYWHERE, FROM_PIN = range(2)


class HowForm(QWidget):
    """Two choices over the document's switches."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.mode, self.since = QComboBox(self), QComboBox(self)
        self.mode.addItems([""] * 3)
        self.since.addItems([""] * 2)
        self._labels = [QLabel(self), QLabel(self)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for row, (label, box) in enumerate(zip(self._labels, (self.mode, self.since), strict=True)):
            label.setProperty("role", "muted")
            label.setBuddy(box)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(14)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        self.mode.activated.connect(self._on_mode)
        self.since.activated.connect(self._on_since)
        workspace.switches_changed.connect(self._show)
        workspace.pinned_changed.connect(self._on_pinned)
        self._show()

    def use_file(self, path: str) -> None:
        """Have the mean be over the positions of a file."""
        self._workspace.switch(replace(self._workspace.document.switches, mode="mean", reference=path))

    def _on_mode(self, index: int) -> None:
        switches = self._workspace.document.switches
        if index == OF_FILE:
            self._show()  # until a file is chosen nothing changed
            dialog = QFileDialog(self.window(), self.tr("Mean over the text of a file"))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.fileSelected.connect(self.use_file)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
        else:
            self._workspace.switch(replace(switches, mode="mean" if index == OF_TEXT else "zero", reference=""))

    def _on_since(self, index: int) -> None:
        since = max(self._workspace.pinned, 0) if index == FROM_PIN else 0
        self._workspace.switch(replace(self._workspace.document.switches, since=since))
        self._show()

    def _on_pinned(self, _index: int) -> None:
        self._show()

    def _show(self) -> None:
        switches, pinned = self._workspace.document.switches, self._workspace.pinned
        texts = (
            (self.tr("In its place"), self.tr("Zero, or what it gives in the mean over all positions of a text.")),
            (self.tr("Where"), self.tr("At every position, or only from the pinned token on.")),
        )
        for label, box, (title, tip) in zip(self._labels, (self.mode, self.since), texts, strict=True):
            label.setText(title)
            box.setAccessibleName(title)
            for widget in (label, box):
                widget.setToolTip(tip)
        name = PurePath(switches.reference).name
        of_file = self.tr("Mean over {file}").format(file=name) if name else self.tr("Mean over a file…")
        number = switches.since + 1 if switches.since else pinned + 1
        from_here = self.tr("From token {number} on").format(number=number) if number else self.tr("From the pinned…")
        with QSignalBlocker(self.mode), QSignalBlocker(self.since):
            for box, items in (
                (self.mode, (self.tr("Zero"), self.tr("Mean over this text"), of_file)),
                (self.since, (self.tr("Everywhere"), from_here)),
            ):
                for index, item in enumerate(items):
                    box.setItemText(index, item)
            self.mode.setCurrentIndex(ZERO if switches.mode == "zero" else OF_FILE if name else OF_TEXT)
            self.since.setCurrentIndex(FROM_PIN if switches.since else EVERYWHERE)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
