"""What the network would say in one cell of the lens, the best first. A click follows a token over the layers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem, QWidget

from gpt_studio.ui.look_inside.labels import Name
from gpt_studio.ui.look_inside.source_list import KEY, NAME, WEIGHT, SourceList
from gpt_studio.ui.token_text import percent


class CandidateList(SourceList):
    """`followed` says the id of a token that was clicked or activated."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.itemClicked.connect(self._on_activated)

    def show_candidates(self, found: list[tuple[int, str, float]]) -> None:
        """(id, text, probability) of each row."""
        self.clear()
        for token, text, probability in found:
            item = QListWidgetItem(f"{text}  {percent(probability)}")
            item.setData(WEIGHT, probability)
            item.setData(KEY, token)
            item.setData(NAME, Name("", text))
            item.setToolTip(
                self.tr("{share} · id {number}").format(share=percent(probability), number=token)
                + "\n"
                + self.tr("Click to follow this token over the layers.")
            )
            self.addItem(item)
