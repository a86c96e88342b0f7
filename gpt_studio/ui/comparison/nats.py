"""Differences in nats: as people read them, and KL as a colour."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from gpt_studio.ui import theme

FULL_NATS = 1.0  # the KL from which on its colour is as strong as it gets


def signed_nats(value: float) -> str:
    """`+0.42 nats`, `−1.30 nats`; small ones with two digits that count."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return QCoreApplication.translate("Units", "{number} nats").format(number=sign + _digits(abs(value)))


def kl_text(value: float) -> str:
    """`0.12 nats`; small ones with two digits that count; `∞` where the right has not what the left has."""
    if math.isinf(value):
        return "∞"
    return QCoreApplication.translate("Units", "{number} nats").format(number=_digits(value))


def _digits(value: float) -> str:
    if value == 0 or value >= 0.1:
        return f"{value:.2f}"
    return f"{value:.{1 - math.floor(math.log10(value))}f}" if value >= 1e-6 else "< 0.000001"


def kl_color(nats: float) -> QColor:
    """From nothing at 0 to the full colour at 1 nat and above; ∞ is grey: no number."""
    if math.isinf(nats):
        return theme.color("muted")
    found = theme.series(2)
    found.setAlphaF(min(1.0, 0.06 + 0.94 * (max(nats, 0.0) / FULL_NATS) ** 0.5))
    return found
