"""What a sampler did at a token, in words: tokens kept, probability removed, entropy before and after."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.effects import Effect
from gpt_studio.ui.token_text import percent


def effect_text(effect: Effect) -> str:
    """`kept 41 of 50,257, removed 3.1 %`, `entropy 2.31 → 1.80 nats` where nothing was removed, `no effect here`."""
    if not effect.changed:
        return QCoreApplication.translate("Effects", "no effect here")
    if effect.kept < effect.before:
        return QCoreApplication.translate("Effects", "kept {kept} of {before}, removed {share}").format(
            kept=f"{effect.kept:,}", before=f"{effect.before:,}", share=percent(effect.removed)
        )
    return entropy_text(effect)


def entropy_text(effect: Effect) -> str:
    """`entropy 2.31 → 1.80 nats`."""
    return QCoreApplication.translate("Effects", "entropy {before} → {after} nats").format(
        before=f"{effect.entropy_before:.2f}", after=f"{effect.entropy_after:.2f}"
    )


def effect_tip(effect: Effect) -> str:
    """All of it, line by line."""
    lines = [
        QCoreApplication.translate("Effects", "At the pinned token:"),
        QCoreApplication.translate("Effects", "{kept} of {before} tokens stay in play").format(
            kept=f"{effect.kept:,}", before=f"{effect.before:,}"
        ),
        QCoreApplication.translate("Effects", "removed: {share} of the probability before it").format(
            share=percent(effect.removed)
        ),
        entropy_text(effect),
    ]
    return "\n".join(lines)
