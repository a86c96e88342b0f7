"""How a model is loaded: its precision, its context, adapters put on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.models import PRECISIONS, Fit, ModelKey
from gpt_studio.ui.fields import IntField
from gpt_studio.ui.icons import icon
from gpt_studio.ui.plain import plain_tip

# The engine keeps at most this many tokens unless more are asked for.
DEFAULT_CONTEXT = 4096
PAUSE_MS = 200


class LoadingForm(QWidget):
    """`key(path)` is how the model would be loaded. `changed` comes a moment after something was chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device = "auto"
        self._default = DEFAULT_CONTEXT
        self.adapters: tuple[str, ...] = ()
        self._labels = [QLabel(self) for _ in range(3)]
        self.precision = QComboBox(self)
        self.precision.addItems([""] * len(PRECISIONS))
        self.context = IntField(self)
        self.context.setRange(1, DEFAULT_CONTEXT)
        self.context.setGroupSeparatorShown(True)
        self.context.setSingleStep(256)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.add = QPushButton(self)
        self.add.setAutoDefault(False)
        self.add.setProperty("kind", "link")
        self.suggestion = QPushButton(self)
        self.suggestion.setAutoDefault(False)
        self.suggestion.setProperty("kind", "link")
        self.suggestion.hide()
        self._fit: Fit | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._lay_out()
        self.precision.currentIndexChanged.connect(self._on_changed)
        self.context.valueChanged.connect(self._on_changed)
        self.add.clicked.connect(self._on_add)
        self.suggestion.clicked.connect(self._on_suggestion)
        self._retranslate()

    def _lay_out(self) -> None:
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, label in enumerate(self._labels):
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop if row == 2 else Qt.AlignmentFlag.AlignVCenter)
        choices = QHBoxLayout()
        choices.addWidget(self.precision)
        choices.addWidget(self.suggestion)
        choices.addStretch(1)
        grid.addLayout(choices, 0, 1)
        grid.addWidget(self.context, 1, 1, Qt.AlignmentFlag.AlignLeft)
        below = QVBoxLayout()
        below.setSpacing(2)
        below.addLayout(self._rows)
        below.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(below, 2, 1)

    # -- values -------------------------------------------------------------------------------------------------

    def begin(self, key: ModelKey) -> None:
        """Show how a model is loaded, before its card is known."""
        self._pause.stop()
        self._device = key.device
        with QSignalBlocker(self.precision):
            self.precision.setCurrentIndex(PRECISIONS.index(key.dtype) if key.dtype in PRECISIONS else 0)
        with QSignalBlocker(self.context):
            self.context.setMaximum(2**31 - 1)
            self.context.setValue(key.context or DEFAULT_CONTEXT)
        self._default = 0 if key.context else DEFAULT_CONTEXT
        self.suggest(None)
        self._show_adapters(key.adapters)

    def set_most_context(self, most: int) -> None:
        """The card says how many tokens the network can look at."""
        fresh = self._default == DEFAULT_CONTEXT
        self._default = min(most, DEFAULT_CONTEXT)
        with QSignalBlocker(self.context):
            self.context.setMaximum(most)
            if fresh and self.context.value() == DEFAULT_CONTEXT:
                self.context.setValue(self._default)

    def key(self, path: str) -> ModelKey:
        """How the model at `path` would be loaded."""
        context = self.context.value()
        return ModelKey(path, self.dtype, self._device, None if context == self._default else context, self.adapters)

    @property
    def dtype(self) -> str:
        return PRECISIONS[max(0, self.precision.currentIndex())]

    def suggest(self, fit: Fit | None) -> None:
        """Offer what would fit into memory."""
        self._fit = fit
        self.suggestion.setVisible(fit is not None)
        if fit is not None:
            self.suggestion.setText(
                self.tr("Take {precision} and {count} tokens").format(
                    precision=precision_name(fit.dtype), count=f"{fit.context:,}"
                )
            )

    def align_with(self, width: int) -> None:
        """Begin the second column where that of the card begins."""
        self._grid.setColumnMinimumWidth(0, width)

    def add_adapter(self, folder: str) -> None:
        """Put one more adapter on the model."""
        if folder not in self.adapters:
            self._show_adapters((*self.adapters, folder))
            self.changed.emit()

    # -- slots --------------------------------------------------------------------------------------------------

    def _on_changed(self, _value: int) -> None:
        self._pause.start()

    def _on_suggestion(self) -> None:
        if self._fit is not None:
            self.context.setValue(self._fit.context)
            self.precision.setCurrentIndex(PRECISIONS.index(self._fit.dtype))
            self._pause.stop()
            self.changed.emit()

    def _on_add(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of a PEFT adapter"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.add_adapter)
        dialog.open()

    def _on_remove(self) -> None:
        gone = self.sender().property("path")
        self._show_adapters(tuple(path for path in self.adapters if path != gone))
        self.changed.emit()

    def _show_adapters(self, adapters: tuple[str, ...]) -> None:
        self.adapters = adapters
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for path in adapters:
            self._rows.addWidget(self._row(path))

    def _row(self, path: str) -> QWidget:
        row = QWidget(self)
        name = QLabel(Path(path).name or path, row)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setToolTip(plain_tip(path))
        remove = QToolButton(row)
        remove.setProperty("kind", "icon")
        remove.setProperty("path", path)
        remove.setIcon(icon("close", "muted"))
        said = self.tr("Take {name} off").format(name=name.text())
        remove.setAccessibleName(said)
        remove.setToolTip(said)
        remove.clicked.connect(self._on_remove)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(name)
        layout.addWidget(remove)
        layout.addStretch(1)
        row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return row

    def _retranslate(self) -> None:
        texts = (self.tr("Load in"), self.tr("Keep up to"), self.tr("Adapters"))
        tips = (
            self.tr("The precision in which the weights are held (dtype): fewer bytes need less memory."),
            self.tr("The most tokens that are kept at a time; the KV cache grows with them."),
            self.tr("Small changes of the weights that were trained apart (PEFT), put on in this order."),
        )
        for label, text, tip in zip(self._labels, texts, tips, strict=True):
            label.setText(text)
            label.setToolTip(tip)
        for number, name in enumerate(PRECISIONS):
            self.precision.setItemText(number, precision_name(name))
        self.context.setSuffix(" " + self.tr("tokens"))
        for field, text, tip in zip((self.precision, self.context, self.add), texts, tips, strict=True):
            field.setAccessibleName(text)
            field.setToolTip(tip)
        self.add.setText(self.tr("Add adapter…"))
        self.suggest(self._fit)
        self._show_adapters(self.adapters)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "_pause"):
            self._retranslate()
        super().changeEvent(event)


def precision_name(name: str) -> str:
    """A precision as the window names it."""
    return QCoreApplication.translate("Precision", "automatic precision") if name == "auto" else name
