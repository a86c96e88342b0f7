"""One message: who says it, its text, its versions, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gpt_studio.store.conversation import Branch, Message
from gpt_studio.ui.style import restyle
from gpt_studio.ui.write.hover_card import HoverCard
from gpt_studio.ui.write.tint import Tint
from gpt_studio.ui.write.version_mark import VersionMark

from .turn_text import TurnText

MOST_LINES = 12


class Turn(QFrame):
    """A block of the conversation. `index` is its place among the messages."""

    again_asked = Signal(int)
    go_on_asked = Signal()
    reworded = Signal(int, str)
    walked = Signal(int)  # the span to show
    left = Signal()  # editing ended, nothing was kept

    def __init__(self, index: int, tint: Tint, card: HoverCard, parent: QWidget) -> None:
        super().__init__(parent)
        self.index = index
        self.message = Message("user", "")
        self._branch: Branch | None = None
        self._shown: tuple[object, ...] = ()
        self._role = QLabel(self)
        self._role.setProperty("role", "heading")
        self.mark = VersionMark(self)
        self.text = TurnText(tint, card, self)
        self.editing = QPlainTextEdit(self)
        self.editing.setProperty("kind", "field")
        self.editing.setTabChangesFocus(True)
        self.editing.installEventFilter(self)
        self.edit, self.again, self.more = self._link(), self._link(), self._link()
        self.keep, self.leave = QPushButton(self), QPushButton(self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._role)
        head.addStretch(1)
        for widget in (self.mark, self.more, self.again, self.edit):
            head.addWidget(widget)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.text)
        layout.addWidget(self.editing)
        layout.addLayout(foot)
        self.edit.clicked.connect(self.begin_editing)
        self.again.clicked.connect(self._on_again)
        self.more.clicked.connect(self.go_on_asked)
        self.keep.clicked.connect(self._on_kept)
        self.leave.clicked.connect(self._on_left)
        self.mark.previous_asked.connect(self._on_previous)
        self.mark.next_asked.connect(self._on_next)
        self.end_editing()
        self._retranslate()

    def show_message(self, message: Message, branch: Branch | None, *, last: bool, ready: bool) -> None:
        """What stands above the text; the text itself is shown by its stretch of the document."""
        self.message, shown = message, (message.role, branch, last, ready)
        if shown == self._shown:
            return
        self._branch, self._shown = branch, shown
        look = "" if message.role == "assistant" else "card"
        if self.property("role") != look:
            restyle(self, role=look)
        which, many = (branch.which + 1, len(branch.spans)) if branch else (1, 1)
        self.mark.set_versions(which, many, enabled=ready)
        assistant = message.role == "assistant"
        self.again.setVisible(assistant)
        self.more.setVisible(assistant and last)
        for button in (self.edit, self.again, self.more, self.keep):
            button.setEnabled(ready)
        self._retranslate()

    def begin_editing(self) -> None:
        """The text as a field; what is kept of it becomes a version of its own."""
        self.editing.setPlainText(self.message.content)
        lines = min(MOST_LINES, 2 + self.message.content.count("\n") + len(self.message.content) // 80)
        self.editing.setFixedHeight(self.editing.fontMetrics().lineSpacing() * max(3, lines) + 14)
        self._set_editing(True)
        self.editing.setFocus()

    def end_editing(self) -> None:
        self._set_editing(False)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.editing and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self._on_left()
                return True
        return super().eventFilter(watched, event)  # pyright: ignore[reportArgumentType]

    def _set_editing(self, on: bool) -> None:
        for widget in (self.editing, self.keep, self.leave):
            widget.setVisible(on)
        self.text.setVisible(not on)

    def _on_kept(self) -> None:
        self.end_editing()
        self.reworded.emit(self.index, self.editing.toPlainText())

    def _on_left(self) -> None:
        self.end_editing()
        self.left.emit()

    def _on_again(self) -> None:
        self.again_asked.emit(self.index)

    def _on_previous(self) -> None:
        self._walk(-1)

    def _on_next(self) -> None:
        self._walk(1)

    def _walk(self, step: int) -> None:
        if self._branch is not None and 0 <= self._branch.which + step < len(self._branch.spans):
            self.walked.emit(self._branch.spans[self._branch.which + step])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        names = {
            "system": self.tr("System prompt"),
            "user": self.tr("You"),
            "assistant": self.tr("Model"),
            "tool": self.tr("Tool"),
        }
        name = names[self.message.role]
        self._role.setText(name)
        self.text.setAccessibleName(name)
        self.editing.setAccessibleName(name)
        self.edit.setText(self.tr("Edit"))
        self.edit.setToolTip(self.tr("Say it otherwise, in a version of its own"))
        self.again.setText(self.tr("Again"))
        self.again.setToolTip(self.tr("Another answer, in a version of its own"))
        self.more.setText(self.tr("Continue"))
        self.more.setToolTip(self.tr("Let the model go on from the end of its answer"))
        self.keep.setText(self.tr("Keep"))
        self.leave.setText(self.tr("Cancel"))

    def _link(self) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("kind", "link")
        return button
