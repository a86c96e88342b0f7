"""Attention as a picture that answers what a token looks at. PNG and SVG come from the same drawing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gpt_studio.ui.leaving.block import Block, header
from gpt_studio.ui.leaving.saving import Drawing
from gpt_studio.ui.switch_words import summary

from .blocks import all_heads, large_map
from .sentence import sentence
from .view import AttentionView
from .viewing_words import viewing_note


def drawing(view: AttentionView, *, dark: bool = False, note: str = "") -> Drawing:
    """The picture, to become PNG or SVG."""
    return Drawing(_title(view), _blocks(view, dark, note))


def _blocks(view: AttentionView, dark: bool, note: str) -> list[Block]:
    lines = _subtitle(view), viewing_note(view.viewing, view.average), summary(view.switches), note
    blocks = [header(_title(view), [line for line in lines if line], dark)]
    chosen = large_map(view, dark)
    if view.query >= 0:
        blocks.append(sentence(view, dark, max(chosen.size.width(), 760.0)))
    blocks.append(chosen)
    if len(view.layers) * len(view.heads) > 1:
        blocks.append(all_heads(view, dark, max(*(b.size.width() for b in blocks), 480.0)))
    return blocks


def _title(view: AttentionView) -> str:
    if view.query >= 0:
        name = view.names[view.query]
        if name.stem:
            title = QCoreApplication.translate("AttentionPicture", "What “{token}” in “{word}” looks at")
        else:
            title = QCoreApplication.translate("AttentionPicture", "What “{token}” looks at")
        return title.format(token=name.label, word=name.whole)
    return QCoreApplication.translate("AttentionPicture", "What each token looks at")


def _subtitle(view: AttentionView) -> str:
    text = QCoreApplication.translate(
        "AttentionPicture", "{model}   ·   layer {layer}, head {head}   ·   {layers} layers × {heads} heads"
    )
    layers, heads = view.shape
    return text.format(model=view.model, layer=view.layer, head=view.head, layers=layers, heads=heads)
