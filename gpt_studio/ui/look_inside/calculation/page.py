"""Show the calculation: one query of one head with its real numbers, then the block from the token to the logits."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.looking import Calculate, Calculated
from gpt_studio.ui import theme
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.check_badge import CheckBadge
from gpt_studio.ui.inquiry import Inquiry
from gpt_studio.ui.look_inside.alignment import align
from gpt_studio.ui.look_inside.frame import Frame
from gpt_studio.ui.look_inside.labels import Name, token_names
from gpt_studio.ui.terms import tip
from gpt_studio.ui.workspace import Workspace

from .block_steps import BlockSteps
from .derivation import Derivation
from .head_fields import HeadFields
from .keys import KeysTable
from .numbers import number
from .result import HeadResult
from .script import as_python
from .wording import steps_of_key

LOOK_INSIDE = "look_inside"


class CalculationPage(QWidget):
    """Of the pinned token, else the last one, and the workspace's head. Asks only while it is shown."""

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._inquiry = Inquiry(bridge, bridge.calculated, self)
        self._found: Calculated | None = None
        self._names: tuple[Name, ...] = ()
        self._key = -1
        self._faint = False
        self._build()
        self._connect()
        self._retranslate()
        self._on_model(workspace.model)

    @property
    def found(self) -> Calculated | None:
        """The answer on screen."""
        return self._found

    # -- building --------------------------------------------------------------------------------------

    def _build(self) -> None:
        content = QWidget(self)
        self.chooser = HeadFields(content)
        self.words, self.numbers = QToolButton(content), QToolButton(content)
        self.copy = QPushButton(content)
        self.copy.setProperty("kind", "link")
        self.badge = CheckBadge(self._workspace, content)
        self.keys, self.derivation = KeysTable(content), Derivation(content)
        self.result, self.steps = HeadResult(content), BlockSteps(content)
        self._title, self._formula, self._group, self._told = (QLabel(content) for _ in range(4))
        self._headings = [QLabel(content) for _ in range(4)]
        for label in (self._title, self._group, self._told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for heading in self._headings:
            heading.setProperty("role", "heading")
            heading.setTextFormat(Qt.TextFormat.PlainText)
            heading.setWordWrap(True)
        self._group.setProperty("role", "muted")
        self._told.setProperty("role", "muted")
        self._formula.setTextFormat(Qt.TextFormat.RichText)
        self._formula.setAlignment(Qt.AlignmentFlag.AlignCenter)
        strong = self._title.font()
        strong.setBold(True)
        self._title.setFont(strong)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("role", "panel")
        self._fill(inner)
        scroll.setWidget(inner)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        layout.addWidget(scroll, 1)
        self.frame = Frame(content, self._inquiry, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.frame)

    def _head(self) -> QHBoxLayout:
        """The head, words or numbers, copying."""
        switch = QFrame(self)
        switch.setProperty("role", "switch")
        inside = QHBoxLayout(switch)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.setSpacing(2)
        for button in (self.numbers, self.words):
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            inside.addWidget(button)
        self.numbers.setChecked(True)
        row = QHBoxLayout()
        row.addWidget(self.chooser, 1)
        row.addWidget(switch)
        row.addWidget(self.copy)
        return row

    def _fill(self, inner: QWidget) -> None:
        """What scrolls, from the formula to the logits."""
        self._formula.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 10, 8)
        column.setSpacing(8)
        title = QHBoxLayout()
        title.addWidget(self._title, 1)
        title.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(title)
        column.addWidget(self._formula)
        column.addWidget(self._group)
        for heading, part in zip(self._headings, (self.keys, self.derivation, self.result, self.steps), strict=True):
            line = QFrame(inner)
            line.setProperty("role", "line")
            line.setFixedHeight(1)
            column.addSpacing(4)
            column.addWidget(line)
            column.addWidget(heading)
            column.addWidget(part)
        column.addWidget(self._told)
        column.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 300)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.model_changed.connect(self._on_model)
        workspace.text_changed.connect(self._on_text)
        workspace.mode_changed.connect(self._on_state)
        workspace.busy_changed.connect(self._on_state)
        workspace.pinned_changed.connect(self._on_state)
        workspace.head_changed.connect(self._on_head_changed)
        self.chooser.chosen.connect(self._on_head)
        self._inquiry.answered.connect(self._on_answer)
        self.keys.chosen.connect(self._on_key)
        self.keys.pointed.connect(self._on_pointed)
        self.words.toggled.connect(self._on_words)
        self.copy.clicked.connect(self._on_copy)
        self._formula.linkHovered.connect(self._on_term)

    # -- asking ----------------------------------------------------------------------------------------

    def _ask(self) -> None:
        question = self._question()
        known = self._is_answer_to(question)
        if known and self._faint:
            self._show()
        elif not known and (question is not None or not self._workspace.document.is_scored()):
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
        query = workspace.pinned if 0 <= workspace.pinned < len(tokens) else len(tokens) - 1
        ids = tuple(token.record.id for token in tokens[: query + 1] if token.node)  # the front comes by itself
        layer, head = self.chooser.layer, self.chooser.head
        return Calculate(0, model.key, (ids,) if ids else (), layer, head, query)

    def _is_answer_to(self, question: Calculate | None) -> bool:
        """Whether what is on screen is what would be asked for."""
        found = self._found
        if question is None or found is None or found.key != question.key:
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
        self._key = int(answer.weights.argmax())
        self._show()

    def _is_wanted(self, answer: Calculated) -> bool:
        """The head may have been changed while the engine worked."""
        return (answer.layer, answer.head) == (self.chooser.layer, self.chooser.head)

    # -- showing ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._found
        self.copy.setEnabled(found is not None)
        self.badge.show_checks(() if found is None else found.checks)
        self.keys.show_found(found, self._names, self._key)
        self._set_faint(False)
        if found is None:
            return
        self._title.setText(
            self.tr("How {token} looks back, in layer {layer}, head {head}").format(
                token=self._names[found.query].whole, layer=found.layer, head=found.head
            )
        )
        self._formula.setText(_formula(found))
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
        self._headings[1].setText(self.tr("2 · What {key} is given").format(key=names[1]))
        self.derivation.show_vectors(found, self._key)
        self.derivation.show_steps(steps_of_key(found, self._key, names))

    def _sizes(self, found: Calculated) -> str:
        model = self._workspace.model
        text = self.tr("q, k and v have {size} numbers each; {keys} keys up to the query itself.").format(
            size=len(found.q), keys=len(found.weights)
        )
        if model is not None and model.info.kv_heads != model.info.heads:
            text += " " + self.tr("This head shares its keys and values: group {group}.").format(group=found.kv_group)
        return text

    def _heading_of_steps(self, found: Calculated) -> str:
        return self.tr("4 · From the token to the logits, at {token}").format(token=self._names[found.query].whole)

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
            self._formula.setText(_formula(self._found))
        super().changeEvent(event)


def _formula(found: Calculated) -> str:
    """The formula with the scale and the soft-cap that this network has; each term is a link that explains it."""
    size, ink = len(found.q), theme.color("text").name()

    def term(name: str, shown: str) -> str:
        return f'<a href="{name}" style="color:{ink}; text-decoration:none">{shown}</a>'

    plain = bool(np.isclose(found.scale, size**-0.5))
    scale = term("scale", f"/ √{size}" if plain else f"× {number(found.scale)}")
    score = f"{term('query', 'q<sub>i</sub>')} · {term('key', 'k<sub>j</sub>')} {scale}"
    if found.softcap:
        cap = number(found.softcap)
        score = f"{term('softcap', f'{cap} tanh(')} {score} / {cap} )"
    weights, softmax = term("weights", "A<sub>ij</sub>"), term("softmax", "softmax<sub>j</sub>")
    read = f"{term('z', 'z<sub>i</sub>')} = Σ<sub>j</sub> {weights} {term('value', 'v<sub>j</sub>')}"
    lines = (
        f"{weights} = {softmax}( {score} + {term('mask', 'mask')} )",
        f"{read}, &nbsp; {term('out', 'out')} = z<sub>i</sub> · W<sub>O</sub>",
    )
    return "<br>".join(f"<span style='font-size: large'>{line}</span>" for line in lines)
