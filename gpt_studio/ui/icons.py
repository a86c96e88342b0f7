"""The program's own icons: SVG drawn with the colour of the text around them, sharp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gpt_studio.files.places import resource

from . import theme

SIDE = 16
SCALES = (1, 2, 3)


def icon(name: str, role: str = "text") -> QIcon:
    """The icon `resources/icons/NAME.svg` in the theme's colour `role`; made anew when the scheme changes."""
    return _icon(name, theme.color(role).name(), theme.color("muted").name())


@lru_cache(maxsize=256)
def _icon(name: str, color: str, disabled: str) -> QIcon:
    found = QIcon()
    for scale in SCALES:
        found.addPixmap(_pixmap(name, color, scale))
        found.addPixmap(_pixmap(name, disabled, scale), QIcon.Mode.Disabled)
    return found


def _pixmap(name: str, color: str, scale: int) -> QPixmap:
    image = QImage(SIDE * scale, SIDE * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _renderer(name, color).render(painter, QRectF(0, 0, SIDE * scale, SIDE * scale))
    painter.end()
    image.setDevicePixelRatio(scale)
    return QPixmap.fromImage(image)


def _renderer(name: str, color: str) -> QSvgRenderer:
    source = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", QColor(color).name()).encode()))
