"""One line about what a sampler did: its words, and a bar of the entropy before and after it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gpt_studio.protocol.effects import Effect
from gpt_studio.ui import theme

from .effect_texts import effect_text, effect_tip

BAR = QSize(40, 10)


class EntropyBar(QWidget):
    """Pale: the entropy before; full: after. Where it rose, the gain stands out behind the mark of before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(BAR)
        self._before = self._after = 0.0

    def show_shares(self, before: float, after: float) -> None:
        """Entropies as shares of the widest that is shown."""
        self._before, self._after = before, after
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width, height = self.width(), self.height()
        for share, name in ((1.0, "hover"), (self._before, "border"), (self._after, "accent")):
            painter.setBrush(theme.color(name))
            painter.drawRoundedRect(QRectF(0, 2, max(2.0, share * width), height - 4), 3, 3)
        if self._after > self._before:
            painter.setBrush(theme.color("surface"))
            painter.drawRect(QRectF(self._before * width - 1, 2, 1.5, height - 4))


class EffectLine(QWidget):
    """Empty until `show_effect`; greyed where the sampler changed nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = EntropyBar(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(6)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addWidget(self.text, 1)
        layout.addWidget(self._bar)
        self.text.setProperty("role", "muted")
        self._changed = False
        self.hide()

    def show_effect(self, effect: Effect | None, widest: float) -> None:
        """`widest`: the entropy in nats that fills the bar."""
        self.setVisible(effect is not None)
        if effect is None:
            return
        self.text.setText(effect_text(effect))
        self._changed = effect.changed
        self._fit()
        scale = max(widest, 1e-9)
        self._bar.show_shares(effect.entropy_before / scale, effect.entropy_after / scale)
        self.setToolTip(effect_tip(effect))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The words come before the bar, which the tooltip says too."""
        wanted = self.text.fontMetrics().horizontalAdvance(self.text.text()) + BAR.width() + 12
        self._bar.setVisible(self._changed and wanted <= self.width())
