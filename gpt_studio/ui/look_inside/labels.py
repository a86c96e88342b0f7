"""Tokens and weights as words."""

from __future__ import annotations

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.token_text import visible, visible_token


def token_label(record: TokenRecord) -> str:
    """A token as an axis names it: `␣the`, `⏎`, half a character as its bytes, a control token as it is written."""
    if record.text:
        return visible(record.text)
    if not record.bytes:
        return f"⟨{record.id}⟩"
    try:
        return visible(record.bytes.decode("utf-8"))
    except UnicodeDecodeError:
        return visible_token(record)


def share(weight: float) -> str:
    """A share of attention: `31 %`, `0.4 %` below one percent, `0 %` for none."""
    percent = 100 * float(weight)
    if percent <= 0:
        return "0 %"
    if percent < 0.1:
        return "< 0.1 %"
    return f"{percent:.1f} %" if percent < 0.95 else f"{percent:.0f} %"
