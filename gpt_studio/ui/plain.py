"""A stranger's words as they are: Qt would take what looks like HTML for HTML."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain(*labels: QLabel) -> None:
    """Have labels show their text letter by letter."""
    for label in labels:
        label.setTextFormat(Qt.TextFormat.PlainText)


def plain_tip(text: str) -> str:
    """A tooltip that shows `text` letter by letter."""
    return f"<span style='white-space: pre-wrap'>{html.escape(text)}</span>" if "<" in text else text
