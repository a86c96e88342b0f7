"""The legend of the tint: the scale of the chosen measure with its ends; a click offers the other measures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from gpt_studio.ui import theme

from .tint import MEASURES, RANK_BANDS, Tint, tint_color

SWATCH, HEIGHT, GAP = 18, 10, 6
SMOOTH_STEPS = 5


class TintLegend(QAbstractButton):
    """`Probability  100 % ▒▒▒▒▒ < 0.1 %`."""

    def __init__(self, tint: Tint, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tint = tint
        self._menu = QMenu(self)
        self._actions = [self._menu.addAction("") for _ in MEASURES]
        for action in self._actions:
            action.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        self._menu.triggered.connect(self._on_triggered)
        tint.changed.connect(self._refresh)
        self._refresh()

    def texts(self) -> tuple[str, str, str]:
        """(the measure, the sure end of its scale, the surprising end)."""
        return {
            "probability": (self.tr("Probability"), "100 %", "< 0.1 %"),
            "rank": (self.tr("Rank"), "1–10", f"> {RANK_BANDS[-1]:,}"),
            "entropy": (self.tr("Entropy"), self.tr("0 nats"), self.tr("7 nats")),
            "relative": (self.tr("Relative probability"), self.tr("the best"), self.tr("< 0.1 % of it")),
            "none": (self.tr("No tint"), "", ""),
        }[self._tint.measure]

    def sizeHint(self) -> QSize:
        metrics, (title, low, high) = self.fontMetrics(), self.texts()
        width = sum(metrics.horizontalAdvance(t) + GAP for t in (title, low, high) if t)
        return QSize(width + (self._swatches() * SWATCH + 2 * GAP if low else 0), metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        title, low, high = self.texts()
        x, strong = 0, theme.color("text" if self.underMouse() or self.hasFocus() else "muted")
        x = self._write(painter, x, title, strong)
        if low:
            x = self._write(painter, x + GAP, low, theme.color("muted"))
            count = self._swatches()
            top = (self.height() - HEIGHT) / 2
            for i in range(count):
                painter.fillRect(QRectF(x + i * SWATCH, top, SWATCH - 1, HEIGHT), tint_color(i / (count - 1)))
            painter.setPen(theme.color("border"))
            painter.drawRect(QRectF(x - 1, top - 0.5, count * SWATCH, HEIGHT + 1))
            self._write(painter, x + count * SWATCH + GAP, high, theme.color("muted"))
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _swatches(self) -> int:
        return len(RANK_BANDS) + 1 if self._tint.measure == "rank" else SMOOTH_STEPS

    def _write(self, painter: QPainter, x: int, text: str, color: object) -> int:
        painter.setPen(color)  # pyright: ignore[reportCallIssue, reportArgumentType]
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(x, 0, width + 2, self.height(), Qt.AlignmentFlag.AlignVCenter, text)
        return x + width + GAP

    def _refresh(self, _measure: str = "") -> None:
        titles = (
            self.tr("Probability"),
            self.tr("Rank: 1–10, –100, –1,000, beyond"),
            self.tr("Entropy"),
            self.tr("Relative to the best token"),
            self.tr("No tint"),
        )
        for action, measure, title in zip(self._actions, MEASURES, titles, strict=True):
            action.setText(title)
            action.setChecked(measure == self._tint.measure)
        title, low, high = self.texts()
        self.setAccessibleName(self.tr("Tint: {measure}").format(measure=f"{title} {low} – {high}" if low else title))
        self.setToolTip(self._tip())
        self.updateGeometry()
        self.update()

    def _tip(self) -> str:
        return {
            "probability": self.tr("How probable the model held each token: p = softmax(logits), before any sampler."),
            "rank": self.tr("How many tokens the model held more probable: 1–10, 11–100, 101–1,000, beyond (GLTR)."),
            "entropy": self.tr("How undecided the model was at each token: H = −Σ p ln p, in nats."),
            "relative": self.tr("How probable each token was beside the best one at its place: p / p of the best."),
            "none": self.tr("The text is not tinted. Click to choose a measure."),
        }[self._tint.measure]

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(QPoint(0, -self._menu.sizeHint().height())))

    def _on_triggered(self, action: object) -> None:
        self._tint.show(MEASURES[[a is action for a in self._actions].index(True)])
        self._refresh()
