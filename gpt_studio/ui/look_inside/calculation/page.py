"""Show the calculation: one query of one head with its real numbers, then the block from the token to the logits."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gpt_studio.protocol.looking import Calculate, Calculated
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.leaving.saving import Leaving
from gpt_studio.ui.look_inside.alignment import align
from gpt_studio.ui.look_inside.labels import Name, token_names
from gpt_studio.ui.switch_words import summary
from gpt_studio.ui.terms import tip
from gpt_studio.ui.workspace import Workspace

from .layout import CalculationLayout, formula
from .saving import SavedCalculation, leaving
from .script import as_python
from .wording import quoted, steps_of_key

LOOK_INSIDE = "look_inside"


class CalculationPage(CalculationLayout):
    """Of the pinned token, else the last one, and the workspace's head. Asks only while it is shown."""

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(bridge, workspace, parent)
        self._workspace = workspace
        self._found: Calculated | None = None
        self._names: tuple[Name, ...] = ()
        self._key = -1
        self._wanted_key = -1  # the key to spell out when the answer is there; −1: the strongest
        self._faint = False
        self._connect()
        self._retranslate()
        self._on_model(workspace.model)

    @property
    def found(self) -> Calculated | None:
        """The answer on screen."""
        return self._found

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.model_changed.connect(self._on_model)
        workspace.text_changed.connect(self._on_text)
        workspace.mode_changed.connect(self._on_state)
        workspace.busy_changed.connect(self._on_state)
        workspace.pinned_changed.connect(self._on_state)
        workspace.head_changed.connect(self._on_head_changed)
        workspace.switches_changed.connect(self._ask)
        self.chooser.chosen.connect(self._on_head)
        self._inquiry.answered.connect(self._on_answer)
        self.keys.chosen.connect(self._on_key)
        self.keys.pointed.connect(self._on_pointed)
        self.words.toggled.connect(self._on_words)
        self.copy.clicked.connect(self._on_copy)
        self.save_menu.wanted.connect(self._on_save)
        self.save_menu.saved.connect(self._on_saved)
        self.save_menu.failed.connect(self.frame.banner.tell)
        self._formula.linkHovered.connect(self._on_term)

    # -- asking ----------------------------------------------------------------------------------------

    def _ask(self) -> None:
        question = self._question()
        known = self._is_answer_to(question)
        if known and self._faint:
            self._show()
        elif not known and (question is not None or not self._workspace.document.is_scored() or not self._holds()):
            self._set_faint(self._found is not None)
        if not self.frame.refused:
            self._inquiry.want(None if known else question)

    def _question(self) -> Calculate | None:
        workspace = self._workspace
        model, document = workspace.model, workspace.document
        if not self.isVisible() or workspace.mode != LOOK_INSIDE or model is None or not document.is_scored():
            return None
        tokens = document.tokens()
        if not tokens or (workspace.busy and workspace.pinned < 0):
            return None
        off = workspace.switches
        if workspace.busy and off.over_text:  # it is over the whole text
            return None
        query = workspace.pinned if 0 <= workspace.pinned < len(tokens) else len(tokens) - 1
        text = tuple(token.record.id for token in tokens if token.node)  # the front comes by itself
        ids = text[: query + 1 - (len(tokens) - len(text))]
        layer, head = self.chooser.layer, self.chooser.head
        question = Calculate(0, model.key, (ids,) if ids else (), layer, head, query, switches=off)
        return replace(question, over=(text,)) if off.over_text and text else question

    def _holds(self) -> bool:
        """Whether what is on screen is of the network with what is off now."""
        found, off = self._found, self._workspace.switches
        if found is None or found.switches != off:
            return False
        return not off.over_text or found.over == tuple(token.record.id for token in self._workspace.document.tokens())

    def _is_answer_to(self, question: Calculate | None) -> bool:
        """Whether what is on screen is what would be asked for."""
        found = self._found
        if question is None or found is None or found.key != question.key or not self._holds():
            return False
        asked = (question.layer, question.head, question.query)
        tokens = self._workspace.document.tokens()[: question.query + 1]
        same = [token.record.id for token in tokens] == [r.id for r in found.records[: found.query + 1]]
        return asked == (found.layer, found.head, found.query) and same

    def _on_answer(self, answer: Calculated) -> None:
        model = self._workspace.model
        if model is None or answer.key != model.key or not self._is_wanted(answer):
            return
        self._found, self._names = answer, token_names(answer.records)
        wanted, self._wanted_key = self._wanted_key, -1
        self._key = wanted if 0 <= wanted < len(answer.weights) else int(answer.weights.argmax())
        self._show()

    def _is_wanted(self, answer: Calculated) -> bool:
        """The head, or what is off, may have been changed while the engine worked."""
        asked = self.chooser.layer, self.chooser.head, self._workspace.switches
        return (answer.layer, answer.head, answer.switches) == asked

    # -- showing ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._found
        self.copy.setEnabled(found is not None)
        self.save_menu.setEnabled(found is not None)
        self.badge.show_checks(() if found is None else found.checks)
        self.keys.show_found(found, self._names, self._key)
        self._set_faint(False)
        if found is None:
            return
        self._title.setText(
            self.tr("How {token} looks back, in layer {layer}, head {head}").format(
                token=quoted(self._names[found.query]), layer=found.layer, head=found.head
            )
        )
        self._formula.setText(formula(found))
        self._group.setText(self._sizes(found))
        self.result.show_found(found)
        self.steps.show_steps(found.steps)
        self._headings[3].setText(self._heading_of_steps(found))
        self._show_key()

    def _show_key(self) -> None:
        found = self._found
        if found is None or not 0 <= self._key < len(found.weights):
            return
        names = self._names[found.query].whole, self._names[self._key].whole
        self._headings[1].setText(self.tr("2 · What {key} is given").format(key=quoted(self._names[self._key])))
        self.derivation.show_vectors(found, self._key)
        self.derivation.show_steps(steps_of_key(found, self._key, names))

    def _sizes(self, found: Calculated) -> str:
        model = self._workspace.model
        text = self.tr("q, k and v have {size} numbers each; {keys} keys up to the query itself.").format(
            size=len(found.q), keys=len(found.weights)
        )
        if model is not None and model.info.kv_heads != model.info.heads:
            text += " " + self.tr("This head shares its keys and values: group {group}.").format(group=found.kv_group)
        return "\n".join(line for line in (text, summary(found.switches)) if line)

    def _heading_of_steps(self, found: Calculated) -> str:
        return self.tr("4 · From the token to the logits, at {token}").format(token=quoted(self._names[found.query]))

    def _set_faint(self, faint: bool) -> None:
        """What is not (or no longer) the answer to the present question cannot be taken for it."""
        self._faint = faint
        for part in (self.keys, self.derivation, self.result, self.steps, self._formula, self.badge):
            part.setEnabled(not faint)
        if faint:
            self._title.setText(self.tr("Working it out…"))

    # -- slots -----------------------------------------------------------------------------------------

    def _on_model(self, model: object) -> None:
        self._found, self._names, self._key = None, (), -1
        self.frame.show_failure(None)
        now = self._workspace.model
        if now is not None:
            self.chooser.set_shape(now.info.layers, now.info.heads)
            self.chooser.choose(*self._workspace.head)
        self._show()
        self._ask()

    def _on_text(self) -> None:
        if self.isVisible():
            self.frame.show_failure(None)
            self._ask()

    def _on_state(self, _changed: object) -> None:
        self._ask()

    def _on_head(self, layer: int, head: int) -> None:
        self._workspace.set_head(layer, head)

    def _on_head_changed(self, layer: int, head: int) -> None:
        self.chooser.choose(layer, head)
        self._ask()

    def _on_key(self, key: int) -> None:
        self._key = key
        self._show_key()

    def _on_pointed(self, key: int) -> None:
        """A key under the pointer is linked to the text."""
        found, tokens = self._found, self._workspace.document.tokens()
        if key < 0 or found is None:
            self._workspace.set_hovered(-1)
            return
        records = align(tokens, found.records)
        self._workspace.set_hovered(records.index(key) if key in records else -1)
        self._key = key
        self._show_key()

    def _on_term(self, term: str) -> None:
        self._formula.setToolTip(tip(term) if term else "")

    def _on_words(self, words: bool) -> None:
        self.derivation.set_words(words)
        self.result.set_words(words)

    def _on_copy(self) -> None:
        model = self._workspace.model
        if self._found is not None and model is not None:
            QGuiApplication.clipboard().setText(as_python(self._found, model.info))
            self._told.setText(self.tr("Copied: a script that finds these numbers again"))

    def show_view(self, saved: SavedCalculation) -> None:
        """As it was saved; the token is pinned and the head chosen by who opens it."""
        self._wanted_key = saved.key
        if self._is_answer_to(self._question()):
            self._wanted_key = -1
            self._on_key(saved.key)

    def leaving(self) -> Leaving | None:
        """What is on screen, to be saved; None while there is nothing."""
        found, document = self._found, self._workspace.document
        if found is None:
            return None
        text = tuple(token.record for token in document.tokens()) if document.is_scored() else ()
        return leaving(found, self._key, document.seed, text)

    def _on_save(self, ending: str) -> None:
        found = self.leaving()
        if found is not None:
            self.save_menu.ask(found, ending, self._workspace.document)

    def _on_saved(self, path: str) -> None:
        self._told.setText(self.tr("Saved as {path}").format(path=path))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.chooser.choose(*self._workspace.head)
        self._on_text()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._inquiry.want(None)

    def _retranslate(self) -> None:
        self.numbers.setText(self.tr("Numbers"))
        self.words.setText(self.tr("Words"))
        self.copy.setText(self.tr("Copy as Python"))
        self.copy.setToolTip(self.tr("A script in plain PyTorch that finds these numbers again from the checkpoint."))
        self._headings[0].setText(self.tr("1 · Every key is compared with the query"))
        self._headings[2].setText(self.tr("3 · What is read is brought to the residual stream"))
        self._formula.setAccessibleName(self.tr("The formula"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        elif event.type() == QEvent.Type.PaletteChange and self._found is not None:
            self._formula.setText(formula(self._found))
        super().changeEvent(event)
