"""The chat view: the version on screen as messages, and a field for the next one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gpt_studio.store.conversation import Message, branches_of
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.hover_card import HoverCard
from gpt_studio.ui.write.stale import NOTHING
from gpt_studio.ui.write.tint import Tint

from .composer import Composer
from .talk import Talk
from .turn import Turn

COLUMN_WIDTH = 760


class ChatView(QWidget):
    """Messages in a column of a readable width. Hidden, it does no work."""

    token_clicked = Signal(int)

    def __init__(self, workspace: Workspace, talk: Talk, tint: Tint, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._talk = talk
        self._tint = tint
        self._points = 14.0
        self._turns: list[Turn] = []
        self._note = QLabel(self)
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._system = QPushButton(self)
        self._system.setProperty("kind", "link")
        self.area = QScrollArea(self)
        self.card = HoverCard(self.area.viewport())
        self.first_system = Turn(-1, tint, self.card, self)
        self.composer = Composer(self)
        self._lay_out()
        self._retranslate()
        self._system.clicked.connect(self._on_add_system)
        self.first_system.reworded.connect(self._on_first_system)
        self.first_system.left.connect(self.refresh)
        self.composer.sent.connect(self._on_sent)
        for signal in (workspace.text_changed, talk.changed):
            signal.connect(self.refresh)
        for signal in (workspace.busy_changed, workspace.model_changed):
            signal.connect(self._on_changed)
        tint.changed.connect(self._on_tint_changed)
        workspace.pinned_changed.connect(self._on_pinned)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "surface")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 20, 0, 12)
        self._column.setSpacing(8)
        self._column.addWidget(self._note)
        self._column.addWidget(self._system, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.first_system)
        self._column.addStretch(1)
        _centred(self._column, QHBoxLayout(inner), inner)
        self.area.setWidget(inner)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.setSpacing(8)
        layout.addWidget(self.area, 1)
        foot, held = QVBoxLayout(), QWidget(self)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.composer)
        _centred(foot, QHBoxLayout(held), held)
        layout.addWidget(held)
        self.setFocusProxy(self.composer)
        self.area.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self.area.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def turns(self) -> list[Turn]:
        """The blocks, in order."""
        return self._turns

    def set_size(self, points: float) -> None:
        """The size of the messages' text."""
        self._points = points
        for turn in (*self._turns, self.first_system):
            turn.text.set_text_font(points)

    # -- showing --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the version on screen."""
        if self.isHidden():
            return
        document, messages = self._workspace.document, self._talk.messages()
        branches = branches_of(document, messages) if messages else {}
        ready = self._talk.ready()
        self._talk.stale.look(document)
        while len(self._turns) > len(messages):
            self._turns.pop().deleteLater()
        while len(self._turns) < len(messages):
            self._turns.append(self._new_turn(len(self._turns)))
        for index, (turn, message) in enumerate(zip(self._turns, messages, strict=True)):
            last = index == len(messages) - 1
            turn.show_message(message, branches.get(index), last=last, ready=ready)
            tokens = [] if message.start is None else document.tokens()
            grows = last and self._workspace.busy
            turn.text.show_stretch(message.content, message.start or 0, tokens, grows=grows)
            turn.text.set_pinned(self._workspace.pinned)
            turn.text.set_stale(*(self._talk.stale.range if message.start is not None else NOTHING))
        self._show_beginning(messages, ready)
        self.composer.set_ready(ready)

    def _show_beginning(self, messages: tuple[Message, ...], ready: bool) -> None:
        """Before the first message: what this place is for, and the system prompt of what will begin."""
        begun, model = bool(messages), self._workspace.model
        self._note.setVisible(not begun)
        templated = model is not None and model.info.chat_template
        self._note.setText(
            self.tr("The model's own chat template puts the messages into one text.")
            if templated
            else self.tr("This model brings no chat template: the messages become lines, “User: …” and “Assistant: …”.")
        )
        if self._workspace.document.text() and not begun:
            self._note.setText(
                self._note.text()
                + " "
                + self.tr("The text that is there stays as another version; what is said here begins beside it.")
            )
        system = next((m for m in messages if m.role == "system"), None)
        pending = Message("system", self._talk.first_system) if not begun else Message("system", "")
        self.first_system.show_message(pending, None, last=False, ready=ready)
        self.first_system.text.show_stretch(pending.content, 0, [], grows=False)
        editing = not self.first_system.editing.isHidden()
        self.first_system.setVisible(editing or bool(pending.content))
        self._system.setVisible(system is None and not editing and not pending.content)

    def _new_turn(self, index: int) -> Turn:
        turn = Turn(index, self._tint, self.card, self)
        turn.text.set_text_font(self._points)
        turn.text.token_clicked.connect(self._on_token_clicked)
        turn.again_asked.connect(self._talk.answer_again)
        turn.go_on_asked.connect(self._talk.go_on)
        turn.reworded.connect(self._talk.reword)
        turn.walked.connect(self._talk.walk)
        self._column.insertWidget(self._column.count() - 1, turn)
        return turn

    # -- slots ----------------------------------------------------------------------------------------------------

    def _on_sent(self, text: str) -> None:
        if self._talk.send(text):
            self.composer.clear()
            self.area.verticalScrollBar().setValue(self.area.verticalScrollBar().maximum())

    def _on_add_system(self) -> None:
        self._system.hide()
        self.first_system.show()
        self.first_system.begin_editing()

    def _on_first_system(self, _index: int, text: str) -> None:
        self._talk.set_system(text)
        self.refresh()

    def _on_token_clicked(self, index: int) -> None:
        self._workspace.set_pinned(index)
        self.token_clicked.emit(index)

    def _on_pinned(self, index: int) -> None:
        for turn in self._turns:
            turn.text.set_pinned(index)

    def _on_changed(self, _change: object) -> None:
        self.refresh()

    def _on_tint_changed(self, _measure: str) -> None:
        for turn in self._turns:
            turn.text.viewport().update()

    def _on_scrolled(self, _value: int) -> None:
        self.card.leave()

    def _on_range_changed(self, _low: int, high: int) -> None:
        """What is written stays in sight if the end was."""
        bar = self.area.verticalScrollBar()
        if self._workspace.busy or bar.value() >= bar.maximum() - bar.pageStep() // 3:
            bar.setValue(high)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.refresh()
        elif event.type() == QEvent.Type.PaletteChange:
            self.refresh()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._system.setText(self.tr("Add a system prompt…"))
        self._system.setToolTip(self.tr("What the model is told before the conversation begins"))


def _centred(column: QVBoxLayout, row: QHBoxLayout, place: QWidget) -> None:
    """A column of at most COLUMN_WIDTH in the middle of a place."""
    held = QWidget(place)
    held.setMaximumWidth(COLUMN_WIDTH)
    held.setLayout(column)
    row.setContentsMargins(24, 0, 24, 0)
    row.addStretch(1)
    row.addWidget(held, 1000)
    row.addStretch(1)
