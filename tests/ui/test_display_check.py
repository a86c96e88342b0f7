"""Without a screen, or without its libraries, the program says what is missing instead of ending in an abort."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from gpt_studio.ui.program.display_check import display_problem


def always(_name: str) -> bool:
    return True


def test_where_all_is_there_nothing_is_said():
    assert display_problem({"DISPLAY": ":0"}, "linux", always, always) == ""
    assert display_problem({"WAYLAND_DISPLAY": "wayland-0"}, "linux", always, always) == ""
    assert display_problem({"QT_QPA_PLATFORM": "offscreen"}, "linux", always, lambda _: False) == ""
    assert display_problem({}, "win32", lambda _: False, lambda _: False) == ""


def test_without_a_display_the_headless_command_is_named():
    said = display_problem({}, "linux", always, always)
    assert "DISPLAY" in said
    assert "gpt-studio generate bundled" in said


def test_a_display_that_does_not_answer_is_named():
    assert ":77" in display_problem({"DISPLAY": ":77"}, "linux", always, lambda _: False)


@pytest.mark.parametrize(
    ("environment", "library", "debian", "fedora"),
    [
        ({"DISPLAY": ":0"}, "libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "libEGL.so.1", "libegl1", "libglvnd-egl"),
        ({"WAYLAND_DISPLAY": "w"}, "libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
    ],
)
def test_a_missing_library_names_its_packages(environment, library, debian, fedora):
    said = display_problem(environment, "linux", lambda name: name != library, always)
    assert library in said
    assert f"apt install {debian}\n" in said
    assert f"dnf install {fedora}\n" in said


def test_offscreen_needs_nothing_of_x11():
    assert display_problem({"QT_QPA_PLATFORM": "offscreen"}, "linux", lambda n: "xcb" not in n, always) == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has programs without a display")
@pytest.mark.parametrize("display", [{}, {"DISPLAY": ":4711"}])
def test_the_program_refuses_with_code_3_and_no_abort(display):
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {k: v for k, v in os.environ.items() if k not in hidden} | display
    code = "import sys; from gpt_studio.app import run; sys.exit(run())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 3
    assert "gpt-studio: " in done.stderr
    assert "Traceback" not in done.stderr
