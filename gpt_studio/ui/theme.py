"""Colours, light and dark, and the scales: probability as background, attention as underline and map.

Scales are straight lines in OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab/): equal steps look
equal, and lightness alone orders them, so they hold without colour vision. Widgets that cache colours read
them again in `changeEvent` on `QEvent.Type.PaletteChange`, which follows each change of the colour scheme.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

Lab = tuple[float, float, float]


@dataclass(frozen=True)
class Colors:
    """One scheme. `window` is the frame around, `surface` what is read, `raised` what lies above it.

    `border` parts one place from another; `outline` is the edge of what can be filled in or switched.
    """

    window: str
    surface: str
    raised: str
    text: str
    muted: str
    border: str
    outline: str
    hover: str
    accent: str
    on_accent: str
    selection: str
    attention: str
    warning: str
    warning_surface: str
    error: str
    error_surface: str

    def __post_init__(self) -> None:
        for f in fields(self):
            if not QColor(getattr(self, f.name)).isValid():
                raise ValueError(f"{f.name} is no colour")


LIGHT = Colors(
    window="#f5f4f1",
    surface="#fdfdfb",
    raised="#ffffff",
    text="#1d2024",
    muted="#62666d",
    border="#dcdad4",
    outline="#82858b",
    hover="#eae8e3",
    accent="#0d6b80",
    on_accent="#ffffff",
    selection="#bfe0e8",
    attention="#7a35bd",
    warning="#8a5300",
    warning_surface="#fdf1dc",
    error="#a8281c",
    error_surface="#fcebe8",
)
DARK = Colors(
    window="#1c1d20",
    surface="#151618",
    raised="#25272b",
    text="#e4e4e0",
    muted="#9fa3aa",
    border="#34373c",
    outline="#767b83",
    hover="#2d3035",
    accent="#5cc0d4",
    on_accent="#0b2329",
    selection="#1f4d58",
    attention="#c79aff",
    warning="#edb65c",
    warning_surface="#33290f",
    error="#ff9d8f",
    error_surface="#3a1c18",
)

# Lines of a plot, in order: told apart without colour vision (Okabe and Ito 2008), readable on both surfaces.
SERIES_LIGHT = ("#0072b2", "#d55e00", "#007a5a", "#a6508a", "#8a6d00")
SERIES_DARK = ("#56b4e9", "#f0935a", "#35c295", "#de95c4", "#e3cf57")


SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
_asked = "system"


def ask_for_scheme(scheme: str) -> None:
    """`light`, `dark` or as the `system` has it. ui/style.py applies it to the widgets."""
    global _asked  # one screen, one scheme
    _asked = scheme if scheme in SCHEMES else "system"
    QGuiApplication.styleHints().setColorScheme(SCHEMES[_asked])


def asked_scheme() -> str:
    """What `ask_for_scheme` was last given."""
    return _asked


def is_dark() -> bool:
    """Whether the person, or else the system, asks for the dark scheme."""
    if _asked != "system":
        return _asked == "dark"
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def colors(dark: bool | None = None) -> Colors:
    """The scheme in force, or the one asked for."""
    return DARK if (is_dark() if dark is None else dark) else LIGHT


def color(name: str, dark: bool | None = None) -> QColor:
    """One colour of the scheme by its field's name."""
    return QColor(getattr(colors(dark), name))


def series(index: int, dark: bool | None = None) -> QColor:
    """The colour of a plot's line number `index`."""
    chosen = SERIES_DARK if (is_dark() if dark is None else dark) else SERIES_LIGHT
    return QColor(chosen[index % len(chosen)])


# -- scales --------------------------------------------------------------------------------------------

TINT_NATS = 7.0
# (probability 1, probability 0) as OKLab (lightness, chroma, hue in degrees): from a breath of blue to amber.
_TINT_LIGHT = ((0.972, 0.012, 220.0), (0.860, 0.115, 72.0))
_TINT_DARK = ((0.250, 0.020, 225.0), (0.470, 0.105, 66.0))
# What a network is sure of: the hue of the accent, light enough (dark enough) for text to stand on it.
_SURE_LIGHT = (0.780, 0.085, 224.0)
_SURE_DARK = (0.460, 0.080, 224.0)


def tint(probability: float, dark: bool | None = None) -> QColor:
    """Background of a token: faint blue where the model was certain, amber where the token was improbable.

    Equal steps of surprisal (−ln p) look equal; from 7 nats (p < 0.1 %) on the colour stays.
    """
    surprisal = -math.log(max(probability, math.exp(-TINT_NATS)))
    step = round(255 * (1 - min(1.0, max(0.0, surprisal / TINT_NATS))))
    return QColor(*_tints(is_dark() if dark is None else dark)[step])


def sureness(share: float, dark: bool | None = None) -> QColor:
    """Ground of what a network would say: the paper where it is unsure (0), strong where it is sure (1).

    In another hue than `tint`, since it says the opposite.
    """
    return QColor(*_sure(is_dark() if dark is None else dark)[round(255 * min(1.0, max(0.0, share)))])


def attention_color(weight: float, dark: bool | None = None) -> QColor:
    """Colour of a line or an underline for an attention weight of 0…1, more solid the more it weighs."""
    found = color("attention", dark)
    found.setAlphaF(0.18 + 0.82 * math.sqrt(min(1.0, max(0.0, weight))))
    return found


@lru_cache(maxsize=4)
def attention_lut(dark: bool) -> NDArray[np.uint8]:
    """[256, 4] RGBA from the surface (weight 0) to the strongest attention colour (weight 1), for maps."""
    scheme = DARK if dark else LIGHT
    low = _lab_of(QColor(scheme.surface))
    high = _lab_of(QColor("#f0dcff" if dark else "#3b0f70"))
    middle = _lab_of(QColor(scheme.attention))
    turn = round(255 * math.dist(low, middle) / (math.dist(low, middle) + math.dist(middle, high)))
    first, second = _ramp(low, middle, turn + 1), _ramp(middle, high, 256 - turn)[1:]
    rgb = np.array(first + second, dtype=np.uint8)
    return np.concatenate([rgb, np.full((256, 1), 255, np.uint8)], axis=1)


@lru_cache(maxsize=2)
def _sure(dark: bool) -> list[tuple[int, int, int]]:
    return _ramp(_lab_of(color("surface", dark)), _lab_from_polar(*(_SURE_DARK if dark else _SURE_LIGHT)), 256)


@lru_cache(maxsize=2)
def _tints(dark: bool) -> list[tuple[int, int, int]]:
    sure, unlikely = _TINT_DARK if dark else _TINT_LIGHT
    return _ramp(_lab_from_polar(*unlikely), _lab_from_polar(*sure), 256)


def _ramp(start: Lab, end: Lab, count: int) -> list[tuple[int, int, int]]:
    shares = [i / (count - 1) for i in range(count)]
    return [_rgb((_mix(start[0], end[0], s), _mix(start[1], end[1], s), _mix(start[2], end[2], s))) for s in shares]


def _mix(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


def _lab_from_polar(lightness: float, chroma: float, hue: float) -> Lab:
    angle = math.radians(hue)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def _rgb(lab: Lab) -> tuple[int, int, int]:
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _gamma(linear: float) -> int:
    linear = min(1.0, max(0.0, linear))
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * value)


def _lab_of(shown: QColor) -> Lab:
    red, green, blue = (_linear(c) for c in (shown.redF(), shown.greenF(), shown.blueF()))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


# -- fonts and palette ---------------------------------------------------------------------------------


def text_font(size_pt: float) -> QFont:
    """The typeface of the document: a reading serif where the system has one."""
    font = QFont()
    font.setFamilies(["Charter", "Iowan Old Style", "Source Serif 4", "Noto Serif", "Georgia", "DejaVu Serif", "serif"])
    font.setPointSizeF(size_pt)
    return font


def mono_font(size_pt: float) -> QFont:
    """For tokens, ids and bytes."""
    font = QFont()
    families = ["SF Mono", "Cascadia Mono", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono", "monospace"]
    font.setFamilies(families)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPointSizeF(size_pt)
    return font


def palette(dark: bool | None = None) -> QPalette:
    """The scheme as a Qt palette, for Fusion and every widget that draws itself from it."""
    c = colors(dark)
    found = QPalette()
    roles = QPalette.ColorRole
    for role, name in {
        roles.Window: c.window, roles.WindowText: c.text, roles.Base: c.surface, roles.Text: c.text,
        roles.AlternateBase: c.window, roles.Button: c.raised, roles.ButtonText: c.text,
        roles.BrightText: c.error, roles.ToolTipBase: c.raised, roles.ToolTipText: c.text,
        roles.PlaceholderText: c.muted, roles.Highlight: c.selection, roles.HighlightedText: c.text,
        roles.Link: c.accent, roles.LinkVisited: c.accent, roles.Accent: c.accent, roles.Light: c.hover,
        roles.Midlight: c.hover, roles.Mid: c.border, roles.Dark: c.border, roles.Shadow: c.border,
    }.items():  # fmt: skip
        found.setColor(role, QColor(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        faint = QColor(c.muted)
        faint.setAlphaF(0.65)
        found.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return found
