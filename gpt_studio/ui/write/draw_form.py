"""Below the samplers: the seed and its lock, the length, stop strings, what happens when the context is full."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRegularExpression, QSignalBlocker, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from gpt_studio.ui.fields import IntField
from gpt_studio.ui.icons import icon

from .draw_settings import DrawSettings
from .stop_strings import read_stop_strings, write_stop_strings

LONGEST = 100_000
ON_FULL = ("stop", "slide")


class DrawForm(QWidget):
    """A form over DrawSettings, but for the samplers; folded away until it is wanted."""

    def __init__(self, settings: DrawSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.fold = QToolButton(self)
        self.fold.setProperty("kind", "fold")
        self.fold.setCheckable(True)
        self.fold.setChecked(settings.unfolded)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._body = QWidget(self)
        self.seed = QLineEdit(self)
        self.seed.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{1,18}"), self))
        self.lock = QToolButton(self)
        self.lock.setProperty("kind", "icon")
        self.lock.setCheckable(True)
        self.length = IntField(self)
        self.length.setRange(0, LONGEST)
        self.length.setSingleStep(16)
        self.stop = QLineEdit(self)
        self.on_full = QComboBox(self)
        self.on_full.addItems(["", ""])
        self._labels = [QLabel(self) for _ in range(4)]
        self._lay_out()
        self._retranslate()
        self._refresh()
        self.fold.toggled.connect(self._on_fold)
        self.seed.textEdited.connect(self._on_seed)
        self.lock.toggled.connect(settings.set_seed_locked)
        self.length.valueChanged.connect(self._on_length)
        self.stop.textEdited.connect(self._on_stop)
        self.on_full.currentIndexChanged.connect(self._on_full_chosen)
        settings.changed.connect(self._refresh)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._show_lock()
            self._show_fold()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 0, 12, 10)
        whole.setSpacing(2)
        whole.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self._body)
        self._body.setVisible(self.fold.isChecked())
        grid = QGridLayout(self._body)
        grid.setContentsMargins(8, 4, 0, 4)
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        seed = QHBoxLayout()
        seed.setSpacing(4)
        seed.addWidget(self.seed, 1)
        seed.addWidget(self.lock)
        for row, label in enumerate(self._labels):
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 0)
        grid.addLayout(seed, 0, 1)
        for row, field in enumerate((self.length, self.stop, self.on_full), start=1):
            grid.addWidget(field, row, 1)

    def _retranslate(self) -> None:
        texts = (
            (
                self.tr("Seed"),
                self.tr("The number from which the random draws are made: the same seed gives the same text."),
            ),
            (self.tr("Length"), self.tr("The most tokens that are written at once.")),
            (
                self.tr("Stop at"),
                self.tr("Texts at which writing ends, separated by |. \\n is a line feed, \\t a tab, \\| a bar."),
            ),
            (
                self.tr("When full"),
                self.tr(
                    "When text and answer fill the model's context: stop, or drop the oldest tokens and read anew."
                ),
            ),
        )
        fields = (self.seed, self.length, self.stop, self.on_full)
        for label, field, (title, tip) in zip(self._labels, fields, texts, strict=True):
            label.setText(title)
            label.setToolTip(tip)
            field.setToolTip(tip)
            field.setAccessibleName(title)
        self.fold.setText(self.tr("Seed, length and stop strings"))
        self._show_fold()
        self.length.setSuffix(self.tr(" tokens"))
        self.length.setSpecialValueText(self.tr("until it ends"))
        self.stop.setPlaceholderText(self.tr("nothing"))
        self.on_full.setItemText(0, self.tr("Stop"))
        self.on_full.setItemText(1, self.tr("Drop the oldest tokens"))
        self._show_lock()

    def _show_fold(self) -> None:
        self.fold.setIcon(icon("down" if self.fold.isChecked() else "right", "muted"))

    def _on_fold(self, unfolded: bool) -> None:
        self._body.setVisible(unfolded)
        self._settings.set_unfolded(unfolded)
        self._show_fold()

    def _show_lock(self) -> None:
        locked = self.lock.isChecked()
        title = self.tr("The seed is locked") if locked else self.tr("A new seed for each text")
        self.lock.setIcon(icon("locked" if locked else "unlocked", "text" if locked else "muted"))
        self.lock.setToolTip(title)
        self.lock.setAccessibleName(self.tr("Lock the seed"))

    def _refresh(self) -> None:
        """Take the values from the settings, but leave alone what is being typed."""
        settings = self._settings
        blockers = [QSignalBlocker(w) for w in (self.lock, self.length, self.on_full)]
        if int(self.seed.text() or 0) != settings.seed:
            self.seed.setText(str(settings.seed))
        self.lock.setChecked(settings.seed_locked)
        self.length.setValue(settings.max_tokens or 0)
        if read_stop_strings(self.stop.text()) != settings.stop:
            self.stop.setText(write_stop_strings(settings.stop))
        self.on_full.setCurrentIndex(ON_FULL.index(settings.on_full) if settings.on_full in ON_FULL else 0)
        for blocker in blockers:
            blocker.unblock()
        self._show_lock()

    def _on_seed(self, text: str) -> None:
        """A seed that was typed is meant: it is locked with it."""
        self._settings.set_seed(int(text or 0))
        self._settings.set_seed_locked(True)

    def _on_length(self, count: int) -> None:
        self._settings.set_max_tokens(count or None)

    def _on_stop(self, text: str) -> None:
        self._settings.set_stop(read_stop_strings(text))

    def _on_full_chosen(self, index: int) -> None:
        self._settings.set_on_full(ON_FULL[index])
