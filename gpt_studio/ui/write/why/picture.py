"""Why this token, as a picture: the parts that weigh most, each layer's halves, the tokens before it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gpt_studio.ui.leaving.block import Block, header
from gpt_studio.ui.leaving.rows import Column, rows
from gpt_studio.ui.leaving.saving import Drawing
from gpt_studio.ui.switch_words import summary
from gpt_studio.ui.token_text import visible_token

from .bars import AGAINST, FOR, signed
from .saving import WhyView
from .summary import by_layer, strongest
from .wording import bar_of, sentence

MOST_PARTS, MOST_TOKENS = 40, 40


def drawing(view: WhyView, *, dark: bool) -> Drawing:
    """Three lists below each other, the largest first."""
    found = view.found
    title = QCoreApplication.translate("Why", "Why this token")
    text = "".join(visible_token(record) for record in view.before[-12:])
    told = sentence(found, visible_token(view.record), view.foil_text)
    lines = [f"{Path(found.key.path).name}   ·   {text} → {visible_token(view.record)}", told, summary(view.switches)]
    parts = [bar_of(part) for part in strongest(found.components)[:MOST_PARTS]]
    inputs = found.inputs.tolist()
    order = sorted(range(len(inputs)), key=lambda at: -abs(inputs[at]))[:MOST_TOKENS]
    layers = by_layer(found.components).tolist()
    names = (
        QCoreApplication.translate("Why", "Heads and MLPs"),
        QCoreApplication.translate("Why", "Layer by layer"),
        QCoreApplication.translate("Why", "Tokens before it"),
    )
    blocks: list[Block] = [
        header(title, [line for line in lines if line], dark),
        _bars(names[0], [bar.label for bar in parts], [bar.value for bar in parts], dark),
        _layers(names[1], layers, dark),
        _bars(names[2], [visible_token(found.records[at]) for at in order], [inputs[at] for at in order], dark),
    ]
    return Drawing(title, blocks)


def _bars(title: str, labels: Sequence[str], values: Sequence[float], dark: bool) -> Block:
    return rows(title, [Column("", labels), _signed("", values)], dark)


def _layers(title: str, values: Sequence[tuple[float, float]], dark: bool) -> Block:
    layer = QCoreApplication.translate("LayerBars", "layer {number}")
    attention, mlp = ([pair[half] for pair in values] for half in (0, 1))
    columns = [
        Column("", [layer.format(number=number) for number in range(len(values))]),
        _signed(QCoreApplication.translate("LayerBars", "attention"), attention),
        _signed(QCoreApplication.translate("LayerBars", "MLP"), mlp),
    ]
    return rows(title, columns, dark)


def _signed(title: str, values: Sequence[float]) -> Column:
    most = max((abs(value) for value in values), default=0.0) or 1.0
    shares = [value / most for value in values]
    return Column(title, [signed(value) for value in values], True, shares, signed=True, inks=(FOR, AGAINST))
