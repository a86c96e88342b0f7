"""The card beside a token of the right: how probable it was there, and the KL at its place."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.comparison.nats import kl_text
from gpt_studio.ui.token_text import surprise
from gpt_studio.ui.write.hover_card import HoverCard


class RightCard(HoverCard):
    """A record of the right may have a log-probability and no rank: its model was asked for no more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kl: float | None = None

    def tell(self, record: TokenRecord, place: QRectF, kl: float | None) -> None:
        """Tell about the token at `place`; `kl` in nats where it is known."""
        self._kl = kl
        self.point_at(record, place)

    def _describe(self, record: TokenRecord) -> str:
        said = [] if record.logprob is None else [surprise(record.logprob)]
        if record.rank is not None:
            said.append(self.tr("rank {number}").format(number=f"{record.rank:,}"))
        if self._kl is not None:
            said.append(self.tr("KL {number}").format(number=kl_text(self._kl)))
        return " · ".join(said) or self.tr("no number is known")
