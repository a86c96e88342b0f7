"""The small picture of a head in the grid of all heads, and how large it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from gpt_studio.ui import theme

from .head_grid import GridGeometry
from .map.pixels import fitting, picture
from .map.pyramid import Pyramid, pooled
from .view import Weights

LARGEST, ROOMY, SMALLEST = 43.0, 9.0, 7.0  # pixels from one head to the next
TALL = 150.0  # pixels of all layers
MARGIN = 3.0


def paint_head(painter: QPainter, spot: QRectF, weights: Weights, ratio: float) -> None:
    """The weights of a head in a small square, each pixel the largest of what it covers."""
    side = max(round(spot.width() * ratio), 1)
    small = pooled(weights, side)
    units = len(small)
    scale = fitting(units, side, side)
    cells = int(scale) * units
    hidden = np.zeros(units, np.bool_)
    image = picture(
        Pyramid(small),
        np.arange(1, units + 1),
        hidden,
        scale,
        (0, 0),
        (cells, cells),
        theme.is_dark(),
        ratio,
        gaps=False,
    )
    painter.drawImage(spot, image)


def lay_out_all(layers: int, heads: int, width: int) -> GridGeometry:
    """All heads in the width; as high as TALL while they need not become smaller than SMALLEST for that."""
    pitch = min((width - 2 * MARGIN) / max(heads, 1), max(TALL / max(layers, 1), SMALLEST), LARGEST)
    gap = 3.0 if pitch >= ROOMY else 1.0 if pitch >= SMALLEST / 2 else 0.0
    return GridGeometry(layers, heads, max(pitch - gap, 0.5), gap, 0.0)
