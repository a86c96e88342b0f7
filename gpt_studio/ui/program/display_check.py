"""Whether Qt can open a window here; where it cannot, which package is missing. Runs before Qt is loaded.

Qt itself ends the process with an abort when its platform plugin cannot be loaded. Names are those that
`ldd libqxcb.so libQt6Gui.so` lists for Qt 6.11 on Linux.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping

# shared object: (Debian and Ubuntu, Fedora)
EVERY_PLATFORM: dict[str, tuple[str, str]] = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
}
XCB: dict[str, tuple[str, str]] = {
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
WAYLAND: dict[str, tuple[str, str]] = {
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
}
HEADLESS = 'gpt-studio generate bundled --prompt "To be"'


def display_problem(
    environment: Mapping[str, str],
    platform: str = sys.platform,
    can_load: Callable[[str], bool] | None = None,
    can_connect: Callable[[str], bool] | None = None,
) -> str:
    """What keeps Qt from opening a window, as a few lines for the terminal; '' when nothing does."""
    if not platform.startswith("linux"):
        return ""
    load, connect = can_load or _can_load, can_connect or _can_connect
    wanted = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    display, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if not wanted and not display and not wayland:
        return _no_display("There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.")
    needed = dict(EVERY_PLATFORM)
    if wanted == "xcb" or (not wanted and not wayland):
        needed |= XCB
    elif wanted == "wayland" or not wanted:
        needed |= WAYLAND
    missing = [name for name in needed if not load(name)]
    if missing:
        return _missing(missing, needed)
    if needed.keys() >= XCB.keys() and not connect(display):
        return _no_display(f"The display {display or '(none)'} cannot be reached.")
    return ""


def _no_display(reason: str) -> str:
    return (
        f"gpt-studio: {reason}\n"
        f"Without a window the same model runs headless:  {HEADLESS}\n"
        "All headless commands:  gpt-studio --help"
    )


def _missing(missing: list[str], needed: Mapping[str, tuple[str, str]]) -> str:
    debian = " ".join(dict.fromkeys(needed[name][0] for name in missing))
    fedora = " ".join(dict.fromkeys(needed[name][1] for name in missing))
    return (
        f"gpt-studio: the window needs system libraries that are missing: {', '.join(missing)}.\n"
        f"Debian, Ubuntu:  sudo apt install {debian}\n"
        f"Fedora:  sudo dnf install {fedora}\n"
        f"Without a window the same model runs headless:  {HEADLESS}"
    )


def _can_load(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _can_connect(display: str) -> bool:
    """Whether the X server answers."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode() or None, None)
    broken = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not broken
