"""Numbers as a formula shows them. Qt-free."""

from __future__ import annotations

import math


def number(value: float) -> str:
    """Four digits that count: `37.42`, `−0.01250`, `1.2e−05`; −∞ for what is masked."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.2e}".replace("-", "−")
    return f"{value:#.4g}".rstrip(".").replace("-", "−")


def few(values: tuple[float, ...], most: int = 4) -> str:
    """The first numbers of a vector: `0.12  −0.40  1.7 …`"""
    shown = "   ".join(f"{value:.3g}".replace("-", "−") for value in values[:most])
    return f"{shown} …" if len(values) >= most else shown


def root(size: int) -> str:
    """1 / √D as it is written."""
    return f"1/√{size}"
