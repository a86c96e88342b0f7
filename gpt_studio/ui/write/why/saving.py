"""Why this token, as it leaves: every part of the logit, gradient × input of every token, and a picture of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpt_studio.protocol.looking import Attribute, Attributed
from gpt_studio.protocol.records import Parts, TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.document import Document
from gpt_studio.ui.leaving import saving
from gpt_studio.ui.leaving.saving import Drawing, Leaving, csv_lines
from gpt_studio.ui.leaving.sidecar import SavedView, Told, count, counts, understood

KIND = "attribution"
FIELDS = ("part", "layer", "head", "position", "token", "value")


@dataclass(frozen=True)
class SavedWhy:
    """What the JSON says besides its frame: the token that is explained stands at `token`, against which other id.

    A mean of this text is over that of `over`; () where that is the text of the view.
    """

    token: int
    foil: int | None
    foil_text: str
    over: Parts
    dark: bool

    @classmethod
    def of(cls, saved: SavedView) -> SavedWhy:
        """Raises StudioError naming the file where something is missing or wrong."""
        with understood(saved.file):
            shown = saved.shown
            foil = None if shown["foil"] is None else count(shown["foil"])
            token = count(shown["token"], 1)
            if token >= len(saved.ids):
                raise ValueError(f"token {token} of {len(saved.ids)}")
            over = counts(saved.document.get("over", []))
            return cls(token, foil, str(shown["foil_text"]), (over,) if over else (), saved.dark)


@dataclass(frozen=True, eq=False)
class WhyView:
    """What is on screen: the answer, the token that it explains, the foil as it is written, what was off.

    `text` are the tokens of the whole text (() for those up to the one that is explained); a mean of this text is over
    that of `over`; `drawn` where the token was, with what was off then.
    """

    found: Attributed
    record: TokenRecord
    foil_text: str = ""
    switches: Switches = NOTHING_OFF
    seed: int | None = None
    text: tuple[TokenRecord, ...] = ()
    over: Parts = ()
    drawn: bool = False

    @classmethod
    def of(
        cls, found: Attributed, record: TokenRecord, foil_text: str, off: tuple[Switches, Parts], document: Document
    ) -> WhyView:
        """Of an answer about a token of this document."""
        tokens = document.tokens()
        text, drawn = tuple(token.record for token in tokens), tokens[found.position + 1].drawn
        return cls(found, record, foil_text, off[0], document.seed, text, off[1], drawn)

    @property
    def before(self) -> tuple[TokenRecord, ...]:
        """The tokens up to the one that is explained."""
        return self.found.records[: self.found.position + 1]


def over_again(command: Attribute, shown: SavedWhy, saved: SavedView) -> Attribute:
    """The same question over the text that a mean was over when the view was saved."""
    return replace(command, over=(shown.over or saved.parts) if saved.switches.over_text else ())


def again(found: Attributed, saved: SavedView) -> WhyView:
    """What a saved view showed, of a new answer."""
    shown = SavedWhy.of(saved)
    pairs = zip(saved.ids, saved.tokens, strict=True)
    text = tuple(TokenRecord(number, token, token.encode(), at) for at, (number, token) in enumerate(pairs))
    drawn = bool(saved.shown.get("drawn"))
    return WhyView(found, text[shown.token], shown.foil_text, saved.switches, saved.seed, text, shown.over, drawn)


def save(view: WhyView, out: Path, *, dark: bool = False) -> Path:
    """Write `out` in the format that its ending names; returns the JSON's path. Raises StudioError."""
    return saving.save(leaving(view), out, dark=dark)


def leaving(view: WhyView) -> Leaving:
    """All parts and all tokens, in every format."""

    def drawing(dark: bool) -> Drawing:
        from .picture import drawing

        return drawing(view, dark=dark)

    return Leaving("why-this-token", _told(view), lambda: arrays(view), lambda: table(view), drawing)


def arrays(view: WhyView) -> dict[str, NDArray[Any]]:
    """`kind`, `layer`, `head` (−1: none) and `value` of each part; `inputs` and `token_ids` [T]; `logit`."""
    parts = view.found.components
    return {
        "kind": np.array([part.kind for part in parts]),
        "layer": np.array([part.layer for part in parts], np.int64),
        "head": np.array([part.head for part in parts], np.int64),
        "value": np.array([part.value for part in parts], np.float64),
        "inputs": view.found.inputs,
        "logit": np.array(view.found.logit),
        "token_ids": np.array([record.id for record in view.found.records], np.int64),
    }


def table(view: WhyView) -> Iterable[str]:
    """A line for each part of the logit, then one for each token: gradient × input."""
    parts = [
        (part.kind, part.layer if part.layer >= 0 else "", part.head if part.head >= 0 else "", "", "", part.value)
        for part in view.found.components
    ]
    tokens = [
        ("input", "", "", at, record.text, value)
        for at, (record, value) in enumerate(zip(view.found.records, view.found.inputs, strict=True))
    ]
    return csv_lines(FIELDS, [*parts, *tokens])


def _told(view: WhyView) -> Told:
    found, records = view.found, view.text or (*view.before, view.record)
    over = [number for part in view.over for number in part]
    return Told.about(
        KIND,
        found.key,
        records,
        switches=view.switches,
        seed=view.seed,
        shown={
            "token": found.position + 1,
            "foil": found.foil,
            "foil_text": view.foil_text,
            "drawn": view.drawn,
        },
        more={
            **({"over": over} if over else {}),
            "logit": found.logit,
            "softcap": found.softcap,
            "checks": [{"name": check.name, "error": check.error, "bound": check.bound} for check in found.checks],
        },
    )
