"""Heads, layer by layer, calculation: which view of the network stands in Look inside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from gpt_studio.ui.terms import tip

PAGES = ("heads", "lens", "calculation", "changing")


class PageSwitch(QFrame):
    """`chosen` says the page that was clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "switch")
        self.buttons = {page: QToolButton(self) for page in PAGES}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        for page, button in self.buttons.items():
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setObjectName(page)
            button.clicked.connect(self._on_clicked)
            layout.addWidget(button)
        self.show_page(PAGES[0])
        self._retranslate()

    def show_page(self, page: str) -> None:
        """Mark the page that is shown."""
        self.buttons[page].setChecked(True)

    def _on_clicked(self) -> None:
        self.chosen.emit(next(page for page, button in self.buttons.items() if button.isChecked()))

    def _retranslate(self) -> None:
        titles = (self.tr("Heads"), self.tr("Layer by layer"), self.tr("Calculation"), self.tr("Switch off"))
        tips = (
            self.tr("Where each head looks: a map, the heads as its navigator."),
            tip("lens"),
            self.tr("One query of one head with its real numbers, and the way from the token to the logits."),
            self.tr("Heads, layers and MLPs switched off (ablation), and what the text loses by it."),
        )
        for button, title, told in zip(self.buttons.values(), titles, tips, strict=True):
            button.setText(title)
            button.setToolTip(told)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
