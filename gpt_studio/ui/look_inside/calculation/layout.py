"""How the calculation is laid out: the formula, then four parts that scroll, from the keys to the logits."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
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

from gpt_studio.protocol.looking import Calculated
from gpt_studio.ui import theme
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.check_badge import CheckBadge
from gpt_studio.ui.inquiry import Inquiry
from gpt_studio.ui.leaving.save_menu import SaveMenu
from gpt_studio.ui.look_inside.frame import Frame
from gpt_studio.ui.workspace import Workspace

from .block_steps import BlockSteps
from .derivation import Derivation
from .head_fields import HeadFields
from .keys import KeysTable
from .numbers import number
from .result import HeadResult
from .wording import instead


class CalculationLayout(QWidget):
    """The widgets of the page and their places."""

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inquiry = Inquiry(bridge, bridge.calculated, self)
        content = QWidget(self)
        self.chooser = HeadFields(content)
        self.words, self.numbers = QToolButton(content), QToolButton(content)
        self.copy = QPushButton(content)
        self.copy.setProperty("kind", "link")
        self.save_menu = SaveMenu(content)
        self.badge = CheckBadge(workspace, content)
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
        """The head, words or numbers, copying, saving."""
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
        row.addWidget(self.save_menu)
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


def formula(found: Calculated) -> str:
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
    mixed = f"Σ<sub>j</sub> {weights} {term('value', 'v<sub>j</sub>')}"
    read = f"{term('z', 'z<sub>i</sub>')} = {instead(found) if found.off == 'head' else mixed}"
    added = "0" if found.off == "layer" else "z<sub>i</sub> · W<sub>O</sub>"
    lines = (
        f"{weights} = {softmax}( {score} + {term('mask', 'mask')} )",
        f"{read}, &nbsp; {term('out', 'out')} = {added}",
    )
    return "<br>".join(f"<span style='font-size: large'>{line}</span>" for line in lines)
