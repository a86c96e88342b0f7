"""What a text loses, as a picture: a line for each token, with and without what is off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.looking import Ablated
from gpt_studio.ui.comparison.nats import kl_text, signed_nats
from gpt_studio.ui.leaving.block import header
from gpt_studio.ui.leaving.rows import Column, rows
from gpt_studio.ui.leaving.saving import Drawing
from gpt_studio.ui.look_inside.labels import token_names
from gpt_studio.ui.switch_words import listed, summary
from gpt_studio.ui.token_text import surprise

MOST = 1000  # tokens of one picture


def drawing(found: Ablated, *, dark: bool) -> Drawing:
    """The tokens 1…T − 1, as far as a picture has room."""
    title = QCoreApplication.translate("Effect", "What the text loses")
    lines = [
        f"{Path(found.key.path).name}   ·   {summary(found.switches)}",
        listed(found.switches),
        said(found),
    ]
    names = [name.whole for name in token_names(found.records)[1 : MOST + 1]]
    delta = (found.ablated - found.baseline)[:MOST]
    most, most_kl = (max(float(np.abs(values).max(initial=0.0)), 1e-9) for values in (delta, found.kl[:MOST]))
    changed = QCoreApplication.translate("Effect", "changed")
    columns = [
        Column(QCoreApplication.translate("Effect", "token"), names),
        Column(QCoreApplication.translate("Effect", "on"), [surprise(float(p)) for p in found.baseline[:MOST]], True),
        Column(QCoreApplication.translate("Effect", "off"), [surprise(float(p)) for p in found.ablated[:MOST]], True),
        Column("Δ", [signed_nats(float(d)) for d in delta], True, (delta / most).tolist(), signed=True, inks=(0, 1)),
        Column("KL", [kl_text(float(kl)) for kl in found.kl[:MOST]], True, (found.kl[:MOST] / most_kl).tolist(),
               inks=(2, 2)),
        Column(QCoreApplication.translate("Effect", "best token"),
               [changed if one else "" for one in found.changed[:MOST]]),
    ]  # fmt: skip
    return Drawing(title, [header(title, lines, dark), rows("", columns, dark)])


def said(found: Ablated) -> str:
    """The sums in a sentence."""
    count = len(found.baseline)
    loss, off = -float(found.baseline.mean()), -float(found.ablated.mean())
    told = QCoreApplication.translate(
        "Effect", "This text: loss {loss} → {off} nats a token ({delta}), sum {total} · KL mean {kl}"
    ).format(
        loss=f"{loss:.3f}", off=f"{off:.3f}", delta=signed_nats(off - loss), total=signed_nats((off - loss) * count),
        kl=kl_text(float(found.kl.mean())),
    )  # fmt: skip
    changed = QCoreApplication.translate("Effect", "best token changed at {count} of {all}")
    return f"{told} · {changed.format(count=int(found.changed.sum()), all=count)}"
