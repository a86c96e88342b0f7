"""Attention as a picture that answers what a token looks at. PNG and SVG come from the same drawing.

Works without a window: where there is no application yet, one is made that needs no screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from gpt_studio.protocol.errors import StudioError
from gpt_studio.ui import theme

from .blocks import Block, all_heads, header, large_map
from .sentence import sentence
from .view import AttentionView

MARGIN, BETWEEN = 32.0, 26.0
SHARPNESS = 2  # pixels of a PNG for each pixel of the drawing
LARGEST_SIDE = 32_000  # pixels that Qt paints


def png(view: AttentionView, *, dark: bool = False, note: str = "") -> bytes:
    """The picture as PNG."""
    _need_application()
    size, draw = _compose(view, dark, note)
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
    draw(painter)
    painter.end()
    return _bytes(lambda buffer: QImageWriter(buffer, QByteArray(b"png")).write(image))


def svg(view: AttentionView, *, dark: bool = False, note: str = "") -> bytes:
    """The picture as SVG, with text as text."""
    _need_application()
    size, draw = _compose(view, dark, note)
    generator = QSvgGenerator()
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setResolution(96)
    generator.setTitle(_title(view))

    def write(buffer: QBuffer) -> None:
        generator.setOutputDevice(buffer)
        painter = QPainter(generator)
        draw(painter)
        painter.end()

    return _bytes(write)


def _compose(view: AttentionView, dark: bool, note: str) -> tuple[QSize, Callable[[QPainter], None]]:
    """The size of the picture in pixels, and what paints it."""
    blocks = [header(_title(view), [line for line in (_subtitle(view), note) if line], dark)]
    chosen = large_map(view, dark)
    if view.query >= 0:
        blocks.append(sentence(view, dark, max(chosen.size.width(), 760.0)))
    blocks.append(chosen)
    if len(view.layers) * len(view.heads) > 1:
        blocks.append(all_heads(view, dark, max(*(b.size.width() for b in blocks), 480.0)))

    def draw(painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(theme.colors(dark).surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = MARGIN
        for block in blocks:
            block.paint(painter, QPointF(MARGIN, y))
            y += block.size.height() + BETWEEN

    size = _sheet(blocks)
    return size, draw


def _sheet(blocks: list[Block]) -> QSize:
    width = max(block.size.width() for block in blocks)
    height = sum(block.size.height() for block in blocks) + BETWEEN * (len(blocks) - 1)
    return QSizeF(width + 2 * MARGIN, height + 2 * MARGIN).toSize()


def _title(view: AttentionView) -> str:
    if view.query >= 0:
        name = view.names[view.query]
        if name.stem:
            title = QCoreApplication.translate("AttentionPicture", "What “{token}” in “{word}” looks at")
        else:
            title = QCoreApplication.translate("AttentionPicture", "What “{token}” looks at")
        return title.format(token=name.label, word=name.whole)
    return QCoreApplication.translate("AttentionPicture", "What each token looks at")


def _subtitle(view: AttentionView) -> str:
    text = QCoreApplication.translate(
        "AttentionPicture", "{model}   ·   layer {layer}, head {head}   ·   {layers} layers × {heads} heads"
    )
    layers, heads = view.shape
    return text.format(model=view.model, layer=view.layer, head=view.head, layers=layers, heads=heads)


_made: list[QGuiApplication] = []  # lives as long as the process, since fonts belong to it


def _need_application() -> None:
    """Where no application runs, make one that draws without a screen."""
    if QGuiApplication.instance() is None:
        without_screen = ["-platform", "offscreen"] if sys.platform == "linux" else []
        _made.append(QGuiApplication(["gpt-studio", *without_screen]))


def _bytes(write: Callable[[QBuffer], object]) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(data.data())
