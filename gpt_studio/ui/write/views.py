"""Text or chat: which view of the document stands in Write, and whether the exact ids stand beneath it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QWidget

from gpt_studio.store.conversation import conversation_of
from gpt_studio.ui.workspace import Workspace

from .chat.view import ChatView
from .editor import Editor
from .exact_ids import ExactIds


class Views(QObject):
    """The commands of the views. Look inside has the text, whatever Write shows."""

    changed = Signal()
    switched = Signal()  # another view stands there, or the same again

    def __init__(self, workspace: Workspace, editor: Editor, chat: ChatView, ids: ExactIds, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor = editor
        self._chat = chat
        self._ids = ids
        self.chatting = False
        self.stack = QStackedWidget(parent)
        self.stack.addWidget(editor)
        self.stack.addWidget(chat)
        chat.hide()
        self.switch = ViewSwitch(self, parent)
        workspace.mode_changed.connect(self._on_changed)
        workspace.model_changed.connect(self._on_changed)
        workspace.text_changed.connect(self._on_text_changed)
        ids.closed.connect(self.toggle_ids)
        editor.size_changed.connect(chat.set_size)
        self._show()

    def text(self) -> None:
        self._set_chatting(False)

    def chat(self) -> None:
        self._set_chatting(True)

    def restore(self, view: str, *, ids: bool) -> None:
        """As it was left the last time."""
        self.chatting = view == "chat"
        self._ids.setVisible(ids)
        self._show()

    @property
    def shown(self) -> QWidget:
        """The view that stands there: it takes the keyboard."""
        return self._chat if self.stack.currentWidget() is self._chat else self._editor

    @property
    def ids_shown(self) -> bool:
        return not self._ids.isHidden()

    def toggle_ids(self) -> None:
        """Fold the exact ids out beneath the document, or in again."""
        self._ids.setVisible(not self.ids_shown)
        self._ids.refresh()
        self.changed.emit()

    def flags(self) -> set[str]:
        """What holds now, in the words of the command table."""
        return {"view:chat" if self.chatting else "view:text"} | ({"exact_ids"} if self.ids_shown else set())

    def _set_chatting(self, on: bool) -> None:
        self._workspace.set_mode("write")
        if on != self.chatting:
            self.chatting = on
            self._show()
            self.shown.setFocus()
            self.changed.emit()

    def _on_changed(self, _change: object) -> None:
        self._show()

    def _on_text_changed(self) -> None:
        if self.switch.isHidden() and not self._workspace.busy:
            self._show_switch()

    def _show(self) -> None:
        writing = self._workspace.mode == "write"
        self.stack.setCurrentWidget(self._chat if self.chatting and writing else self._editor)
        self._chat.refresh()
        self._ids.refresh()
        self._show_switch()
        self.switched.emit()

    def _show_switch(self) -> None:
        """There where it is of use: a model that was made to talk, or a conversation on screen."""
        model = self._workspace.model
        of_use = self.chatting or (model is not None and model.info.chat_template)
        of_use = of_use or conversation_of(self._workspace.document) is not None
        self.switch.setVisible(of_use and self._workspace.mode == "write")
        self.switch.show_state(self.chatting)


class ViewSwitch(QWidget):
    """Text | Chat."""

    def __init__(self, views: Views, parent: QWidget) -> None:
        super().__init__(parent)
        frame = QFrame(self)
        frame.setProperty("role", "switch")
        self.text, self.chat = self._button(frame), self._button(frame)
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.setSpacing(2)
        inside.addWidget(self.text)
        inside.addWidget(self.chat)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 16, 0)
        layout.addStretch(1)
        layout.addWidget(frame)
        self.text.clicked.connect(views.text)
        self.chat.clicked.connect(views.chat)
        self._retranslate()
        self.hide()

    def show_state(self, chatting: bool) -> None:
        self.text.setChecked(not chatting)
        self.chat.setChecked(chatting)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.text.setText(self.tr("Text"))
        self.text.setToolTip(self.tr("The document as one text, as the model reads it"))
        self.chat.setText(self.tr("Chat"))
        self.chat.setToolTip(self.tr("The document as a conversation"))

    def _button(self, parent: QWidget) -> QToolButton:
        button = QToolButton(parent)
        button.setProperty("kind", "segment")
        button.setCheckable(True)
        return button
