"""The map, and beside it where values weigh the plain one: both show, mark and move alike."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gpt_studio.ui.look_inside.shown import Shown

from .attention_map import AttentionMap

BETWEEN, NARROWEST = 14, 230  # pixels between two maps; of a map that has another beside it


class MapPair(QWidget):
    """`main` is the map of all gestures; `plain` takes part in them and is there while it has something to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.main, self.plain = AttentionMap(self), AttentionMap(self)
        self._captions = QLabel(self), QLabel(self)
        self._beside = True
        for caption in self._captions:
            caption.setTextFormat(Qt.TextFormat.PlainText)
            caption.setProperty("role", "muted")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(BETWEEN)
        self._arrange()
        for one, other in ((self.main, self.plain), (self.plain, self.main)):
            one.pointed.connect(other.show_cell)
            one.boxed.connect(other.show_box)
            one.moved.connect(other.go_to)
        self.plain.zoom_changed.connect(self.main.zoom_changed)
        self.plain.picked.connect(self.main.picked)
        self.plain.pointed.connect(self.main.pointed)
        self.plain.boxed.connect(self.main.boxed)
        self.show_plain(None)
        self._retranslate()

    def show_plain(self, shown: Shown | None) -> None:
        """What stands beside the main map; None: it stands alone."""
        if shown is not None:
            self.plain.show_map(shown)
        for widget in (self.plain, *self._captions):
            widget.setVisible(shown is not None)

    def mark(self, query: int, hovered: int) -> None:
        """The row in question and what is pointed at elsewhere, in both."""
        for one in (self.main, self.plain):
            one.mark_query(query)
            one.mark_hovered(hovered)

    def set_faint(self, faint: bool) -> None:
        """Both drawn faintly."""
        self.main.set_faint(faint)
        self.plain.set_faint(faint)

    def _arrange(self) -> None:
        """Beside each other, where that is too narrow one below the other."""
        step = (0, 1) if self._beside else (2, 0)
        for at, (caption, one) in enumerate(zip(self._captions, (self.plain, self.main), strict=True)):
            self._grid.addWidget(caption, at * step[0], at * step[1])
            self._grid.addWidget(one, at * step[0] + 1, at * step[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = self.width() >= 2 * NARROWEST + BETWEEN
        if beside != self._beside:
            self._beside = beside
            self._arrange()
        super().resizeEvent(event)

    def _retranslate(self) -> None:
        self._captions[0].setText(self.tr("Looked at"))
        self._captions[0].setToolTip(self.tr("A, the share of the query's attention; colours from 0 to 100 %"))
        self._captions[1].setText(self.tr("Brought"))
        self._captions[1].setToolTip(self.tr("A · ‖v W_O‖, the length of what each key hands over"))
        self.plain.setAccessibleName(self.tr("Attention map, not weighed"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
