"""What is on screen: one head, or an average of heads, of a reading, as a viewing has it. Qt-free but for its map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from gpt_studio.protocol.models import ModelInfo
from gpt_studio.ui.leaving.sidecar import front_of

from .growing import GrowingWeights
from .map.grain import MOST_UNITS, Units, units_of
from .reading import Reading
from .shown import Box, Shown
from .view import AttentionView, Weights
from .viewing import Viewing, evenness, left_out, received, top_of, unit_mask, without

UNBOUNDED = 1 << 62


class Subject:
    """`reading`, `layer`, `heads` and `viewing` as they were given; `units` are the axes, `shown` is the map.

    `tokens` are the weights [T, T] token by token, renormalised or weighted where that is asked for.
    """

    def __init__(self, reading: Reading, layer: int, heads: tuple[int, ...], viewing: Viewing, tokens: Weights) -> None:
        self.reading, self.layer, self.heads, self.viewing = reading, layer, heads, viewing
        count = min(len(tokens), len(reading))
        records = reading.records[:count]
        out = left_out(viewing, records)
        tokens = without(tokens[:count, :count], out) if viewing.renormalises else tokens[:count, :count]
        self._tokens = GrowingWeights(tokens[None])
        self.units: Units = units_of(records, reading.names[:count], viewing.grain)
        if len(self.units.names) > MOST_UNITS:
            self.units = units_of(records, reading.names[:count], "tokens")
        weights = self.units.regrouped(tokens)
        hidden = unit_mask(out, self.units)
        self.shown = Shown(
            names=self.units.names,
            weights=weights,
            seen=self.units.seen,
            hidden=hidden,
            top=top_of(weights, hidden, viewing),
            shares=not viewing.value_weighted,
            decades=viewing.decades,
        )

    @classmethod
    def of(
        cls, reading: Reading, layer: int, heads: tuple[int, ...], viewing: Viewing, *, profiles: bool = False
    ) -> Subject | None:
        """None where that is not known (yet)."""
        if viewing.value_weighted and not reading.value_weighted:
            return None
        weights = reading.average(layer, heads, value_weighted=viewing.value_weighted)
        if weights is None or not len(weights) or not len(reading):
            return None
        found = cls(reading, layer, heads, viewing, weights)
        if profiles:
            found.shown.profiles = found.profiles()
        return found

    def plainly(self) -> Shown | None:
        """The same heads as they look, beside a map that is weighed by what is brought; None beside any other."""
        if not self.viewing.value_weighted:
            return None
        found = Subject.of(self.reading, self.layer, self.heads, replace(self.viewing, value_weighted=False))
        return None if found is None else found.shown

    def __len__(self) -> int:
        """How many tokens are known."""
        return self._tokens.rows

    @property
    def tokens(self) -> Weights:
        return self._tokens.weights[0]

    def profiles(self) -> tuple[Weights, Weights]:
        """What keys receive, as shares of the largest, and how evenly queries look around; 0…1."""
        shown = self.shown
        of_keys: Weights = received(shown.weights, shown.seen) * ~shown.hidden
        most = float(of_keys.max(initial=0.0))
        return (of_keys / np.float32(most) if most > 0 else of_keys), evenness(shown.weights, shown.seen)

    def row(self, unit: int) -> Weights:
        """The weights of a query over the units that it may look at."""
        return self.shown.weights[unit, : self.shown.seen[unit]]

    def over_tokens(self, record: int) -> Weights:
        """The row of a token over the document's tokens up to itself, as shares."""
        row = self.reading.row_over_tokens(self.tokens, record)
        total = float(row.sum())
        return row / np.float32(total) if self.viewing.value_weighted and total > 0 else row

    def tokens_of(self, box: Box) -> Box:
        """A box in tokens, where it is in units."""
        q0, q1, k0, k1 = box
        first = [self.units.token_of(unit - 1) + 1 for unit in (q0, k0)]
        return first[0], self.units.token_of(q1), first[1], self.units.token_of(k1)

    def view(self, info: ModelInfo, head: int, query: int, seed: int | None = None) -> AttentionView:
        """What is on screen, to be saved; `query` is the token whose sources are spelt out (-1: none)."""
        shown, records, key = self.shown, self.reading.records[: len(self)], self.reading.key
        return AttentionView(
            model=Path(info.path).name or info.path,
            path=key.path,
            shape=(info.layers, info.heads),
            ids=tuple(record.id for record in records),
            texts=tuple(record.text for record in records),
            names=tuple(shown.names),
            layers=(self.layer,),
            heads=(head,),
            weights=shown.weights[None, None],
            layer=self.layer,
            head=head,
            query=self.units.unit_of(query),
            query_token=query,
            viewing=self.viewing,
            average=self.heads if len(self.heads) > 1 else (),
            top=shown.top,
            seen=shown.seen,
            hidden=shown.hidden,
            switches=self.reading.switches,
            seed=seed,
            front=front_of(records),
            precision=key.dtype,
            adapters=key.adapters,
        )

    # -- a text that is being written ------------------------------------------------------------------

    @property
    def can_grow(self) -> bool:
        """Whether rows can be added as they are, all others staying."""
        return self.viewing.grain == "tokens" and not self.viewing.value_weighted and self.shown.profiles is None

    def grow(self, count: int) -> list[Weights] | None:
        """Take the newest rows of the reading; returns those of the map, None where the map has to be made anew."""
        known = min(self.reading.rows(self.layer, self.heads), len(self.reading))
        weights, first = self.reading.newest(self.layer, self.heads, len(self), known), len(self)
        if weights is None:
            return None
        out = left_out(self.viewing, self.reading.records[:known])
        rows = [without(row, out[: len(row)]) if self.viewing.renormalises else row for row in weights]
        self._tokens.append(first, [row[None] for row in rows], UNBOUNDED)
        self.units = units_of(self.reading.records[:known], self.reading.names[:known], "tokens")
        self.shown = replace(self.shown, names=self.units.names, weights=self.tokens, seen=self.units.seen, hidden=out)
        return rows
