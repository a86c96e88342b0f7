"""Look inside: what goes on in the network, beside the document. One place, several views of the same token."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.leaving.sidecar import SavedView
from gpt_studio.ui.workspace import Workspace

from .calculation.page import CalculationPage
from .calculation.saving import SavedCalculation
from .changing.page import ChangingPage
from .changing.saving import SavedSweep
from .heads_page import HeadsPage
from .lens.page import LensPage
from .lens.saved import SavedLens
from .message import Message
from .over_file.saving import SavedHeadsOver
from .page_switch import PageSwitch
from .saved_attention import SavedAttention

EXAMPLE = "The cat sat on the mat"


class LookInsidePanel(QWidget):
    """Shows one of its `views`; in their place what is missing, where there is nothing to look into."""

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.heads = HeadsPage(bridge, workspace, self)
        self.message = Message(self)
        self.lens = LensPage(bridge, workspace, self)
        self.calculation = CalculationPage(bridge, workspace, self)
        self.changing = ChangingPage(bridge, workspace, self)
        self._by_name: dict[str, QWidget] = {
            "heads": self.heads,
            "lens": self.lens,
            "calculation": self.calculation,
            "changing": self.changing,
        }
        self.switch = PageSwitch(self)
        self.views = QStackedWidget(self)
        for view in self._by_name.values():
            self.views.addWidget(view)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.views)
        self._pages.addWidget(self.message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        top = QHBoxLayout()
        top.addWidget(self.switch)
        top.addStretch(1)
        layout.addLayout(top)
        layout.addWidget(self._pages, 1)
        self.switch.chosen.connect(self.show_page)
        workspace.head_opened.connect(self._on_head_opened)
        workspace.model_changed.connect(self._show)
        workspace.text_changed.connect(self._show)
        self.message.stepped.connect(self._on_step)
        self._show()

    def show_page(self, name: str) -> None:
        """Show heads, lens, calculation or changing."""
        self.switch.show_page(name)
        shown = self._by_name[name]
        for view in self._by_name.values():  # only the view that is shown asks for room
            wanted = QSizePolicy.Policy.Preferred if view is shown else QSizePolicy.Policy.Ignored
            view.setSizePolicy(wanted, wanted)
        self.views.setCurrentWidget(shown)

    def check_view(self, saved: SavedView) -> None:
        """Raise StudioError for a saved view whose own part is damaged, or whose text file is another."""
        _read(saved)

    def show_view(self, saved: SavedView) -> int:
        """Go to the page of a saved view and show it as it was; returns the token that it pins, −1 for none."""
        self._workspace.set_mode("look_inside")
        match _read(saved):
            case SavedAttention() as found:
                self.show_page("heads")
                self.heads.show_view(found)
                return found.query
            case SavedLens() as found:
                self.show_page("lens")
                self.lens.show_view(found)
                return found.position
            case SavedCalculation() as found:
                self.show_page("calculation")
                self._workspace.set_head(found.layer, found.head)
                self.calculation.show_view(found)
                return found.query
            case SavedSweep() as found:
                self.show_page("changing")
                self.changing.show_sweep(found)
            case SavedHeadsOver() as found:
                self.show_page("heads")
                self.heads.show_over_file().show_view(found)
            case None:
                self.show_page("changing")
        return -1

    def show_changing(self) -> None:
        """Go to what is switched off."""
        self._workspace.set_mode("look_inside")
        self.show_page("changing")

    def all_on(self) -> None:
        """Switch everything on."""
        self._workspace.switch(self._workspace.document.switches.all_on())

    def sweep(self) -> None:
        """Go to what is switched off, and try each head by itself."""
        self.show_changing()
        self.changing.sweeping.begin()

    def _on_head_opened(self, _layer: int, _head: int) -> None:
        if self.views.currentWidget() in (self.lens, self.changing):
            self.show_page("heads")

    def _show(self, _changed: object = None) -> None:
        missing = self._what_is_missing()
        if missing:
            self.message.say(*missing)
        self.switch.setVisible(not missing)
        self._pages.setCurrentWidget(self.message if missing else self.views)

    def _what_is_missing(self) -> tuple[str, ...]:
        """Heading, sentence and the next step; () when nothing is missing."""
        looks = self.tr("Every head of the model looks from each token at those before it.")
        if self._workspace.model is None:
            load = self.tr("To see where, open a model.")
            return self.tr("What each token looks at"), f"{looks} {load}"
        if not self._workspace.document.text():
            begin = self.tr("Write something, or begin with a sentence from the textbooks.")
            return self.tr("What each token looks at"), f"{looks} {begin}", EXAMPLE
        return ()

    def _on_step(self) -> None:
        self._workspace.document.edit(0, 0, EXAMPLE)
        self._workspace.touch_text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)


def _read(
    saved: SavedView,
) -> SavedAttention | SavedLens | SavedCalculation | SavedSweep | SavedHeadsOver | None:
    """What a view says besides its frame; of what a text loses (`ablation`) there is nothing."""
    kinds = {
        "attention": SavedAttention,
        "lens": SavedLens,
        "calculation": SavedCalculation,
        "sweep": SavedSweep,
        "heads_over": SavedHeadsOver,
    }
    kind = kinds.get(saved.kind)
    return None if kind is None else kind.of(saved)
