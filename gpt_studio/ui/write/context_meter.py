"""How full the context is, what Generate would add, and what would be dropped. What is estimated says so: `≈`."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from gpt_studio.store.document import Document
from gpt_studio.ui.style import restyle
from gpt_studio.ui.workspace import Workspace

from .draw_settings import DrawSettings

CHARACTERS_A_TOKEN = 4.0  # of English text, where no token of this document is known


@dataclass(frozen=True)
class Fill:
    """Tokens of the text (`exact`, or estimated), the most that will be added (None: no bound) and the limit."""

    used: int
    exact: bool
    adds: int | None
    limit: int
    slides: bool

    @property
    def over(self) -> int:
        """How many tokens do not fit beside what will be added (where that has no bound: beside nothing)."""
        return max(0, self.used + (self.adds or 0) - self.limit)

    @property
    def room(self) -> int:
        """How many tokens can be added before the context is full."""
        return max(0, self.limit - self.used)


def fill_of(document: Document, limit: int, adds: int | None, *, slides: bool) -> Fill:
    """What is known of a document's tokens; text that the model has not read yet is estimated by its length."""
    tokens = document.tokens()
    if document.is_scored():
        return Fill(len(tokens), True, adds, limit, slides)
    known = sum(token.end - token.start for token in tokens[-200:])
    ratio = known / len(tokens[-200:]) if known else CHARACTERS_A_TOKEN
    unknown = len(document.text()) - sum(token.end - token.start for token in tokens)
    return Fill(len(tokens) + max(1, round(unknown / ratio)), False, adds, limit, slides)


def dropped_characters(document: Document, fill: Fill) -> int:
    """How many characters at the beginning the model will have dropped in the end; 0 while that is not known exactly.

    A text keeps at least its last token.
    """
    if not fill.exact or not fill.slides or not fill.over:
        return 0
    tokens = document.tokens()
    last = min(fill.over, len(tokens) - 1)
    return tokens[last].start if last > 0 else 0


class ContextMeter(QLabel):
    """`≈ 212 of 1,024 tokens`, and what happens when that is not enough."""

    dropped_changed = Signal(int)  # characters at the beginning

    def __init__(self, workspace: Workspace, settings: DrawSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._settings = settings
        self._dropped = 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "muted")
        workspace.text_changed.connect(self._refresh)
        workspace.model_changed.connect(self._on_changed)
        workspace.busy_changed.connect(self._on_changed)
        settings.changed.connect(self._refresh)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def fill(self) -> Fill | None:
        """What is shown; None without a model."""
        model, document, settings = self._workspace.model, self._workspace.document, self._settings
        if model is None:
            return None
        adds = settings.max_tokens
        if adds is not None and self._workspace.busy:
            adds = max(0, adds - len(document.node(document.current).records))
        return fill_of(document, model.context, adds, slides=settings.on_full == "slide")

    def _on_changed(self, _change: object) -> None:
        self._refresh()

    def _refresh(self) -> None:
        fill = self.fill()
        self._tell_dropped(dropped_characters(self._workspace.document, fill) if fill else 0)
        if fill is None:
            self.setText("")
            self.setToolTip("")
            return
        count = f"{fill.used:,}" if fill.exact else f"≈ {fill.used:,}"
        text = self.tr("{count} of {context} tokens").format(count=count, context=f"{fill.limit:,}")
        what = self._what_happens(fill)
        self.setText(f"{text} · {what}" if what else text)
        self.setToolTip(self._tip(fill))
        role = "warning" if what else "muted"
        if self.property("role") != role:
            restyle(self, role=role)

    def _what_happens(self, fill: Fill) -> str:
        """Nothing while there is room; else the policy with its number."""
        sign = "" if fill.exact else "≈ "
        if fill.slides:
            return self.tr("drops the oldest {count}").format(count=f"{sign}{fill.over:,}") if fill.over else ""
        if not fill.room:
            return self.tr("full")
        if fill.adds is not None and fill.adds > fill.room:
            return self.tr("stops after {count}").format(count=f"{sign}{fill.room:,}")
        return ""

    def _tip(self, fill: Fill) -> str:
        said = [
            self.tr("Tokens as the model reads them.")
            if fill.exact
            else self.tr("≈: some of the text is not read into tokens yet; its tokens are estimated by its length.")
        ]
        if fill.adds is None:
            said.append(self.tr("Generate goes on until the text ends by itself or you stop it."))
        else:
            said.append(self.tr("Generate adds up to {count} tokens.").format(count=f"{fill.adds:,}"))
        said.append(
            self.tr("When the context is full the oldest tokens are dropped; they are greyed in the text.")
            if fill.slides
            else self.tr("When the context is full, writing stops.")
        )
        return "\n".join(said)

    def _tell_dropped(self, characters: int) -> None:
        if characters != self._dropped:
            self._dropped = characters
            self.dropped_changed.emit(characters)
