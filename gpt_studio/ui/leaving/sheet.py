"""Blocks one below the other as a picture: PNG and SVG come from the same drawing.

Works without a window: where there is no application yet, one is made that needs no screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from gpt_studio.protocol.errors import StudioError
from gpt_studio.ui import theme
from gpt_studio.ui.translations import SOURCE, Translations

from .block import Block

MARGIN, BETWEEN = 32.0, 26.0
SHARPNESS = 2  # pixels of a PNG for each pixel of the drawing
LARGEST_SIDE = 32_000  # pixels that Qt paints


def png(blocks: Sequence[Block], dark: bool) -> bytes:
    """The blocks as PNG."""
    size = _size(blocks)
    longest = max(size.width(), size.height())
    sharpness = SHARPNESS if longest * SHARPNESS <= LARGEST_SIDE else 1
    image = QImage(size * sharpness, QImage.Format.Format_RGB32)
    if longest > LARGEST_SIDE or image.isNull():
        raise StudioError(
            "too_large", "the picture", expected=f"at most {LARGEST_SIDE} pixels a side",
            found=f"{size.width()} x {size.height()}", remedy="Choose fewer layers or heads",
        )  # fmt: skip
    image.setDevicePixelRatio(sharpness)
    painter = QPainter(image)
    _draw(painter, blocks, dark)
    painter.end()
    return _bytes(lambda buffer: QImageWriter(buffer, QByteArray(b"png")).write(image))


def svg(blocks: Sequence[Block], title: str, dark: bool) -> bytes:
    """The blocks as SVG, with text as text."""
    size = _size(blocks)
    generator = QSvgGenerator()
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setResolution(96)
    generator.setTitle(title)

    def write(buffer: QBuffer) -> None:
        generator.setOutputDevice(buffer)
        painter = QPainter(generator)
        _draw(painter, blocks, dark)
        painter.end()

    return _bytes(write)


def _draw(painter: QPainter, blocks: Sequence[Block], dark: bool) -> None:
    size = _size(blocks)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(theme.colors(dark).surface))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    y = MARGIN
    for block in blocks:
        block.paint(painter, QPointF(MARGIN, y))
        y += block.size.height() + BETWEEN


def _size(blocks: Sequence[Block]) -> QSize:
    width = max(block.size.width() for block in blocks)
    height = sum(block.size.height() for block in blocks) + BETWEEN * (len(blocks) - 1)
    return QSizeF(width + 2 * MARGIN, height + 2 * MARGIN).toSize()


_made: list[QObject] = []  # lives as long as the process, since fonts belong to it


def need_application() -> None:
    """Where no application runs, make one that draws without a screen."""
    if QGuiApplication.instance() is None:
        without_screen = ["-platform", "offscreen"] if sys.platform == "linux" else []
        _made.append(QGuiApplication(["gpt-studio", *without_screen]))
        words = Translations()
        words.use(SOURCE)
        _made.append(words)


def _bytes(write: Callable[[QBuffer], object]) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(data.data())
