"""The calculation as a picture: keys with their shares, one key step by step, what is read, the way to the logits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.looking import BlockStep, Calculated
from gpt_studio.ui.leaving.block import header
from gpt_studio.ui.leaving.rows import Column, rows
from gpt_studio.ui.leaving.saving import Drawing
from gpt_studio.ui.look_inside.labels import share, token_names
from gpt_studio.ui.switch_words import summary

from .numbers import few, number
from .wording import block_title, instead, quoted, steps_of_key

MOST = 200  # keys of one picture, the strongest


def drawing(found: Calculated, key: int, *, dark: bool) -> Drawing:
    """The four parts below each other."""
    names = token_names(found.records)
    title = QCoreApplication.translate(
        "CalculationPage", "How {token} looks back, in layer {layer}, head {head}"
    ).format(token=quoted(names[found.query]), layer=found.layer, head=found.head)
    scale = f"/ √{len(found.q)}" if np.isclose(found.scale, len(found.q) ** -0.5) else f"× {number(found.scale)}"
    score = f"qᵢ · kⱼ {scale}"
    if found.softcap:
        score = f"{number(found.softcap)} tanh( {score} / {number(found.softcap)} )"
    read, added = (instead(found) if found.off == "head" else "Σⱼ Aᵢⱼ vⱼ"), "0" if found.off == "layer" else "zᵢ · W_O"
    lines = [
        Path(found.key.path).name,
        f"Aᵢⱼ = softmaxⱼ( {score} + mask ),   zᵢ = {read},   out = {added}",
        *filter(None, [summary(found.switches)]),
    ]
    shown = sorted(np.argsort(-found.weights, kind="stable")[:MOST].tolist())
    keys = [
        Column(QCoreApplication.translate("KeysModel", "key"), [names[at].whole for at in shown]),
        Column("q · k", [number(float(found.products[at])) for at in shown], numbers=True),
        Column(QCoreApplication.translate("KeysModel", "score"), [number(float(found.scores[at])) for at in shown],
               numbers=True),
        Column(QCoreApplication.translate("KeysModel", "share of attention"),
               [share(float(found.weights[at])) for at in shown], numbers=True,
               shares=[float(found.weights[at]) for at in shown], inks=("attention", "attention")),
    ]  # fmt: skip
    steps = steps_of_key(found, key, (names[found.query].whole, names[key].whole))
    derivation = [
        Column("", [step.title for step in steps]),
        Column("", [step.formula for step in steps]),
        Column("", [f"= {step.result}" for step in steps], numbers=True),
    ]
    block = [
        Column(QCoreApplication.translate("BlockSteps", "step"), [_title(step) for step in found.steps]),
        Column(QCoreApplication.translate("BlockSteps", "shape"), [f"[{step.width:,}]" for step in found.steps], True),
        Column(QCoreApplication.translate("BlockSteps", "norm"), [number(step.norm) for step in found.steps], True),
        Column(QCoreApplication.translate("BlockSteps", "first numbers"), [few(step.values) for step in found.steps]),
    ]
    vectors = (("z", found.z), ("z · W_O", found.out))
    result = [
        Column("", [name for name, _ in vectors]),
        Column("", [few(tuple(values[:6].tolist()), 6) for _, values in vectors]),
        Column("", [_norm(values) for _, values in vectors], numbers=True),
    ]
    first = QCoreApplication.translate("CalculationPage", "1 · Every key is compared with the query")
    second = QCoreApplication.translate("CalculationPage", "2 · What {key} is given").format(key=quoted(names[key]))
    third = QCoreApplication.translate("CalculationPage", "3 · What is read is brought to the residual stream")
    last = QCoreApplication.translate("CalculationPage", "4 · From the token to the logits, at {token}")
    return Drawing(
        title,
        [
            header(title, lines, dark),
            rows(first, keys, dark),
            rows(second, derivation, dark),
            rows(third, result, dark),
            rows(last.format(token=quoted(names[found.query])), block, dark),
        ],
    )


def _title(step: BlockStep) -> str:
    title = block_title(step.name)[0]
    return QCoreApplication.translate("BlockSteps", "{step}: switched off").format(step=title) if step.off else title


def _norm(values: NDArray[np.float32]) -> str:
    return f"[{len(values):,}]  ‖·‖ {number(float(np.linalg.norm(values.astype(np.float64))))}"
