"""The foot of a card: Load, or how far the loading is, with Cancel; Unload for the model that is there."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gpt_studio.ui.model_loader import ModelLoader
from gpt_studio.ui.plain import plain
from gpt_studio.ui.token_text import byte_count

TICK_MS = 100
# Nothing is shown for what ends within this time.
QUIET_S = 0.6


class LoadFoot(QWidget):
    """Follows the loader; the buttons are connected by whoever shows it."""

    def __init__(self, loader: ModelLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._phase = QLabel(self)
        plain(self._phase)
        self._phase.setProperty("role", "muted")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self.cancel, self.unload, self.close_, self.load = (QPushButton(self) for _ in range(4))
        self.load.setProperty("kind", "primary")
        for button in (self.cancel, self.unload, self.close_):
            button.setAutoDefault(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._phase)
        layout.addWidget(self._bar, 1)
        layout.addStretch(1)
        for button in (self.cancel, self.unload, self.close_, self.load):
            layout.addWidget(button)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._show_progress)
        self.cancel.clicked.connect(loader.cancel)
        loader.changed.connect(self._on_changed)
        self._retranslate()
        self._on_changed()

    def _on_changed(self) -> None:
        if self._loader.loading:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_progress()

    def _show_progress(self) -> None:
        loading, progress = self._loader.loading, self._loader.progress
        elapsed = time.monotonic() - self._loader.begun
        shown = loading and elapsed >= QUIET_S
        for widget in (self._phase, self._bar, self.cancel):
            widget.setVisible(shown)
        if not shown:
            return
        known = progress is not None and progress.total > 0
        self._bar.setRange(0, 1000 if known else 0)
        said = [self.tr("Preparing…")]
        if progress is not None and known:
            self._bar.setValue(round(1000 * progress.done / progress.total))
            done, total = byte_count(progress.done), byte_count(progress.total)
            phase = self.tr("Adding up") if self._loader.merging else self.tr("Reading")
            said = [phase, self.tr("{done} of {total}").format(done=done, total=total)]
        said.append(self.tr("{time} s").format(time=f"{elapsed:.1f}"))
        self._phase.setText(" · ".join(said))

    def _retranslate(self) -> None:
        self.load.setText(self.tr("Load"))
        self.cancel.setText(self.tr("Cancel"))
        self.close_.setText(self.tr("Close"))
        self.unload.setText(self.tr("Unload"))
        self.unload.setToolTip(self.tr("Gives the memory of the loaded model back. The text stays."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
