"""The steps of one head for one query and one key: the name, the numbers, and the same in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.looking import Calculated
from gpt_studio.ui.look_inside.labels import Name, share

from .numbers import number, root


@dataclass(frozen=True)
class Step:
    """`term` is a key of ui/terms.py; `formula` holds the real numbers, `sentence` says the same, `result` ends it."""

    term: str
    title: str
    formula: str
    sentence: str
    result: str


def quoted(name: Name) -> str:
    """A token in a sentence: `“␣cat”`."""
    return f"“{name.whole}”"


def steps_of_key(found: Calculated, key: int, names: tuple[str, str]) -> list[Step]:
    """From query · key to the share of attention; `names` are those of the query's token and the key's."""
    size, product = len(found.q), float(found.products[key])
    plain, score = product * found.scale, float(found.scores[key])
    hidden = bool(np.isneginf(score))
    query_name, key_name = names
    scale = root(size) if abs(found.scale - size**-0.5) < 1e-6 * found.scale else number(found.scale)
    steps = [
        Step(
            "product", "q · k", _pairs(found, key),
            QCoreApplication.translate(
                "Calculation",
                "What {query} looks for and what {key} offers: {count} numbers each, multiplied in pairs and added up.",
            ).format(query=query_name, key=key_name, count=size),
            number(product),
        ),
        Step(
            "scale", f"× {scale}", f"{number(product)} × {number(found.scale)}",
            QCoreApplication.translate("Calculation", "Made smaller, so that one match does not drown the others."),
            number(plain),
        ),
    ]  # fmt: skip
    if found.softcap:
        cap = number(found.softcap)
        steps.append(Step(
            "softcap", QCoreApplication.translate("Calculation", "soft-cap"), f"{cap} · tanh({number(plain)} / {cap})",
            QCoreApplication.translate("Calculation", "Bent, so that it cannot go beyond {cap}.").format(cap=cap),
            number(plain if hidden else score),
        ))  # fmt: skip
    steps += [_mask(found, key, hidden), _softmax(found, key, names, hidden)]
    return steps


def _pairs(found: Calculated, key: int) -> str:
    """`0.31 × 1.2 + −0.4 × 0.7 + …`"""
    pairs = zip(found.q[:2].tolist(), found.k[key, :2].tolist(), strict=True)
    return " + ".join(f"{a:.2g} × {b:.2g}".replace("-", "−") for a, b in pairs) + " + …"


def _mask(found: Calculated, key: int, hidden: bool) -> Step:
    title = QCoreApplication.translate("Calculation", "mask")
    if hidden:
        window = int(np.isfinite(found.scores).sum())
        return Step(
            "mask", title, f"{key} ≤ {found.query} − {window}",
            QCoreApplication.translate("Calculation", "It lies too far back for this layer, which sees only a window."),
            "−∞",
        )  # fmt: skip
    seen = QCoreApplication.translate("Calculation", "It does not come later: it may be seen.")
    return Step("mask", title, f"{key} ≤ {found.query}", seen, number(float(found.scores[key])))


def _softmax(found: Calculated, key: int, names: tuple[str, str], hidden: bool) -> Step:
    scores = found.scores.astype(np.float64)
    most = float(scores.max())  # e to the power of a score itself may be beyond any number
    above, total = float(np.exp(scores[key] - most)), float(np.exp(scores - most).sum())
    exponent = "−∞" if hidden else f"{number(float(scores[key]))} − {number(most)}"
    weight = float(found.weights[key])
    sentence = QCoreApplication.translate("Calculation", "Of all that {query} looks at, this is the share of {key}.")
    return Step(
        "softmax", "softmax", f"e^({exponent}) ÷ Σ = {number(above)} ÷ {number(total)}",
        sentence.format(query=names[0], key=names[1]), share(weight),
    )  # fmt: skip


def instead(found: Calculated) -> str:
    """What stands in the place of z of a head that is off."""
    return "0" if found.switches.mode == "zero" else QCoreApplication.translate("Calculation", "mean")


def told_of_head(found: Calculated) -> tuple[str, str]:
    """What z is and what becomes of it, in a sentence each."""
    translate = QCoreApplication.translate
    read = translate("HeadResult", "The values of all keys, each as strong as its share, added up.")
    added = translate(
        "HeadResult", "Brought from {size} numbers to {width}: this is added to the residual stream."
    ).format(size=len(found.z), width=f"{len(found.out):,}")
    match found.off, found.switches.mode:
        case "head", "zero":
            return translate(
                "Calculation", "The head is switched off: zero stands in the place of what it reads."
            ), added
        case "head", _:
            told = translate("Calculation", "The head is switched off: its mean stands in the place of what it reads.")
            return told, added
        case "layer", _:
            return read, translate("Calculation", "The layer is switched off: nothing of this goes on.")
        case _:
            return read, added


def block_title(name: str) -> tuple[str, str]:
    """What a step of the block is called, and its term ('' for none)."""
    translate = QCoreApplication.translate
    known = {
        "embed": (translate("Calculation", "embedding of the token"), "embedding"),
        "pos_embed": (translate("Calculation", "embedding of the position"), "embedding"),
        "resid_pre": (translate("Calculation", "residual stream before the layer"), "residual"),
        "ln_1": (translate("Calculation", "normalised for the attention"), "normalise"),
        "q": (translate("Calculation", "queries of all heads"), "query"),
        "k": (translate("Calculation", "keys"), "key"),
        "v": (translate("Calculation", "values"), "value"),
        "z": (translate("Calculation", "what the heads have read"), "z"),
        "attn_out": (translate("Calculation", "+ what the attention adds"), "attention"),
        "resid_mid": (translate("Calculation", "residual stream between the halves"), "residual"),
        "ln_2": (translate("Calculation", "normalised for the MLP"), "normalise"),
        "pre": (translate("Calculation", "MLP: before its activation"), "mlp"),
        "pre_linear": (translate("Calculation", "MLP: what the activation is multiplied by"), "mlp"),
        "post": (translate("Calculation", "MLP: behind its activation"), "mlp"),
        "mlp_out": (translate("Calculation", "+ what the MLP adds"), "mlp"),
        "resid_post": (translate("Calculation", "residual stream behind the layer"), "residual"),
        "resid_final": (translate("Calculation", "residual stream behind the last layer"), "residual"),
        "ln_final": (translate("Calculation", "normalised for the last time"), "normalise"),
        "logits": (translate("Calculation", "logits: a number for each token"), "logits"),
    }
    return known.get(name.removeprefix("hook_"), (name, ""))
