"""Widgets beside and below each other, at the distances of the form."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget


def row_of(*widgets: QWidget) -> QHBoxLayout:
    """Beside each other."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return row


def column_of(*items: QWidget | QLayout) -> QVBoxLayout:
    """Below each other."""
    column = QVBoxLayout()
    column.setSpacing(4)
    for item in items:
        if isinstance(item, QLayout):
            column.addLayout(item)
        else:
            column.addWidget(item)
    return column
