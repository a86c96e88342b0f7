"""What "Add…" opens: a field that searches the samplers by the words of their names and tooltips, and the list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from .sampler_texts import sampler_tip, sampler_title

SIZE = (300, 320)
SAMPLER = Qt.ItemDataRole.UserRole
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SamplerSearch(QFrame):
    """Driven by the keyboard alone: type, ↑ ↓, Enter. Gone with Esc, or when something else takes the keyboard."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.field, self.list = QLineEdit(self), QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._on_item)
        self.hide()

    def open_below(self, widget: QWidget, samplers: Iterable[str]) -> None:
        """Offer these samplers, over the window of `widget`."""
        self.field.setPlaceholderText(self.tr("Search: top, repeat, temperature…"))
        self.field.setAccessibleName(self.tr("Search the samplers"))
        self.list.setAccessibleName(self.tr("Samplers"))
        self.list.clear()
        for sampler in samplers:
            item = QListWidgetItem(sampler_title(sampler))
            item.setData(SAMPLER, sampler)
            item.setToolTip(sampler_tip(sampler))
            self.list.addItem(item)
        self.field.clear()
        self._on_typed("")
        if self.parentWidget() is not widget.window():
            self.setParent(widget.window())
        room = widget.window().rect()
        place = widget.mapTo(widget.window(), widget.rect().bottomLeft())
        width, height = min(SIZE[0], room.width()), min(SIZE[1], room.height())
        self.setGeometry(min(place.x(), room.right() - width), min(place.y(), room.bottom() - height), width, height)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def shown(self) -> list[str]:
        """The samplers that the words in the field leave."""
        items = (self.list.item(i) for i in range(self.list.count()))
        return [item.data(SAMPLER) for item in items if not item.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # before the window's "Stop"
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() in MOVES:
            self._step(-1 if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_item(self.list.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        rows = [i for i in range(self.list.count()) if not self.list.item(i).isHidden()]
        if rows:
            now = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else -1
            self.list.setCurrentRow(rows[min(max(now + by, 0), len(rows) - 1)])

    def _on_typed(self, text: str) -> None:
        """Names that begin with what was typed come first to hand."""
        words = text.casefold().split()
        best = -1
        for i in range(self.list.count()):
            item = self.list.item(i)
            sampler: str = item.data(SAMPLER)
            about = f"{item.text()} {sampler} {item.toolTip()}".casefold()
            fits = all(word in about for word in words)
            item.setHidden(not fits)
            begins = bool(words) and item.text().casefold().startswith(words[0])
            if fits and (best < 0 or (begins and not self._begins(best, words))):
                best = i
        self.list.setCurrentRow(best)

    def _begins(self, row: int, words: list[str]) -> bool:
        return self.list.item(row).text().casefold().startswith(words[0])

    def _on_item(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden():
            self.hide()
            self.chosen.emit(item.data(SAMPLER))
