"""The parts of a network as an attribution names them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.looking import Attributed, Component
from gpt_studio.ui.terms import tip

from .bars import Bar, signed

TERMS = {"head": "head", "mlp": "mlp", "attention_bias": "attention_bias", "constant": "constant"}


def sentence(found: Attributed, token: str, foil: str) -> str:
    """The logit, or by how much it is ahead of that of the foil, and of how many parts it is the sum."""
    if found.foil is None:
        told = QCoreApplication.translate("Why", "“{token}” has the logit {logit}: the sum of {count} parts.")
        logit = signed(found.logit).removeprefix("+")
    elif found.logit >= 0:
        told = QCoreApplication.translate(
            "Why", "“{token}” is ahead of “{foil}” by {logit} logits: the sum of {count} parts."
        )
        logit = f"{found.logit:.2f}"
    else:
        told = QCoreApplication.translate(
            "Why", "“{token}” is behind “{foil}” by {logit} logits: the sum of {count} parts."
        )
        logit = f"{-found.logit:.2f}"
    return told.format(token=token, foil=foil, logit=logit, count=len(found.components))


def bar_of(component: Component) -> Bar:
    """The bar of a part; a head's opens (layer, head)."""
    numbers = {"layer": component.layer, "head": component.head}
    label = {
        "head": QCoreApplication.translate("Why", "head {layer}.{head}"),
        "mlp": QCoreApplication.translate("Why", "MLP {layer}"),
        "attention_bias": QCoreApplication.translate("Why", "attention bias {layer}"),
        "embed": QCoreApplication.translate("Why", "embedding"),
        "position": QCoreApplication.translate("Why", "position"),
        "constant": QCoreApplication.translate("Why", "constant"),
    }.get(component.kind, component.kind)
    told = tip(TERMS.get(component.kind, "embedding"))
    if component.kind != "head":
        return Bar(label.format(**numbers), component.value, told)
    where = QCoreApplication.translate("Why", "Layer {layer}, head {head}. Click to see where it looks.")
    opens = component.layer, component.head
    return Bar(label.format(**numbers), component.value, where.format(**numbers) + "\n" + told, opens)
