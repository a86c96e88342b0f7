"""The text up to one token, with what that token takes from each: a bar and a percentage below every word."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gpt_studio.ui import theme
from gpt_studio.ui.leaving.block import SMALL, Block, font

from .blocks import said
from .view import AttentionView, Weights, strongest

WORD = 17  # pixels
NARROWEST, PAD, BAR = 40.0, 12.0, 44.0
MOST_WORDS, FEWER, GAP = 200, 60, "…"
SMALLEST_SHOWN = 0.005  # of the longest bar; below, a weight is not written
Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class Word:
    """One token in the lines of the sentence."""

    index: int
    line: int
    x: float
    width: float


def sentence(view: AttentionView, dark: bool, room: float) -> Block:
    """Tokens up to the query, and the rest of its line, in lines of at most `room` pixels.

    Bars are as long as the weights, the strongest one fills the room below its word.
    """
    words = _words(view, room)
    name, small = QFontMetricsF(font(WORD)).height(), QFontMetricsF(font(SMALL)).height()
    height = name + 4 + BAR + small + 14
    row: Weights = view.shown[view.query]
    most = float(row.max())

    def paint(painter: QPainter, at: QPointF) -> None:
        for word in words:
            place = QRectF(at.x() + word.x, at.y() + word.line * height, word.width, height)
            label = GAP if word.index < 0 else view.names[word.index].label
            _paint_name(painter, place, label, 1 if word.index < 0 else word.index - view.query, dark)
            if 0 <= word.index <= view.query:
                below = place.adjusted(4, name + 4, -4, 0)
                weight = float(row[word.index])
                _paint_bar(painter, below, weight / max(most, 1e-9), said(view, weight), dark)

    width = max(word.x + word.width for word in words)
    return Block(QSizeF(width, (words[-1].line + 1) * height - 14), paint)


def _spelt_out(view: AttentionView) -> list[int]:
    """Tokens to write; of a long text only the strongest sources and the query, -1 where some are left out."""
    if view.query < MOST_WORDS:
        return list(range(view.tokens))
    found, kept = list[int](), {view.query, *(key for key, _ in strongest(view.shown[view.query], FEWER))}
    for index in sorted(kept):
        if index != (found[-1] + 1 if found else 0):
            found.append(-1)
        found.append(index)
    return found


def _words(view: AttentionView, room: float) -> list[Word]:
    metrics = QFontMetricsF(font(WORD, bold=True))
    found, line, x = list[Word](), 0, 0.0
    for index in _spelt_out(view):
        label = GAP if index < 0 else view.names[index].label
        width = max(metrics.horizontalAdvance(label) + PAD, NARROWEST)
        if x + width > room and x > 0:
            if index > view.query:
                break
            line, x = line + 1, 0.0
        found.append(Word(index, line, x, width))
        x += width
    return found


def _paint_name(painter: QPainter, place: QRectF, label: str, after: int, dark: bool) -> None:
    """A word; `after` counts from the query, which stands out, while what follows it is faint."""
    scheme, with_font = theme.colors(dark), font(WORD, bold=after == 0)
    painter.setFont(with_font)
    painter.setPen(QColor(scheme.accent if after == 0 else scheme.muted if after > 0 else scheme.text))
    top = QRectF(place.x(), place.y(), place.width(), QFontMetricsF(with_font).height())
    painter.drawText(top, Align.AlignCenter, label)


def _paint_bar(painter: QPainter, place: QRectF, length: float, text: str, dark: bool) -> None:
    """A bar of a `length` of 0…1, and what it stands for."""
    scheme, pixels = theme.colors(dark), BAR * length
    painter.fillRect(QRectF(place.x(), place.y(), place.width(), 1), QColor(scheme.border))
    painter.fillRect(QRectF(place.x(), place.y(), place.width(), pixels), QColor(scheme.attention))
    if length >= SMALLEST_SHOWN:
        painter.setFont(font(SMALL))
        painter.setPen(QColor(scheme.text))
        under = QRectF(place.x(), place.y() + pixels + 1, place.width(), QFontMetricsF(font(SMALL)).height())
        painter.drawText(under, Align.AlignCenter, text)
