"""Tokens and weights as words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.token_text import visible, visible_token

LONGEST_STEM = 8
FIRST_UNSPACED = "\u2e80"  # from here on scripts mostly write without spaces: no words to continue


class Name(NamedTuple):
    """A token on an axis. `stem` is what the same word holds before it: `at` of `sat` has the stem `s`."""

    stem: str
    label: str

    @property
    def whole(self) -> str:
        return self.stem + self.label


def token_names(records: Iterable[TokenRecord]) -> tuple[Name, ...]:
    """The names of a text's tokens, in order."""
    found, word = list[Name](), ""
    for record in records:
        stem = word if record.text and _in_word(record.text[0]) else ""
        shown = stem if len(stem) <= LONGEST_STEM else "…" + stem[1 - LONGEST_STEM :]
        found.append(Name(shown, token_label(record)))
        word = _last_word(stem + record.text)
    return tuple(found)


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


def _last_word(text: str) -> str:
    """The word that a text ends in; '' where it ends in something else."""
    start = next((at for at in range(len(text), 0, -1) if not _in_word(text[at - 1])), 0)
    return text[start:]


def _in_word(character: str) -> bool:
    return character < FIRST_UNSPACED and (character.isalnum() or character in "'’_")


def share(weight: float) -> str:
    """A share of attention: `31 %`, `0.4 %` below one percent, `0 %` for none."""
    percent = 100 * float(weight)
    if percent <= 0:
        return "0 %"
    if percent < 0.1:
        return "< 0.1 %"
    return f"{percent:.1f} %" if percent < 0.95 else f"{percent:.0f} %"


def looks_at(name: Name) -> str:
    """The heading over a token's sources: `␣cat looks at`, `at (sat) looks at`."""
    if name.stem:
        text = QCoreApplication.translate("AttentionMap", "{token} ({word}) looks at")
        return text.format(token=name.label, word=name.whole)
    return QCoreApplication.translate("AttentionMap", "{token} looks at").format(token=name.label)
