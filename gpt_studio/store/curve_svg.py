"""The loss curve of a run as an SVG picture: training loss, and the validation loss as points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 28, 44
MOST = 1000  # points of a line
_STYLE = 'font-family="sans-serif" font-size="12" fill="#62666d"'


def curve_svg(training: Points, validation: Points, title: str) -> str:
    """Losses in nats per token over steps. Points that are not finite are left out."""
    training, validation = _finite(training), _finite(validation)
    every = [*training, *validation]
    scale = _Scale(every)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fdfdfb"/>',
        *_axes(scale),
    ]
    if training:
        parts.append(f'<polyline fill="none" stroke="#0072b2" points="{scale.line(_thinned(training))}"/>')
    if validation:
        parts.append(f'<polyline fill="none" stroke="#d55e00" points="{scale.line(validation)}"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="#d55e00"/>' for x, y in map(scale.place, validation)]
    return "\n".join([*parts, "</svg>", ""])


class _Scale:
    """From steps and losses to places in the picture."""

    def __init__(self, points: Points) -> None:
        steps, losses = [p[0] for p in points] or [0.0, 1.0], [p[1] for p in points] or [0.0, 1.0]
        self.first, self.last = min(steps), max(max(steps), min(steps) + 1)
        self.low, self.high = min(losses), max(losses)
        if self.high - self.low < 1e-9:
            self.high = self.low + 1.0

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        x = LEFT + (point[0] - self.first) / (self.last - self.first) * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - (point[1] - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    def line(self, points: Points) -> str:
        return " ".join(f"{x},{y}" for x, y in map(self.place, points))


def _axes(scale: _Scale) -> list[str]:
    base, left = HEIGHT - BOTTOM, LEFT
    parts = [f'<path d="M{left} {TOP}V{base}H{WIDTH - RIGHT}" fill="none" stroke="#dcdad4"/>']
    for share in (0.0, 0.5, 1.0):
        step = scale.first + share * (scale.last - scale.first)
        loss = scale.low + share * (scale.high - scale.low)
        x, y = scale.place((step, loss))
        parts.append(f'<text x="{x}" y="{base + 18}" text-anchor="middle" {_STYLE}>{step:,.0f}</text>')
        parts.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end" {_STYLE}>{loss:.3g}</text>')
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end" {_STYLE}>step</text>')
    legend = (
        f'<text x="{left}" y="16" {_STYLE}>loss, nats per token: '
        '<tspan fill="#0072b2">training</tspan>, <tspan fill="#d55e00">validation (points)</tspan></text>'
    )
    return [*parts, legend]


def _finite(points: Points) -> list[tuple[float, float]]:
    return [(step, loss) for step, loss in points if math.isfinite(step) and math.isfinite(loss)]


def _thinned(points: Points) -> Points:
    """At most MOST points: the lowest and the highest of each stretch, so that no peak is lost."""
    if len(points) <= MOST:
        return points
    each = math.ceil(2 * len(points) / MOST)
    found: list[tuple[float, float]] = []
    for first in range(0, len(points), each):
        stretch = points[first : first + each]
        ends = {min(stretch, key=lambda p: p[1]), max(stretch, key=lambda p: p[1])}
        found += sorted(ends)
    return found
