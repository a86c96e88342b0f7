"""Drawing tokens: the chosen measure as background, the pin as an outline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from gpt_studio.store.document import Token
from gpt_studio.ui import theme

from .tint import strength, tint_color
from .token_geometry import Key, Line, Piece, Visible

RADIUS = 3.0
STEPS = 255


class TintPainter:
    """Paints the backgrounds; lines that stand as they did are kept as pictures while they can be seen."""

    def __init__(self) -> None:
        self._kept: dict[Key, QPixmap] = {}
        self._look: tuple[object, ...] = ()

    def forget(self) -> None:
        """Lines or numbers have changed."""
        self._kept.clear()

    def paint(
        self, painter: QPainter, visible: Visible, tokens: Sequence[Token], clip: QRectF, measure: str, opacity: float
    ) -> None:
        """Each token's background by `measure`; none where its record has no number for it."""
        if measure == "none":
            return
        ratio = painter.device().devicePixelRatio()
        look = (measure, theme.is_dark(), ratio)
        if look != self._look:
            self._look = look
            self.forget()
        painter.setOpacity(opacity)
        seen: dict[Key, QPixmap] = {}
        for line in visible.lines:
            known = self._kept.get(line.key) if line.key else None
            if known is None and line.rect.intersects(clip):
                known = _picture(line, tokens, measure, ratio)
            if known is None:
                continue
            if line.key:
                seen[line.key] = known
            if line.rect.intersects(clip):
                painter.drawPixmap(line.rect.topLeft(), known)
        self._kept = seen
        painter.setOpacity(1.0)


def _picture(line: Line, tokens: Sequence[Token], measure: str, ratio: float) -> QPixmap:
    """The backgrounds of one line on nothing, as large as the line with its end."""
    width = max([line.rect.width(), *(piece.rect.right() for piece in line.pieces[-1:])]) + 1
    found = QPixmap(QSize(round(width * ratio) + 1, round(line.rect.height() * ratio) + 1))
    found.setDevicePixelRatio(ratio)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.translate(line.origin - line.rect.topLeft())
    brushes = _brushes(theme.is_dark())
    for piece in line.pieces:
        share = strength(tokens[piece.index].record, measure)
        if share is not None:
            painter.setBrush(brushes[round(share * STEPS)])
            painter.drawRoundedRect(_inside(piece), RADIUS, RADIUS)
    painter.end()
    return found


def paint_outline(painter: QPainter, pieces: list[Piece], color: QColor, width: float) -> None:
    """A frame around the pieces of one token."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for piece in pieces:
        painter.drawRoundedRect(_inside(piece).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def _inside(piece: Piece) -> QRectF:
    """The piece's rectangle with a hair of air around it, so that neighbours are told apart."""
    return piece.rect.adjusted(0.5, 1.0, -0.5, -1.0)


@lru_cache(maxsize=2)
def _brushes(dark: bool) -> list[QBrush]:
    return [QBrush(tint_color(step / STEPS, dark)) for step in range(STEPS + 1)]
