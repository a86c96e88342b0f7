"""The column: its head with what is otherwise, the numbers of the comparison, the text, what may be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.ui.banner import Banner
from gpt_studio.ui.comparison.strip import Strip
from gpt_studio.ui.icons import icon
from gpt_studio.ui.plain import plain, plain_tip

from .form import ChoiceForm
from .text import BesideText

LEAST_WIDTH = 340
FORM_SHARE = 0.32


class BesideColumn(QFrame):
    """Widgets only; beside.py fills them."""

    closed = Signal()
    retranslated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self.setObjectName("beside")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(LEAST_WIDTH)
        self.fold = QToolButton(self)
        self.fold.setProperty("kind", "fold")
        self.fold.setCheckable(True)
        self.fold.setChecked(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.close_button = QToolButton(self)
        self.close_button.setProperty("kind", "icon")
        self.form = ChoiceForm()
        self.form.setProperty("role", "surface")
        self.form.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shelf = QScrollArea(self)
        self._shelf.setWidgetResizable(True)
        self._shelf.setFrameShape(QFrame.Shape.NoFrame)
        self._shelf.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shelf.setWidget(self.form)
        self.both, self.right, self.stop, self.keep = (QPushButton(self) for _ in range(4))
        self.both.setProperty("kind", "primary")
        self.banner = Banner(self)
        self.state, self.kl, self.delta, self.wrote, self.pinned = (QLabel(self) for _ in range(5))
        self.lost = QLabel(self)
        self.measure = QComboBox(self)
        self.measure.addItems(["", ""])
        self.strip = Strip(self)
        self.text = BesideText(self)
        self._lay_out()
        self.fold.toggled.connect(self._on_fold)
        self.close_button.clicked.connect(self.closed)
        self._retranslate()

    def set_summary(self, text: str) -> None:
        """What is otherwise, in a line."""
        self.fold.setText(text)
        self.fold.setToolTip(plain_tip(text))

    def _lay_out(self) -> None:
        plain(self.state, self.kl, self.delta, self.wrote, self.pinned)
        for label in (self.state, self.kl, self.delta, self.wrote, self.pinned):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        plain(self.lost)
        self.lost.setProperty("role", "warning")
        self.lost.setWordWrap(True)
        self.lost.hide()
        head, buttons, numbers = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(8, 6, 8, 0)
        head.addWidget(self.fold)
        head.addStretch(1)
        head.addWidget(self.close_button)
        for button in (self.both, self.right, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        numbers.addWidget(self.kl, 1)
        numbers.addWidget(self.measure)
        top = QVBoxLayout()
        top.setContentsMargins(16, 4, 16, 8)
        top.setSpacing(6)
        said = (self.state, self.lost, self.banner, self.wrote)
        for item in (self._shelf, buttons, *said, numbers, self.delta, self.strip):
            if isinstance(item, QWidget):
                top.addWidget(item)
            else:
                top.addLayout(item)
        top.addWidget(self.pinned)
        line = QFrame(self)
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(top)
        layout.addWidget(line)
        layout.addWidget(self.text, 1)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "text"):
            self._retranslate()
            self.retranslated.emit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bound_form()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._bound_form()
        return super().event(event)

    def _bound_form(self) -> None:
        """The form is as high as it needs to be, and never takes the text's room."""
        self._shelf.setFixedHeight(min(self.form.sizeHint().height(), max(96, round(FORM_SHARE * self.height()))))

    def _on_fold(self, unfolded: bool) -> None:
        self._shelf.setVisible(unfolded)
        self._show_fold()

    def _show_fold(self) -> None:
        self.fold.setIcon(icon("down" if self.fold.isChecked() else "right", "muted"))

    def _retranslate(self) -> None:
        self._show_fold()
        self.close_button.setIcon(icon("close", "muted"))
        for button, text, tip in (
            (self.both, self.tr("Write both"), self.tr("Writes on from the document, and once more from the same place "
                                                       "as the right has it, with the same random numbers.")),
            (self.right, self.tr("Write right"), self.tr("Takes what the document ends with as it is, and writes the "
                                                         "right from the same prompt.")),
            (self.stop, self.tr("Stop"), self.tr("Stops both; what was written stays.")),
            (self.keep, self.tr("Keep right"), self.tr("Makes the right text a version of the document; the left "
                                                       "stays beside it.")),
        ):  # fmt: skip
            button.setText(text)
            button.setToolTip(tip)
        self.close_button.setToolTip(self.tr("Close the column; a model that was loaded for it is given back."))
        self.close_button.setAccessibleName(self.tr("Close the column"))
        self.measure.setItemText(0, self.tr("of the models"))
        self.measure.setItemText(1, self.tr("of the draws"))
        self.measure.setAccessibleName(self.tr("KL of what"))
        self.measure.setToolTip(
            self.tr(
                "KL of the models' own distributions at temperature 1, or of what the draws use, after the samplers.\n"
                "Σ p ln(p / q), p the left's and q the right's; ∞ where the right removed what the left keeps.\n"
                "Kullback and Leibler 1951."
            )
        )
        self.kl.setToolTip(
            self.tr(
                "How far the right's distribution lies from the left's, over the tokens of the document.\n"
                "KL(left‖right) = Σ p ln(p / q) at temperature 1. Kullback and Leibler 1951."
            )
        )
        self.delta.setToolTip(
            self.tr("By how much more probable the right held the document's tokens: ln q − ln p, in nats.")
        )
