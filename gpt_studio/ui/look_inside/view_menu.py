"""A button for how attention is looked at: what has colour, what is weighed, in which units, with which profiles."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from .map.grain import GRAINS
from .viewing import LEFT_OUT, PLAIN, Viewing


class ViewMenu(QToolButton):
    """`changed` says another Viewing, `profiles_changed` whether the strips along the map are wanted."""

    changed = Signal(object)
    profiles_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewing = PLAIN
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.sections = [menu.addSection("") for _ in range(3)]
        self.grains = self._choices(menu, GRAINS, self.sections[1])
        self.left_out = self._choices(menu, LEFT_OUT, self.sections[2])
        self.renormalised = self._switch(menu)
        menu.addSeparator()
        self.value_weighted = self._switch(menu)
        self.logarithmic = self._switch(menu)
        self.profiles = self._switch(menu)
        self.renormalised.toggled.connect(self._on_changed)
        self.value_weighted.toggled.connect(self._on_changed)
        self.logarithmic.toggled.connect(self._on_changed)
        self.profiles.toggled.connect(self.profiles_changed)
        self.setMenu(menu)
        self._retranslate()
        self.show_viewing(PLAIN)

    def show_viewing(self, viewing: Viewing) -> None:
        """Show a viewing; nothing is said."""
        self.viewing = viewing
        self.renormalised.setEnabled(viewing.left_out != "nothing")
        for group, value in ((self.grains, viewing.grain), (self.left_out, viewing.left_out)):
            group[value].setChecked(True)  # says nothing; the group has to hear it
        for action, on in (
            (self.renormalised, viewing.renormalised),
            (self.value_weighted, viewing.value_weighted),
            (self.logarithmic, viewing.logarithmic),
        ):
            with QSignalBlocker(action):
                action.setChecked(on)

    def _choices(self, menu: QMenu, names: tuple[str, ...], before: QAction) -> dict[str, QAction]:
        group, found = QActionGroup(self), dict[str, QAction]()
        for name in names:
            found[name] = self._switch(menu)
            group.addAction(found[name])
            menu.insertAction(before, found[name])
        group.triggered.connect(self._on_changed)
        return found

    def _switch(self, menu: QMenu) -> QAction:
        action = menu.addAction("")
        action.setCheckable(True)
        return action

    def _on_changed(self, _action: object = None) -> None:
        wanted = replace(
            self.viewing,
            grain=next(name for name, action in self.grains.items() if action.isChecked()),
            left_out=next(name for name, action in self.left_out.items() if action.isChecked()),
            renormalised=self.renormalised.isChecked(),
            value_weighted=self.value_weighted.isChecked(),
            logarithmic=self.logarithmic.isChecked(),
        )
        if wanted != self.viewing:
            self.show_viewing(wanted)
            self.changed.emit(wanted)

    def _retranslate(self) -> None:
        self.setText(self.tr("View"))
        self.setToolTip(self.tr("What has colour, what is weighed, and in which units"))
        self.sections[0].setText(self.tr("Rows and columns"))
        self.sections[1].setText(self.tr("Without colour"))
        self.grains["tokens"].setText(self.tr("Tokens"))
        self.grains["words"].setText(self.tr("Words"))
        self.grains["words"].setToolTip(self.tr("A word looks as its tokens do on average and receives their sum."))
        self.grains["characters"].setText(self.tr("Characters"))
        self.grains["characters"].setToolTip(
            self.tr("A character looks as its token does; what a token receives is shared out over its characters.")
        )
        self.left_out["nothing"].setText(self.tr("Nothing"))
        self.left_out["first"].setText(self.tr("The first token"))
        self.left_out["special"].setText(self.tr("The first and special tokens"))
        for name in LEFT_OUT[1:]:
            self.left_out[name].setToolTip(
                self.tr("Colours reach up to the strongest of the others; the numbers stay as they are.")
            )
        self.renormalised.setText(self.tr("Share out over the others"))
        self.renormalised.setToolTip(
            self.tr("Changes the numbers: each row is divided by what is left of it, A(i, j) / Σ A(i, j).")
        )
        self.value_weighted.setText(self.tr("Weigh by what is brought"))
        self.value_weighted.setToolTip(
            self.tr(
                "Each weight times the length of what its token hands over, A(i, j) · ‖v W_O‖. A token that is looked "
                "at but brings nothing fades. Kobayashi et al. 2020, arXiv 2004.10102."
            )
        )
        self.logarithmic.setText(self.tr("Logarithmic colours"))
        self.logarithmic.setToolTip(
            self.tr("From a ten-thousandth on, so that heads that look everywhere a little can be seen; numbers stay.")
        )
        self.profiles.setText(self.tr("Profiles along the map"))
        self.profiles.setToolTip(
            self.tr("Below what each token receives on average, on the right how evenly each looks around.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
