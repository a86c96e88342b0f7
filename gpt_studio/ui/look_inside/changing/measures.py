"""The measures of a sweep in words: what each is called, its unit, what its colours say."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gpt_studio.ui.comparison.nats import signed_nats

from .sweep_table import GAINS


def names() -> dict[str, str]:
    """What each of MEASURES is called."""
    return {
        "delta_loss": QCoreApplication.translate("ChangingPage", "Δ loss"),
        "kl": QCoreApplication.translate("ChangingPage", "KL"),
        "delta_difference": QCoreApplication.translate("ChangingPage", "Δ lead"),
        "estimate": QCoreApplication.translate("ChangingPage", "Estimate of Δ loss"),
    }


def legend(measure: str) -> str:
    """What the two colours say."""
    if measure in GAINS:
        return QCoreApplication.translate(
            "ChangingPage", "orange: without the head the tokens' lead over their rivals shrinks, blue: it grows"
        )
    return QCoreApplication.translate("ChangingPage", "orange: the text is less probable without the head, blue: more")


def amount(value: float, measure: str) -> str:
    """A number with its unit."""
    if measure not in GAINS:
        return signed_nats(value)
    number = f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):.4f}"
    return QCoreApplication.translate("Units", "{number} logits").format(number=number)
