"""Labels in the tones of the page: quiet ones that explain, and ones that say what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QWidget


def quiet_label(parent: QWidget | None = None) -> QLabel:
    """An explanation: muted and wrapped."""
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "muted")
    return label


def problem_label(parent: QWidget | None = None) -> QLabel:
    """What is wrong, beside where it is wrong."""
    label = quiet_label(parent)
    label.setProperty("role", "error")
    return label


def title_label(parent: QWidget | None = None, scale: float = 1.35) -> QLabel:
    """A heading, larger than the text around it."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setWeight(font.Weight.DemiBold)
    label.setFont(font)
    return label


def count_text(number: int) -> str:
    """A whole number with the separators of the language in force."""
    return QLocale().toString(number)


def short_count(number: float) -> str:
    """A number in three digits: 812, 10.7 k, 1.12 M, 1.20 G."""
    for limit, unit in ((1e9, "\u202fG"), (1e6, "\u202fM"), (1e4, "\u202fk")):
        if number >= limit:
            value = number / (1e3 if unit.endswith("k") else limit)
            return QLocale().toString(value, "f", 0 if value >= 100 else 1 if value >= 10 else 2) + unit
    return QLocale().toString(round(number))


def bytes_text(size: int) -> str:
    """A size in decimal units."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def duration_text(seconds: float) -> str:
    """A duration as a clock shows it: 0:41, 12:05, 3:07:20."""
    whole = max(0, round(seconds))
    hours, minutes = divmod(whole // 60, 60)
    if hours:
        return f"{hours}:{minutes:02}:{whole % 60:02}"
    return f"{minutes}:{whole % 60:02}"


def step_time_text(seconds: float) -> str:
    """A short time: 61 ms, 2.4 s."""
    if seconds < 1:
        return f"{QLocale().toString(round(1000 * seconds))}\u202fms"
    return f"{QLocale().toString(seconds, 'f', 1)}\u202fs"
