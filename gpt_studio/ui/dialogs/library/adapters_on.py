"""The adapters that are on the loaded model: beside its weights or merged into them, with what merging keeps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.models import AdapterOn, bytes_to_keep
from gpt_studio.ui.plain import plain, plain_tip
from gpt_studio.ui.terms import tip
from gpt_studio.ui.token_text import byte_count


class AdaptersOn(QWidget):
    """Hidden where there are none. `wanted` has the numbers of all that are to be in the weights."""

    wanted = Signal(object)  # tuple[int, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: ModelLoaded | None = None
        self._waits = False
        self._label, self.note = QLabel(self), QLabel(self)
        for label in (self._label, self.note):
            label.setProperty("role", "muted")
        plain(self.note)
        self.note.setWordWrap(True)
        self._label.setContentsMargins(0, 2, 0, 0)  # its text stands as high as that of the buttons
        self.all = self._button()
        self.all.clicked.connect(self._on_all)
        self.rows: list[tuple[QLabel, QPushButton]] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(self._lines, 0, 1)
        grid.addWidget(self.all, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.note, 2, 1)
        self.hide()

    def show_model(self, model: ModelLoaded | None, *, waits: bool) -> None:
        """The adapters on a loaded model, None for one that is not loaded; while the engine loads nothing is asked."""
        self._model, self._waits = model, waits
        adapters = () if model is None else model.adapters
        while len(self.rows) < len(adapters):
            self._add_row()
        for number, (said, button) in enumerate(self.rows):
            for widget in (said, button):
                widget.setVisible(number < len(adapters))
            if number < len(adapters):
                self._show_row(said, button, adapters[number])
        self._show_all(adapters)
        self.note.setText(self._told(adapters))
        self.note.setVisible(bool(self.note.text()))
        self._label.setText(self.tr("On it now"))
        self._label.setToolTip(self.tr("The adapters of the model as it is loaded."))
        self.setVisible(bool(adapters))

    def align_with(self, width: int) -> None:
        """Begin the second column where that of the card begins."""
        self._grid.setColumnMinimumWidth(0, width)

    def _show_row(self, said: QLabel, button: QPushButton, adapter: AdapterOn) -> None:
        name = adapter.name
        said.setText((self.tr("merged: {name}") if adapter.merged else self.tr("beside: {name}")).format(name=name))
        said.setToolTip(plain_tip(f"{adapter.summary}\n{adapter.folder}"))
        button.setText(self.tr("Unmerge") if adapter.merged else self.tr("Merge into the weights"))
        what = self.tr("Unmerge {name}") if adapter.merged else self.tr("Merge {name} into the weights")
        button.setAccessibleName(what.format(name=name))
        button.setToolTip(tip("unmerge" if adapter.merged else "merge"))
        button.setVisible(bool(adapter.keeps))
        button.setEnabled(not self._waits and (adapter.merged or adapter.may_merge))

    def _show_all(self, adapters: tuple[AdapterOn, ...]) -> None:
        may = [adapter for adapter in adapters if adapter.may_merge]
        merged = all(adapter.merged for adapter in may)
        self.all.setVisible(len(may) > 1)
        self.all.setEnabled(not self._waits)
        self.all.setText(self.tr("Unmerge all") if merged else self.tr("Merge all into the weights"))
        self.all.setToolTip(tip("unmerge" if merged else "merge"))

    def _told(self, adapters: tuple[AdapterOn, ...]) -> str:
        """What it costs, before it is pressed; why it cannot be done."""
        packed = [adapter for adapter in adapters if adapter.packed]
        if packed:
            return self.tr(
                "Weights in codes ({precision}) cannot take an adapter in: load the model in float32 or bfloat16 "
                "to merge. Beside them it acts as it is."
            ).format(precision=self._model.info.dtype if self._model is not None else "")
        open_ = [adapter for adapter in adapters if adapter.may_merge and not adapter.merged]
        held = bytes_to_keep(adapter for adapter in adapters if adapter.merged)
        said: list[str] = []
        if held:
            said.append(self.tr("{size} of copies are kept, so that unmerging is exact.").format(size=byte_count(held)))
        more = bytes_to_keep(adapter for adapter in adapters if adapter.may_merge) - held
        if open_ and more:
            said.append(
                self.tr("Merging keeps a copy of the weights that are changed: {size} of memory.").format(
                    size=byte_count(more)
                )
            )
        if open_ and self._model is not None and self._model.key.dtype == "bfloat16":
            said.append(self.tr("The sum is rounded to bfloat16."))
        return " ".join(said)

    def _add_row(self) -> None:
        said, button = QLabel(self), self._button()
        plain(said)
        button.setProperty("number", len(self.rows))
        button.clicked.connect(self._on_one)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(said)
        line.addWidget(button)
        line.addStretch(1)
        self._lines.addLayout(line)
        self.rows.append((said, button))

    def _button(self) -> QPushButton:
        button = QPushButton(self)
        button.setAutoDefault(False)
        button.setProperty("kind", "link")
        return button

    def _merged(self) -> set[int]:
        adapters = () if self._model is None else self._model.adapters
        return {number for number, adapter in enumerate(adapters) if adapter.merged}

    def _on_one(self) -> None:
        self.wanted.emit(tuple(sorted(self._merged() ^ {self.sender().property("number")})))

    def _on_all(self) -> None:
        adapters = () if self._model is None else self._model.adapters
        may = {number for number, adapter in enumerate(adapters) if adapter.may_merge}
        self.wanted.emit(() if may <= self._merged() else tuple(sorted(may)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_model(self._model, waits=self._waits)
        super().changeEvent(event)
