"""Tokens and numbers as people read them: visible whitespace, bytes of half characters, probability before nats."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.records import TokenRecord

VISIBLE = {" ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍", "\u00a0": "⍽"}


def visible(text: str) -> str:
    """Text in which every character can be seen: `␣the`, `⏎`."""
    return "".join(_visible_character(c) for c in text)


def visible_token(record: TokenRecord) -> str:
    """A token's text made visible; what is only part of a character as its bytes."""
    return visible(record.text) if record.text else hex_bytes(record.bytes)


def quoted(token: str) -> str:
    """A token's visible text within a sentence: `‘␣the’`."""
    return f"‘{token[:24]}’"


def hex_bytes(data: bytes) -> str:
    """`E4 BD A0`"""
    return data.hex(" ").upper()


def percent(probability: float) -> str:
    """A share with three digits that count: 31.2 %, 0.042 %, < 0.001 %."""
    value = 100 * probability
    if value >= 99.95 and probability < 1:
        return f"{value:.3f} %" if value < 99.9995 else "> 99.999 %"
    if value >= 10 or value == 0:
        return f"{value:.1f} %"
    if value >= 0.001:
        return f"{value:.{max(2, 1 - math.floor(math.log10(value)))}f} %"
    return "< 0.001 %"


def nats(value: float) -> str:
    """`1.20 nats`"""
    return QCoreApplication.translate("Units", "{number} nats").format(number=f"{value:.2f}")


def surprise(logprob: float) -> str:
    """`30.1 % (1.20 nats)`: probability first, surprisal after it."""
    return f"{percent(math.exp(logprob))} ({nats(abs(logprob))})"


def pace(per_second: float) -> str:
    """`12`, `3.4` of slow ones."""
    return f"{per_second:,.0f}" if per_second >= 10 else f"{per_second:.1f}"


def byte_count(count: int) -> str:
    """`7.6 MB`, in steps of a thousand."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.{1 if count < 100 * size else 0}f} {unit}"
    return f"{count} B"


def parameter_count(count: int) -> str:
    """`124 M`, `1.9 M`, `812 k`."""
    for unit, size in (("B", 10**9), ("M", 10**6), ("k", 10**3)):
        if count >= size:
            return f"{count / size:.{1 if count < 100 * size else 0}f} {unit}"
    return str(count)


def _visible_character(character: str) -> str:
    if character in VISIBLE:
        return VISIBLE[character]
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return character if character.isprintable() else f"\\u{code:04x}"
