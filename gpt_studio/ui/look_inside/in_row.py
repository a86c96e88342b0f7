"""Widgets beside each other."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget


def in_row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets in a row; None takes the room that is left."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
