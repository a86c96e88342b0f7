"""A small card beside the token under the pointer: what it is, how probable it was, its rank."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui import theme
from gpt_studio.ui.token_text import surprise, visible_token

DELAY_MS = 250
GAP = 4


class HoverCard(QFrame):
    """Shown in its `room` a moment after the pointer came to rest on a token, then at once while it moves on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.room = parent
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._token = self._label("")
        self._token.setFont(theme.mono_font(10.5))
        self._numbers = self._label("muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 7)
        layout.setSpacing(2)
        layout.addWidget(self._token)
        layout.addWidget(self._numbers)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._appear)
        self.hide()

    def point_at(self, record: TokenRecord, place: QRectF) -> None:
        """Tell about the token at `place` (in the room's coordinates)."""
        self._token.setText(visible_token(record)[:60])
        self._numbers.setText(self._describe(record))
        self.adjustSize()
        self._put_beside(place)
        if not self.isVisible():
            self._timer.start()

    def leave(self) -> None:
        """The pointer is on no token."""
        self._timer.stop()
        self.hide()

    def _describe(self, record: TokenRecord) -> str:
        if record.logprob is None or record.rank is None:
            return self.tr("nothing precedes it")
        return f"{surprise(record.logprob)} · " + self.tr("rank {number}").format(number=f"{record.rank:,}")

    def _appear(self) -> None:
        self.show()
        self.raise_()

    def _put_beside(self, place: QRectF) -> None:
        room = self.room.rect()
        x = min(max(0, round(place.left())), max(0, room.width() - self.width()))
        below = round(place.bottom()) + GAP
        above = round(place.top()) - GAP - self.height()
        self.move(x, below if below + self.height() <= room.height() or above < 0 else above)

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        return label
