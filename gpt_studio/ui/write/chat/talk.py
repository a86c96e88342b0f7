"""What the chat view does: a message is sent, said otherwise, answered again. The template's rendering is asked for,
laid into the tree of versions, and the model goes on from it: one step of Undo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.commands import RenderChat
from gpt_studio.protocol.events import ChatRendered, JobFailed
from gpt_studio.store.conversation import Message, conversation_of, lay, plain
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.generation import Generation
from gpt_studio.ui.write.searched import Changes, replaced
from gpt_studio.ui.write.stale import Stale, changed
from gpt_studio.ui.write.undo import Undo


@dataclass(frozen=True)
class _Asked:
    """Messages whose rendering is awaited, the text they are of, and what comes behind them: None, the model's turn."""

    job: int
    text: str
    messages: tuple[Message, ...]
    answer: str | None
    write: bool


class Talk(QObject):
    """The conversation of the version on screen, and the ways to go on with it."""

    refused = Signal(object)  # JobFailed
    changed = Signal()  # the system prompt of a conversation that has not begun

    def __init__(
        self, bridge: Bridge, workspace: Workspace, generation: Generation, undo: Undo, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._generation = generation
        self._undo = undo
        self._asked: _Asked | None = None
        self.stale = Stale()
        self.first_system = ""  # of a conversation that has not begun
        bridge.chat_rendered.connect(self._on_chat_rendered)
        bridge.job_failed.connect(self._on_job_failed)

    # -- reading ------------------------------------------------------------------------------------------------

    def messages(self) -> tuple[Message, ...]:
        """The messages of the version on screen, the model's open turn among them; () where it is plain text."""
        found = conversation_of(self._workspace.document)
        return found.told(self._workspace.document.text()) if found else ()

    def ready(self) -> bool:
        """Whether something can be sent."""
        return self._workspace.model is not None and not self._workspace.busy and self._asked is None

    # -- going on -----------------------------------------------------------------------------------------------

    def send(self, content: str) -> bool:
        """Say something; the model answers. False when that cannot be now."""
        messages = self.messages()
        if not messages and self.first_system:
            messages = (Message("system", self.first_system),)
        return self._ask((*messages, Message("user", content)))

    def answer_again(self, index: int) -> bool:
        """Another version of the model's message `index`."""
        return self._ask(self.messages()[:index])

    def go_on(self) -> None:
        """The model goes on with its last message, or takes its turn."""
        self._generation.generate()

    def reword(self, index: int, content: str) -> bool:
        """Say message `index` otherwise, in a version of its own; what followed it stays in the other one.

        After words of a person the model answers; its own, put otherwise, it may be asked to continue.
        """
        messages = self.messages()
        said = messages[index]
        if content == said.content:
            return False
        if said.role == "assistant":
            return self._ask(messages[:index], content)
        if said.role == "system":
            return self.set_system(content)
        return self._ask((*messages[:index], Message(said.role, content)))

    def replace(self, changes: Changes) -> bool:
        """Put other texts in places of the messages, in a version of its own; nobody answers. Whether it is done.

        What the template puts around the messages stays; in the model's open turn it is an edit like any other.
        """
        document, found = self._workspace.document, conversation_of(self._workspace.document)
        if found is None or not self.ready():
            return False
        if changes[0][0] >= found.turn:
            self._undo.note(document, len(document.text()))
            for start, end, came in reversed(changes):
                self.stale.before_edit(document, start, end - start, len(came))
                document.edit(start, end - start, came)
            self._show()
            return True
        messages = [_with(message, changes) for message in found.told(document.text())]
        answer = messages.pop().content if len(messages) > len(found.messages) else None
        self._ask(messages, answer, write=False)
        return False

    def set_system(self, content: str) -> bool:
        """Begin with another system prompt ('' for none): a version of its own, up to what the person said last."""
        messages = self.messages()
        self.first_system = content
        self.changed.emit()
        rest = [m for m in messages if m.role != "system"]
        while rest and rest[-1].role != "user":
            rest.pop()
        if not rest:
            return True
        return self._ask(([Message("system", content)] if content else []) + rest)

    def walk(self, span: int) -> None:
        """Show the version that runs through a span."""
        if not self._workspace.busy:
            document = self._workspace.document
            self._undo.note(document, len(document.text()))
            document.open(span)
            self.stale.leave()
            self._workspace.set_pinned(-1)
            self._workspace.touch_text()

    # -- inside -------------------------------------------------------------------------------------------------

    def _ask(self, messages: Sequence[Message], answer: str | None = None, *, write: bool = True) -> bool:
        model = self._workspace.model
        if model is None or not self.ready():
            return False
        job, text = self._bridge.next_job(), self._workspace.document.text()
        self._asked = _Asked(job, text, tuple(messages), answer, write and answer is None)
        self._bridge.send(RenderChat(job, model.key, plain(messages)))
        return True

    def _on_chat_rendered(self, event: ChatRendered) -> None:
        asked, document = self._asked, self._workspace.document
        if asked is None or event.job != asked.job:
            return
        self._asked = None
        if document.text() != asked.text or self._workspace.busy:  # the version on screen is another by now
            return
        self._undo.note(document, len(document.text()))
        new = "".join(piece.text for piece in event.pieces) + (asked.answer or "")
        self.stale.before_edit(document, *changed(asked.text, new))
        lay(document, event.pieces, asked.messages, event.stop)
        if asked.answer:
            document.begin_typed(asked.answer)
        self._show()
        if asked.write:
            self._generation.go_on()

    def _show(self) -> None:
        self._workspace.set_pinned(-1)
        self._workspace.touch_text()

    def _on_job_failed(self, event: JobFailed) -> None:
        if self._asked is not None and event.job == self._asked.job:
            self._asked = None
            self.refused.emit(event)
            self.changed.emit()


def _with(message: Message, changes: Changes) -> Message:
    """A message with other texts in places of it."""
    start, end = message.start, message.end
    if start is None or end is None:
        return message
    mine = [(a - start, b - start, came) for a, b, came in changes if start <= a and b <= end]
    return Message(message.role, replaced(message.content, mine)) if mine else message
