"""The heads over a file as a picture: those with the largest mean of one number, and how it spreads over the lines."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.attention import STATISTICS
from gpt_studio.protocol.heads_over import HeadsFound
from gpt_studio.ui.leaving.block import header
from gpt_studio.ui.leaving.rows import Column, rows
from gpt_studio.ui.leaving.saving import Drawing
from gpt_studio.ui.look_inside.statistics_form import number_text, titles

MOST = 60  # heads of one picture


def drawing(found: HeadsFound, statistic: str, *, dark: bool) -> Drawing:
    """A line for each of the first heads: mean, deviation, the quartiles, and the mean as a bar."""
    at = STATISTICS.index(statistic)
    mean, deviation, quartiles = found.mean[at], found.deviation[at], found.quartiles[:, at]
    heads = [(layer, head) for layer in range(mean.shape[0]) for head in range(mean.shape[1])]
    heads.sort(key=lambda head: (math.isnan(mean[head]), -mean[head], head))
    heads = heads[:MOST]
    most = max((float(mean[head]) for head in heads if not math.isnan(mean[head])), default=0.0) or 1.0

    def said(value: float) -> str:
        return number_text(statistic, None if math.isnan(value) else float(value))

    title = QCoreApplication.translate("HeadsOverFile", "Heads over a file")
    lines = [
        f"{Path(found.key.path).name}   ·   {Path(found.path).name}   ·   {titles()[statistic]}",
        QCoreApplication.translate("HeadsOverFile", "%n line(s)", "", found.lines)
        + " · "
        + QCoreApplication.translate("HeadsOverFile", "%n token(s)", "", found.tokens),
    ]
    median = QCoreApplication.translate("HeadsOverFile", "Half of the lines")
    columns = [
        Column(QCoreApplication.translate("HeadsModel", "Head"), [f"{layer}.{head}" for layer, head in heads]),
        Column(QCoreApplication.translate("HeadsModel", "Mean"), [said(mean[head]) for head in heads], numbers=True,
               shares=[float(mean[head]) / most for head in heads], inks=("attention", "attention")),
        Column(QCoreApplication.translate("HeadsModel", "±"), [said(deviation[head]) for head in heads], numbers=True),
        Column(median, [f"{said(quartiles[0][head])} … {said(quartiles[2][head])}" for head in heads], numbers=True),
    ]  # fmt: skip
    return Drawing(title, [header(title, lines, dark), rows("", columns, dark)])
