"""The text of the right: read only, tinted by what its own model says, with the strip of KL beneath its tokens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from gpt_studio.store.document import Token
from gpt_studio.ui import theme
from gpt_studio.ui.comparison.nats import kl_color
from gpt_studio.ui.write.token_geometry import Visible
from gpt_studio.ui.write.token_paint import paint_outline
from gpt_studio.ui.write.token_view import TokenView

from .card import RightCard

MARGINS = (24, 16, 20, 24)
STRIP_PX = 4.0


class BesideText(TokenView):
    """Shows `tokens`. `pinned` and `differs` are indices of these; the strip lies beneath those of `kl`."""

    token_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens: list[Token] = []
        self._text = ""
        self.pinned = self.differs = -1
        self._measure = "probability"
        self._kl: NDArray[np.float64] = np.empty(0)
        self.setObjectName("beside-text")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setViewportMargins(*MARGINS)
        self._card = RightCard(self.viewport())
        self._retranslate()

    def show_text(self, text: str, tokens: list[Token], *, fresh: bool, grows: bool) -> None:
        """Show a text; its end stays in sight if it was. Not `fresh`: the tokens are those before, perhaps with more.

        While it `grows` its last paragraph is bounded, so that a batch costs the same however long the text.
        """
        self.tokens, self._text, appended = tokens, text, True
        if self._mirror.differs(text):
            appended = self._show_text(text, grows=grows)
        self._revision += 1
        if fresh or not appended:
            self._forget()
        self.viewport().update()

    def show_measure(self, measure: str) -> None:
        """What the background of a token says, as on the left."""
        self._measure = measure
        self.viewport().update()

    def mark(self, pinned: int, differs: int, kl: NDArray[np.float64]) -> None:
        """Mark the pinned token and the first that is otherwise; `kl` in nats of the tokens that both sides share."""
        self.pinned, self.differs, self._kl = pinned, differs, kl
        self.viewport().update()

    def set_size(self, points: float) -> None:
        """The size of the text, as on the left."""
        self._set_points(points)

    # -- what it shows ------------------------------------------------------------------------------------------

    def shown_tokens(self) -> list[Token]:
        return self.tokens

    def shown_text(self) -> str:
        return self._text

    def measure(self) -> str:
        return self._measure

    def click(self, index: int) -> None:
        self.token_clicked.emit(index)

    def point(self, index: int, place: QRectF) -> None:
        if index < 0:
            self._card.leave()
            return
        kl = float(self._kl[index]) if index < len(self._kl) else np.nan
        self._card.tell(self.tokens[index].record, place, None if np.isnan(kl) else kl)

    def paint_marks(self, painter: QPainter, visible: Visible) -> None:
        self._paint_strip(painter, visible)
        if self.differs >= 0:
            paint_outline(painter, visible.of(self.differs), theme.color("warning"), 2.0)
        if self.pinned >= 0:
            paint_outline(painter, visible.of(self.pinned), theme.color("accent"), 2.0)

    def _paint_strip(self, painter: QPainter, visible: Visible) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for line in visible.lines:
            for piece in line.pieces:
                if piece.index < len(self._kl) and not np.isnan(self._kl[piece.index]):
                    rect = piece.rect.translated(line.origin)
                    foot = QRectF(rect.left() + 0.5, rect.bottom() - STRIP_PX, rect.width() - 1, STRIP_PX)
                    painter.fillRect(foot, kl_color(float(self._kl[piece.index])))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._join()
        self._forget()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("The text of the other side"))
