"""The attention map at 4,096 tokens, and the pictures of 24 × 16 heads at 1,024: what a frame costs, what stalls.

A frame is a pan or a zoom step and the painting of the widget, offscreen. Milliseconds are of the wall clock and, in
brackets, of this process: on a machine that does other things too the second is the one to judge by.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "ui"))

import numpy as np
from machine import machine, median
from PySide6.QtCore import QEventLoop, QPointF, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gpt_studio.ui.look_inside.gallery import Gallery
from gpt_studio.ui.look_inside.head_navigator import HeadNavigator
from gpt_studio.ui.look_inside.labels import Name
from gpt_studio.ui.look_inside.map.attention_map import AttentionMap
from gpt_studio.ui.look_inside.map.pyramid import Pyramid
from gpt_studio.ui.look_inside.shown import Shown

LONG, SIDE = 4096, 800
LAYERS, HEADS, SHORT = 24, 16, 1024
FRAMES = 40

Weights = np.ndarray


def causal(heads: int, tokens: int) -> Weights:
    """Attention-like rows [heads, T, T]: most of it small, some of it large."""
    rows = np.tril(np.random.default_rng(0).random((heads, tokens, tokens), np.float32) ** 8)
    return rows / np.maximum(rows.sum(-1, keepdims=True), 1e-9)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the wall clock and of this process."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - own)


def report(what: str, found: list[tuple[float, float]]) -> None:
    """Medians and the worst."""
    walls, owns = (list(times) for times in zip(*found, strict=True))
    print(f"{what:<46}{median(walls):8.1f} ({median(owns):.1f})   worst {max(walls):.1f} ({max(owns):.1f})")


def frames(map_: AttentionMap) -> None:
    """Panning and zooming at every distance, at the map's side of SIDE pixels."""
    onto = QImage(map_.size(), QImage.Format.Format_ARGB32_Premultiplied)
    pans, zooms = list[tuple[float, float]](), list[tuple[float, float]]()

    def paint() -> None:
        map_.render(onto)

    for way in (1,) * 9 + (-1,) * 9:
        zooms.append(timed(lambda way=way: (map_.zoom(way, QPointF(SIDE / 2, SIDE / 2)), paint())))
        for _ in range(FRAMES // 8):
            pans.append(timed(lambda: (map_._pan(1, 1), paint())))
    report(f"pan, {LONG} x {LONG}", pans)
    report(f"zoom, {LONG} x {LONG}", zooms)


def pictures(app: QApplication) -> None:
    """All heads' small pictures, made and drawn between the window's frames; how late a 5 ms timer is meanwhile.

    In brackets the longest work of this process between two of its ticks.
    """
    gallery, navigator, layer = Gallery(), HeadNavigator(), causal(HEADS, SHORT)
    navigator.resize(240, 400)
    navigator.set_shape(LAYERS, HEADS)
    navigator.show()
    gallery.changed.connect(lambda a, b: navigator.show_head((a, b), gallery.pictures[a, b]))
    late, busy, loop, clock = list[float](), list[float](), QEventLoop(), QTimer()
    last = [time.perf_counter(), time.process_time()]

    def tick() -> None:
        now = time.perf_counter(), time.process_time()
        late.append(1000 * (now[0] - last[0]) - 5)
        busy.append(1000 * (now[1] - last[1]))
        last[:] = now
        if not gallery.busy and not navigator._dirty:
            loop.quit()

    clock.timeout.connect(tick)
    clock.start(5)

    def work() -> None:
        for number in range(LAYERS):
            gallery.take(number, layer)
        last[:] = time.perf_counter(), time.process_time()
        loop.exec()

    wall, own = timed(work)
    clock.stop()
    assert len(gallery.pictures) == LAYERS * HEADS
    own_time, lateness = f"{wall:8.0f} ({own:.0f})", f"timers late by {max(late):.0f} ({max(busy):.0f})"
    print(f"{LAYERS} x {HEADS} pictures at {SHORT} tokens{'':<14}{own_time}   {lateness}")


def main() -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    print(machine())
    print(f"{'milliseconds':<46}  median (of this process)")
    weights = causal(1, LONG)[0]
    map_ = AttentionMap()
    map_.resize(SIDE + 80, SIDE + 80)
    map_.show()
    report(
        "levels of 4096 x 4096, all distances",
        [timed(lambda: Pyramid(weights, seen=np.arange(1, LONG + 1))) for _ in range(3)],
    )
    names = tuple(Name("", f"token{i}") for i in range(LONG))
    map_.show_map(Shown(names, weights, np.arange(1, LONG + 1), np.zeros(LONG, np.bool_)))
    frames(map_)
    grown = Pyramid(weights[:2048, :2048])
    rows = [weights[at, : at + 1] for at in range(2048, 2081)]
    report("33 rows more behind 2,048", [timed(lambda: grown.append(rows)) for _ in range(1)])
    pictures(app)


if __name__ == "__main__":
    main()
