"""Tokens regrouped into words or characters, rows of attention still adding up to what they did. Qt-free.

A word's row is the mean of its tokens' rows, what it receives is the sum over its tokens. A character's row is its
token's row, and what a token receives is shared out evenly over its characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.look_inside.labels import Name
from gpt_studio.ui.token_text import visible

Weights = NDArray[np.float32]
Places = NDArray[np.int64]

GRAINS = ("tokens", "words", "characters")
MOST_UNITS = 8192  # characters beyond which a map of them would not fit in memory


@dataclass(frozen=True, eq=False)
class Units:
    """What the axes name. Group g is the tokens from `starts[g]` on and is shown as `counts[g]` units."""

    names: tuple[Name, ...]
    tokens: int
    starts: Places
    counts: Places

    @property
    def plain(self) -> bool:
        """Whether the units are the tokens."""
        return len(self.names) == self.tokens == len(self.starts)

    @property
    def seen(self) -> Places:
        """For each unit how many units it may look at: those of its own group and of the groups before."""
        return np.repeat(np.cumsum(self.counts), self.counts)

    def unit_of(self, token: int) -> int:
        """The first unit of a token; −1 for none."""
        if not 0 <= token < self.tokens:
            return -1
        group = int(np.searchsorted(self.starts, token, side="right")) - 1
        return int(self.counts[:group].sum())

    def token_of(self, unit: int) -> int:
        """The last token of a unit; −1 for none."""
        if not 0 <= unit < len(self.names):
            return -1
        group = int(np.searchsorted(np.cumsum(self.counts), unit, side="right"))
        return int(self.starts[group + 1]) - 1 if group + 1 < len(self.starts) else self.tokens - 1

    def regrouped(self, weights: Weights) -> Weights:
        """[…, T, T] → […, U, U]."""
        if self.plain:
            return weights
        sizes = np.diff(self.starts, append=self.tokens).astype(np.float32)
        rows = np.add.reduceat(weights, self.starts, axis=-2) / sizes[:, None]
        grouped = np.add.reduceat(rows, self.starts, axis=-1) / self.counts.astype(np.float32)
        return np.repeat(np.repeat(grouped, self.counts, axis=-2), self.counts, axis=-1).astype(np.float32)


def units_of(records: Sequence[TokenRecord], names: Sequence[Name], grain: str) -> Units:
    """The units of a text at a grain; tokens that are parts of one character stay together."""
    if grain == "tokens":
        return Units(tuple(names), len(names), np.arange(len(names)), np.ones(len(names), np.int64))
    clusters = _whole_characters(records)
    if grain == "words":
        clusters = [c for c in clusters if not names[c].stem]
        ends = [*clusters[1:], len(records)]
        shown = tuple(_word(records[a:b], names[a:b]) for a, b in zip(clusters, ends, strict=True))
        return Units(shown, len(names), np.array(clusters), np.ones(len(clusters), np.int64))
    ends = [*clusters[1:], len(records)]
    labels = [_characters(records[a:b], names[a:b]) for a, b in zip(clusters, ends, strict=True)]
    counts = np.array([len(one) for one in labels], np.int64)
    return Units(tuple(name for one in labels for name in one), len(names), np.array(clusters), counts)


def _whole_characters(records: Sequence[TokenRecord]) -> list[int]:
    """Where tokens begin that do not go on with a character of which the one before was a part."""
    starts, inside = list[int](), False
    for at, record in enumerate(records):
        if not inside:
            starts.append(at)
        inside = not record.text and _broken(record.bytes)
    return starts


def _broken(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _word(records: Sequence[TokenRecord], names: Sequence[Name]) -> Name:
    text = "".join(record.text for record in records)
    return Name("", visible(text)) if text else names[0]


def _characters(records: Sequence[TokenRecord], names: Sequence[Name]) -> list[Name]:
    text = "".join(record.text for record in records)
    return [Name("", visible(character)) for character in text] or [names[0]]
