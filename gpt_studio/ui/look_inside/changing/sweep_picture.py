"""A sweep as a picture: all heads coloured by what each is worth, and the first of them in a list."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gpt_studio.ui import theme
from gpt_studio.ui.leaving.block import SMALL, TEXT, Block, font, header, write
from gpt_studio.ui.leaving.rows import Column, rows
from gpt_studio.ui.leaving.saving import Drawing
from gpt_studio.ui.look_inside import head_grid

from .effect_grid import effect_color
from .measures import legend, names
from .ranking import told
from .sweep_table import GAINS, MEASURES, SweepTable, ranked

FIRST = 20
ROOM = 760.0


def drawing(table: SweepTable, measure: str, *, dark: bool) -> Drawing:
    """The grid coloured by one of MEASURES, and the FIRST heads by it."""
    title = QCoreApplication.translate("ChangingPage", "Every head by itself")
    loss = QCoreApplication.translate("ChangingPage", "Loss with everything on {loss} nats a token")
    lines = [
        f"{Path(table.key.path).name}   ·   {names()[measure]}   ·   {loss.format(loss=f'{table.loss:.4f}')}",
        legend(measure),
    ]
    return Drawing(title, [header(title, lines, dark), _grid(table, measure, dark), _list(table, measure, dark)])


def _grid(table: SweepTable, measure: str, dark: bool) -> Block:
    """Layers downward, heads across, each named layer.head; the strongest colour is the largest number."""
    column = table.column(measure)
    assert column is not None
    most = max(float(np.nanmax(np.abs(column))), 1e-9)
    line = QFontMetricsF(font(SMALL)).height()
    layers, heads = column.shape
    grid = head_grid.lay_out(layers, heads, ROOM, line, 20.0, 28.0)

    def paint(painter: QPainter, at: QPointF) -> None:
        painter.save()
        painter.translate(at)
        painter.setFont(font(SMALL))
        for layer, head in np.ndindex(column.shape):
            place = grid.place(layer, head)
            head_grid.paint_name(painter, place, f"{layer}.{head}", line, theme.colors(dark).muted)
            share = float(column[layer, head]) / most
            painter.fillRect(place, effect_color(-share if measure in GAINS else share, dark))
            head_grid.paint_frame(painter, place, chosen=False, dark=dark)
        painter.restore()
        ends = f"{told(0.0 if measure == 'kl' else -most, measure)} … {told(most, measure)}"
        place = grid.place(column.shape[0] - 1, 0).translated(at)
        place.setRect(at.x(), place.bottom() + 6, 400, QFontMetricsF(font(TEXT)).height())
        write(painter, place, ends, font(SMALL), QColor(theme.colors(dark).muted).name())

    return Block(QSizeF(grid.width + 2, grid.height + 12 + QFontMetricsF(font(TEXT)).height()), paint)


def _list(table: SweepTable, measure: str, dark: bool) -> Block:
    heads, column = ranked(table, measure)[:FIRST], table.column(measure)
    assert column is not None
    most = max(float(np.nanmax(np.abs(column))), 1e-9)
    columns = [Column(QCoreApplication.translate("Ranking", "Head"), [f"{layer}.{head}" for layer, head in heads])]
    for name in MEASURES:
        values = table.column(name)
        if values is not None:
            sign = -1.0 if name in GAINS else 1.0
            shares = [sign * float(values[at]) / most for at in heads] if name == measure else None
            cells = [told(float(values[at]), name) for at in heads]
            columns.append(Column(names()[name], cells, True, shares, signed=True, inks=(1, 0)))
    return rows("", columns, dark)
