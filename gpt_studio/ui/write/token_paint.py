"""Drawing tokens: the chosen measure as background, the pin as an outline."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from gpt_studio.store.document import Token
from gpt_studio.ui import theme

from .token_geometry import Piece, Visible

RADIUS = 3.0
STEPS = 255


def paint_tints(painter: QPainter, visible: Visible, tokens: list[Token], clip: QRectF, strength: float = 1.0) -> None:
    """Each token's background by the probability that the model gave it; none where it was not asked."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setOpacity(strength)
    brushes = _brushes(theme.is_dark())
    for line in visible.lines:
        if not line.rect.intersects(clip):
            continue
        painter.translate(line.origin)
        for piece in line.pieces:
            logprob = tokens[piece.index].record.logprob
            if logprob is not None:
                painter.setBrush(brushes[min(STEPS, max(0, round(-logprob * STEPS / theme.TINT_NATS)))])
                painter.drawRoundedRect(_inside(piece), RADIUS, RADIUS)
        painter.translate(-line.origin)
    painter.setOpacity(1.0)


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
    surprisals = (theme.TINT_NATS * step / STEPS for step in range(STEPS + 1))
    return [QBrush(theme.tint(math.exp(-nats), dark)) for nats in surprisals]
