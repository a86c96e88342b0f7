"""The tokens that a typed word can be, and the words that token ids stand for: asked of the loaded model."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.commands import Tokenise
from gpt_studio.protocol.events import Tokenised
from gpt_studio.protocol.records import TokenForm
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace


@dataclass(frozen=True)
class Written:
    """A way to write the word, and the tokens that it is."""

    text: str
    tokens: tuple[TokenForm, ...]


def forms_of(word: str) -> tuple[str, ...]:
    """As it is typed, with a space before it, and both with the first letter the other way round."""
    bare = word.strip(" ")
    if not bare:
        return (word,) if word else ()
    other = (bare[0].lower() if bare[0].isupper() else bare[0].upper()) + bare[1:]
    return tuple(dict.fromkeys((word, bare, f" {bare}", other, f" {other}")))


class TokenForms(QObject):
    """One question at a time; an answer to an older one is dropped."""

    found = Signal(object)  # tuple[Written, …], in the order of forms_of
    named = Signal()  # `name` knows more ids

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._texts: tuple[str, ...] = ()
        self._ids: tuple[int, ...] = ()
        self._names: dict[int, TokenForm] = {}
        self._job = 0
        bridge.tokenised.connect(self._on_tokenised)
        workspace.model_changed.connect(self._on_model_changed)

    def look_up(self, word: str) -> None:
        """Ask for the forms of a word; '' for none any more."""
        self._texts = forms_of(word)
        if self._texts:
            self._ask()
        else:
            self.found.emit(())

    def want(self, ids: tuple[int, ...]) -> None:
        """Ask what these ids stand for, as far as it is not known."""
        self._ids = ids
        if any(i not in self._names for i in ids):
            self._ask()

    def name(self, token: int) -> TokenForm | None:
        """What an id stands for; None before it was told."""
        return self._names.get(token)

    def _ask(self) -> None:
        model = self._workspace.model
        if model is None:
            return
        unknown = tuple(i for i in self._ids if i not in self._names)
        self._job = self._bridge.send(Tokenise(self._bridge.next_job(), model.key, self._texts, unknown))

    def _on_tokenised(self, event: Tokenised) -> None:
        if event.job != self._job:
            return
        self._names |= {form.id: form for form in event.ids}
        self._names |= {form.id: form for forms in event.texts for form in forms}
        written = zip(self._texts, event.texts, strict=False)
        if self._texts:
            self.found.emit(tuple(Written(text, tokens) for text, tokens in written if tokens))
        self.named.emit()

    def _on_model_changed(self, _model: object) -> None:
        self._names.clear()
        if self._texts or self._ids:
            self._ask()
