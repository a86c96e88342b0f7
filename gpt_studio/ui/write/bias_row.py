"""Bias on the stack: tokens that are banned, moved or forced, found by typing what they say."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.ui import theme
from gpt_studio.ui.token_text import hex_bytes, visible

from .bias_entry import BiasEntry
from .stack_row import StackRow
from .token_forms import TokenForms, Written

PAUSE_MS = 150
ITEM_HEIGHT = 24
TOKEN = Qt.ItemDataRole.UserRole


class BiasRow(StackRow):
    """Type a word, choose one of its tokens: it is banned, and can then be moved or forced instead."""

    biases_changed = Signal(object)  # tuple of (id, value)

    def __init__(self, forms: TokenForms, parent: QWidget) -> None:
        super().__init__("bias", parent)
        self._forms = forms
        self._biases: dict[int, float] = {}
        self.entries: dict[int, BiasEntry] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.field, self.found = QLineEdit(self), QListWidget(self)
        self.field.setPlaceholderText(self.tr("Type a word, then choose its token"))
        self.field.setAccessibleName(self.tr("A word whose tokens to ban, move or force"))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setAccessibleName(self.tr("Tokens of the word"))
        self.found.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.hide()
        body = QVBoxLayout()
        body.setContentsMargins(16, 0, 2, 2)
        body.setSpacing(3)
        body.addLayout(self._list)
        body.addWidget(self.field)
        body.addWidget(self.found)
        self.grid.addLayout(body, 1, 0, 1, 4)
        self.add_foot()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look_up)
        self.field.textChanged.connect(self._on_typed)
        self.found.itemClicked.connect(self._on_item)
        forms.found.connect(self._on_found)
        forms.named.connect(self._show_entries)
        self.setFocusProxy(self.field)

    def show_values(self, sampling: SamplingParams, *, first: bool, last: bool) -> None:
        super().show_values(sampling, first=first, last=last)
        if dict(sampling.logit_bias) != self._biases or not self.entries:
            self._biases = dict(sampling.logit_bias)
            self._show_entries()
            self._forms.want(tuple(self._biases))

    def first_control(self) -> QWidget:
        return self.field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.found.count():
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                self.found.setCurrentRow(min(max(self.found.currentRow() + by, 0), self.found.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_item(self.found.currentItem())
                return True
        return super().eventFilter(watched, event)

    # -- inside -------------------------------------------------------------------------------------------------

    def _show_entries(self) -> None:
        for token in [token for token in self.entries if token not in self._biases]:
            self.entries.pop(token).deleteLater()
        for token, value in self._biases.items():
            if token not in self.entries:
                entry = self.entries[token] = BiasEntry(token, self)
                entry.changed.connect(self._on_changed)
                entry.removed.connect(self._on_removed)
                self._list.addWidget(entry)
            self.entries[token].show_entry(value, self._forms.name(token))

    def _on_typed(self, _text: str) -> None:
        self._pause.start()

    def _look_up(self) -> None:
        self._forms.look_up(self.field.text())

    def _on_found(self, forms: tuple[Written, ...]) -> None:
        self.found.clear()
        for written in sorted(forms, key=lambda form: len(form.tokens) > 1):
            first = written.tokens[0]
            name = visible(written.text)
            if len(written.tokens) > 1:
                name = self.tr("{first}  (begins {word})").format(first=visible(first.text), word=name)
            item = QListWidgetItem(f"{name}   {first.id}   {hex_bytes(first.bytes[:8])}")
            item.setFont(theme.mono_font(9.0))
            item.setData(TOKEN, first.id)
            tip = " ".join(f"{visible(form.text)} ({form.id})" for form in written.tokens)
            if len(written.tokens) > 1:
                tip += "\n" + self.tr("A bias acts on single tokens: this is the first.")
            item.setToolTip(tip)
            self.found.addItem(item)
        self.found.setFixedHeight(self.found.count() * ITEM_HEIGHT + 4)
        self.found.setVisible(bool(forms))
        self.found.setCurrentRow(0 if forms else -1)

    def _on_item(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        token: int = item.data(TOKEN)
        self.field.clear()
        self._pause.stop()
        self._on_found(())
        self._on_changed(token, self._biases.get(token, -math.inf))

    def _on_changed(self, token: int, value: float) -> None:
        self.biases_changed.emit(tuple((self._biases | {token: value}).items()))

    def _on_removed(self, token: int) -> None:
        self.biases_changed.emit(tuple((i, value) for i, value in self._biases.items() if i != token))
