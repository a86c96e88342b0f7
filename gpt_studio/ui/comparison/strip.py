"""All tokens of the text in one row: Δ log-probability as bars, KL as heat beneath. A click pins a token."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gpt_studio.store.document import Token
from gpt_studio.ui import theme
from gpt_studio.ui.plain import plain_tip
from gpt_studio.ui.token_text import visible_token

from .nats import kl_color, kl_text, signed_nats
from .numbers import Numbers

BARS_PX, GAP_PX, HEAT_PX = 36, 3, 9
SCALE_PX = 58  # for the numbers at the right
LEAST_SCALE = 0.5  # nats


class Strip(QWidget):
    """`delta` and `kl` in nats, NaN where nothing is known; positive Δ: the right held the token more probable."""

    token_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: list[Token] = []
        self._numbers = Numbers()
        self._pinned = self._differs = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._retranslate()

    def sizeHint(self) -> QSize:
        return QSize(200, self._bars() + GAP_PX + HEAT_PX + 4)

    def show_numbers(self, tokens: list[Token], numbers: Numbers) -> None:
        """Show the numbers of tokens, one of each a token."""
        if numbers is not self._numbers:
            self._numbers = numbers
            self.updateGeometry()
            self.update()
        self._tokens = tokens

    def mark(self, pinned: int, differs: int) -> None:
        """Mark the pinned token and the first that is otherwise."""
        if (pinned, differs) != (self._pinned, self._differs):
            self._pinned, self._differs = pinned, differs
            self.update()

    @property
    def _delta(self) -> NDArray[np.float64]:
        return self._numbers.delta

    @property
    def _kl(self) -> NDArray[np.float64]:
        return self._numbers.kl

    def said(self, index: int) -> str:
        """What is known of one token, in a line."""
        if not 0 <= index < len(self._kl) or math.isnan(self._kl[index]):
            return ""
        kl = self.tr("KL {number}").format(number=kl_text(float(self._kl[index])))
        if math.isnan(self._delta[index]):
            return kl
        return f"Δ {signed_nats(float(self._delta[index]))} · {kl}"

    def scale(self) -> float:
        """The Δ in nats that fills half the height of the bars."""
        known = self._delta[np.isfinite(self._delta)]
        return max(LEAST_SCALE, float(np.abs(known).max())) if known.size else LEAST_SCALE

    def index_at(self, x: float) -> int:
        """The token under a place, or −1."""
        if not len(self._delta) or not 0 <= x < self._width():
            return -1
        return min(len(self._delta) - 1, int(x / self._width() * len(self._delta)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = 1 + self._bars() / 2
        if self._bars():
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(0, middle), QPointF(self._width(), middle))
        heat = QRectF(0, 1 + self._bars() + GAP_PX, self._width(), HEAT_PX)
        painter.fillRect(heat, theme.color("hover"))
        self._paint_tokens(painter, middle, heat)
        for index, name in ((self._differs, "warning"), (self._pinned, "accent")):
            if 0 <= index < len(self._delta):
                self._paint_mark(painter, index, name)
        self._paint_scale(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_tokens(self, painter: QPainter, middle: float, heat: QRectF) -> None:
        """Of more tokens than pixels the most different of each pixel."""
        scale, up, down = self.scale(), theme.series(0), theme.series(1)
        each = max(1, math.ceil(len(self._kl) / self._width()))
        numbers = zip(_most(self._delta, each), _most(self._kl, each), strict=True)
        for i, (delta, kl) in enumerate(numbers):
            left, width = self._place(i * each)
            if not math.isnan(delta):
                share = max(-1.0, min(1.0, delta / scale)) * (BARS_PX / 2 - 1)
                painter.fillRect(QRectF(left, middle - max(share, 0), width, abs(share)), up if delta > 0 else down)
            if not math.isnan(kl):
                painter.fillRect(QRectF(left, heat.top(), width, heat.height()), kl_color(kl))

    def _paint_mark(self, painter: QPainter, index: int, name: str) -> None:
        left, width = self._place(index)
        painter.setPen(QPen(theme.color(name), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left - 1, 1.5, max(width, 3) + 2, self.height() - 3))

    def _paint_scale(self, painter: QPainter) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.8)
        painter.setFont(font)
        painter.setPen(theme.color("muted"))
        bars = self._bars()
        place = QRectF(self.width() - SCALE_PX + 6, 0, SCALE_PX - 6, bars)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        if bars:
            painter.drawText(place, flags, f"Δ ±{self.scale():.1f}")
        below = QRectF(place.left(), bars - 2, place.width(), GAP_PX + HEAT_PX + 6)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "KL")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.index_at(event.pos().x())
            said = self.said(index)
            if said:
                said = f"{index + 1}  {visible_token(self._tokens[index].record)}  {said}"
                QToolTip.showText(event.globalPos(), plain_tip(said), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.token_clicked.emit(self.index_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not len(self._delta):
            super().keyPressEvent(event)
            return
        self.token_clicked.emit(min(len(self._delta) - 1, max(0, self._pinned + step)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _bars(self) -> int:
        """The height of the bars; none where no Δ is known."""
        return BARS_PX if np.isfinite(self._delta).any() else 0

    def _width(self) -> float:
        return max(1.0, self.width() - SCALE_PX)

    def _place(self, index: int) -> tuple[float, float]:
        """(left edge, width) of a token, at least a pixel."""
        step = self._width() / max(1, len(self._delta))
        return index * step, max(1.0, step - (1.0 if step > 4 else 0.0))

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Difference at every token"))
        self.setAccessibleDescription(self.tr("Left and right walk over the tokens and pin them."))


def _most(numbers: NDArray[np.float64], each: int) -> list[float]:
    """The number farthest from 0 of every `each` neighbours; NaN where none is known."""
    if each == 1:
        return numbers.tolist()
    padded = np.append(numbers, np.full(-len(numbers) % each, np.nan)).reshape(-1, each)
    far = np.where(np.isnan(padded), -1.0, np.abs(padded)).argmax(1)
    return padded[np.arange(len(padded)), far].tolist()
