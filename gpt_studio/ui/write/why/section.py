"""Why this token: which heads, layers and earlier tokens made its logit, or made it win over another."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gpt_studio.protocol.events import JobFailed
from gpt_studio.protocol.looking import Attribute, Attributed
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.errors.saying import line_of, translated
from gpt_studio.ui.icons import icon
from gpt_studio.ui.inquiry import Inquiry
from gpt_studio.ui.leaving.sidecar import SavedView
from gpt_studio.ui.terms import tip
from gpt_studio.ui.token_text import visible_token
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.switched_at import Off, switched_at

from .bars import Bar
from .layout import WhyLayout
from .saving import SavedWhy, WhyView, leaving
from .summary import by_layer, strongest, total
from .wording import bar_of, sentence

FEW, FEW_TOKENS = 10, 8
UNSEEN_MS = 600


class Why(WhyLayout):
    """Folded until it is wanted, and nothing is asked before. What is shown always belongs to the pinned token."""

    unfolded = Signal(bool)

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._workspace = workspace
        self._inquiry = Inquiry(bridge, bridge.attributed, self)
        self._record: TokenRecord | None = None
        self._found: Attributed | None = None
        self._off: Off = (NOTHING_OFF, ())  # with which that was found
        self._failure: JobFailed | None = None
        self._all = False
        self._late = False  # the answer takes so long that it is worth a word
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(UNSEEN_MS)
        self._clock.timeout.connect(self._on_late)
        self._connect()
        self._retranslate()
        self.hide()
        self._on_token()

    @property
    def found(self) -> Attributed | None:
        """The answer on screen."""
        return self._found

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.pinned_changed.connect(self._on_token)
        workspace.text_changed.connect(self._on_token)
        workspace.model_changed.connect(self._on_model)
        workspace.mode_changed.connect(self._on_changed)
        self._inquiry.answered.connect(self._on_answer)
        self._inquiry.failed.connect(self._on_failed)
        self._inquiry.waiting_changed.connect(self._on_waiting)
        self.fold.toggled.connect(self._on_fold)
        self.foil.currentIndexChanged.connect(self._on_changed)
        self.more.clicked.connect(self._on_more)
        self.save_menu.wanted.connect(self._on_save)
        self.save_menu.failed.connect(self._on_not_saved)
        self.parts.opened.connect(self._on_part)
        self.layers.opened.connect(self._on_layer)
        self.tokens.opened.connect(self._on_source)
        self.tokens.pointed.connect(self._on_pointed)

    # -- asking ----------------------------------------------------------------------------------------

    def _ask(self) -> None:
        if not self._in_sight():
            self._inquiry.want(None)  # what is known may be asked for again
            return
        question = self._question()
        if self._is_answer_to(question):
            self._inquiry.want(None)
        else:
            self._found = None
            self._inquiry.want(question)
            self._off = (NOTHING_OFF, ()) if question is None else (question.switches, question.over)
        self._show()

    def _in_sight(self) -> bool:
        return self.fold.isChecked() and self._workspace.mode == "write"

    def _question(self) -> Attribute | None:
        workspace = self._workspace
        model, document, pinned = workspace.model, workspace.document, workspace.pinned
        if self._record is None or model is None or pinned < 1 or not document.is_scored():
            return None
        before = document.tokens()[:pinned]
        ids = tuple(token.record.id for token in before if token.node)  # the front comes by itself
        off, over = switched_at(workspace, pinned)
        question = Attribute(0, model.key, (ids,) if ids else (), pinned - 1, self._record.id, self.foil.chosen)
        return replace(question, switches=off, over=over)

    def _is_answer_to(self, question: Attribute | None) -> bool:
        """Whether what is on screen is what would be asked for."""
        found = self._found
        if question is None or found is None:
            return False
        if (found.key, *self._off) != (question.key, question.switches, question.over):
            return False
        before = [token.record.id for token in self._workspace.document.tokens()[: question.position + 1]]
        same = before == [record.id for record in found.records[: found.position + 1]]
        asked = question.position, question.token, question.foil
        return same and asked == (found.position, found.token, found.foil)

    def _on_answer(self, answer: Attributed) -> None:
        self._failure = None
        self._found = answer
        if not self._is_answer_to(self._question()):
            self._found = None
        self._show()

    def _on_failed(self, failure: JobFailed) -> None:
        self._failure, self._found = failure, None
        self._show()

    # -- showing ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._found
        self._said.setText(self._line())
        self._said.setVisible(bool(self._said.text()))
        self.badge.show_checks(() if found is None else found.checks)
        for widget in (*self._headings, self.parts, self.layers, self.tokens, self.badge, self.more):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(self._inquiry.waiting and not self._late)  # so that nothing jumps
            widget.setSizePolicy(policy)
        for widget in (*self._headings, self.parts, self.layers, self.tokens, self.save_menu):
            widget.setVisible(found is not None)
        self.more.setVisible(found is not None and len(found.components) > FEW)
        if found is not None:
            self._show_parts(found)
            self.layers.show_layers(by_layer(found.components))
            self._show_tokens(found)

    def _on_not_saved(self, line: str) -> None:
        self._said.setText(translated(line))

    def _line(self) -> str:
        found, record = self._found, self._record
        if record is None:
            return ""
        if found is not None:
            return sentence(found, visible_token(record), self.foil.currentText())
        if self._failure is not None:
            return line_of(replace(self._failure, expected="", found=""))
        if self._workspace.model is None:
            return self.tr("No model is loaded.")
        if self._workspace.pinned < 1:
            return self.tr("Nothing stands before this token: there is nothing to explain.")
        return self.tr("Working it out…") if self._late else ""

    def _show_parts(self, found: Attributed) -> None:
        parts = strongest(found.components)
        shown = parts if self._all else parts[:FEW]
        bars = [bar_of(component) for component in shown]
        rest = parts[len(shown) :]
        if rest:
            told = self.tr("What the other {count} parts add together.").format(count=len(rest))
            bars.append(Bar(self.tr("{count} others").format(count=len(rest)), total(rest), told))
        self.parts.show_bars(bars)
        self.more.setText(self.tr("Show fewer") if self._all else self.tr("Show all {count}").format(count=len(parts)))

    def _show_tokens(self, found: Attributed) -> None:
        values = found.inputs.tolist()
        order = sorted(range(len(values)), key=lambda at: -abs(values[at]))[:FEW_TOKENS]
        self.tokens.show_bars(
            [
                Bar(
                    visible_token(found.records[at]) or f"⟨{found.records[at].id}⟩",
                    values[at],
                    self.tr("Token {position} of the text. Click to pin it.").format(position=at),
                    at,
                )
                for at in order
            ]
        )

    # -- leaving, and coming back ----------------------------------------------------------------------

    def view(self) -> WhyView | None:
        """What is on screen, to be saved; None while there is nothing."""
        found, record = self._found, self._record
        if found is None or record is None:
            return None
        foil = "" if found.foil is None else self.foil.currentText()
        return WhyView.of(found, record, foil, self._off, self._workspace.document)

    def check_view(self, saved: SavedView) -> None:
        """Raise StudioError for a saved view whose own part is damaged."""
        SavedWhy.of(saved)

    def show_view(self, saved: SavedView) -> int:
        """Unfold and explain as it was; returns the token that is to be pinned."""
        found = SavedWhy.of(saved)
        self._workspace.set_mode("write")
        self._workspace.set_pinned(-1)
        self.foil.want(found.foil, found.foil_text)
        self.fold.setChecked(True)
        return found.token

    def _on_save(self, ending: str) -> None:
        view = self.view()
        if view is not None:
            self.save_menu.ask(leaving(view), ending, self._workspace.document)

    # -- slots -----------------------------------------------------------------------------------------

    def _on_token(self, _index: int = -1) -> None:
        tokens, pinned = self._workspace.document.tokens(), self._workspace.pinned
        record = tokens[pinned].record if 0 <= pinned < len(tokens) else None
        if record is not self._record:
            same = record is not None and self._record is not None and record.id == self._record.id
            foil = self.foil.chosen if same else None
            self._record, self._failure = record, None
            self.foil.offer(record, foil)
            self.setVisible(record is not None)
        self._ask()

    def _on_model(self, _model: object) -> None:
        self._failure = None
        self._ask()

    def _on_changed(self, _changed: object) -> None:
        self._ask()

    def _on_waiting(self, waiting: bool) -> None:
        self._late = False
        if waiting:
            self._clock.start()
        else:
            self._clock.stop()
            self._show()

    def _on_late(self) -> None:
        self._late = True
        self._show()

    def _on_fold(self, unfolded: bool) -> None:
        self._body.setVisible(unfolded)
        self.fold.setIcon(icon("down" if unfolded else "right", "muted"))
        self._ask()
        self.unfolded.emit(unfolded)

    def _on_more(self) -> None:
        self._all = not self._all
        self._show()

    def _on_part(self, part: tuple[int, int]) -> None:
        self._workspace.open_head(*part)

    def _on_layer(self, layer: int) -> None:
        """The strongest head of the layer."""
        heads = [] if self._found is None else [c for c in self._found.components if c.kind == "head"]
        of_layer = strongest([component for component in heads if component.layer == layer])
        if of_layer:
            self._on_part((layer, of_layer[0].head))

    def _on_source(self, token: int) -> None:
        self._workspace.set_hovered(-1)
        self._workspace.set_pinned(token)

    def _on_pointed(self, token: int | None) -> None:
        self._workspace.set_hovered(-1 if token is None else token)

    def _retranslate(self) -> None:
        self.fold.setText(self.tr("Why this token"))
        self.fold.setToolTip(tip("attribution"))
        self.fold.setIcon(icon("down" if self.fold.isChecked() else "right", "muted"))
        self._against.setText(self.tr("against"))
        self.more.setText(self.tr("Show all parts"))
        for widget in (self._against, self.foil):
            widget.setToolTip(tip("foil"))
        self.foil.setAccessibleName(self.tr("Explain the difference to another token"))
        titles = (self.tr("Heads and MLPs"), self.tr("Layer by layer"), self.tr("Tokens before it"))
        terms = ("attribution", "attribution", "gradient")
        for heading, title, term in zip(self._headings, titles, terms, strict=True):
            heading.setText(title)
            heading.setToolTip(tip(term))
        for widget, title in zip((self.parts, self.layers, self.tokens), titles, strict=True):
            widget.setAccessibleName(title)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "_headings"):
            self._retranslate()
            self._show()
        super().changeEvent(event)
