"""How the heads' page is laid out: the map with all heads beside it, what is read from it below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.check_badge import CheckBadge
from gpt_studio.ui.leaving.save_menu import SaveMenu
from gpt_studio.ui.switch_words import summary
from gpt_studio.ui.workspace import Workspace

from .head_chooser import HeadChooser
from .head_navigator import HeadNavigator
from .map.pair import MapPair
from .map.zoom_bar import ZoomBar
from .message import Message
from .order_choice import OrderChoice
from .scale_bar import ScaleBar
from .scrubber import Scrubber
from .source_list import SourceList
from .statistics_form import StatisticsForm
from .view_menu import ViewMenu
from .viewing import Viewing
from .viewing_words import viewing_note
from .waiting import WaitingLine

BESIDE = 170  # pixels beside the map


class HeadsLayout(QWidget):
    """The widgets of the page, their places and their words."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.navigator = HeadNavigator(self)
        self.chooser = HeadChooser(self.navigator, self)
        self.order = OrderChoice(self)
        self.statistics = StatisticsForm(self)
        self.over_file = QPushButton(self)
        self.over_file.setProperty("kind", "link")
        self.maps = MapPair(self)
        self.map = self.maps.main
        self.zoom = ZoomBar(self)
        self.scale = ScaleBar(self)
        self.scrubber = Scrubber(self)
        self.sources = SourceList(self)
        self.view_menu = ViewMenu(self)
        self.save_menu = SaveMenu(self)
        self.badge = CheckBadge(workspace, self)
        self.banner, self.message, self.waiting = Banner(self), Message(self), WaitingLine(self)
        self.readout_label, self.title, self.notes = QLabel(self), QLabel(self), QLabel(self)
        for label in (self.readout_label, self.title, self.notes):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "heading")
        self.notes.setProperty("role", "muted")
        self.notes.setWordWrap(True)
        self.zoom.stepped.connect(self.map.zoom)
        self.zoom.whole_wanted.connect(self.map.show_whole)
        self._lay_out()

    def _lay_out(self) -> None:
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(_row((self.chooser, 1), (self.view_menu, 0), (self.save_menu, 0)))
        layout.addWidget(self.notes)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.maps, 1)
        middle.addLayout(self._beside())
        layout.addLayout(middle)
        layout.addLayout(_row((self.readout_label, 1), (self.zoom, 0)))
        layout.addWidget(self.scale)
        layout.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(_row((self.title, 1), (self.scrubber, 2)))
        layout.addWidget(self.sources)
        layout.addStretch(1)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(_scrolled(content))
        self._pages.addWidget(self.message)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.banner)
        outer.addWidget(self._pages, 1)
        outer.addWidget(self.waiting)

    def _beside(self) -> QVBoxLayout:
        beside = QVBoxLayout()
        beside.setSpacing(10)
        for widget in (self.order, self.navigator, self.statistics):
            widget.setFixedWidth(BESIDE)
            beside.addWidget(widget)
        beside.addWidget(self.over_file, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addStretch(1)
        return beside

    def show_message(self, said: tuple[str, ...]) -> None:
        """A message in the place of the map; () shows the map."""
        if said:
            self.message.say(*said)
        self._pages.setCurrentIndex(1 if said else 0)

    def show_notes(self, viewing: Viewing, heads: tuple[int, ...], switches: Switches = NOTHING_OFF) -> None:
        """Say in words where the map is not simply what one head weighed."""
        self.notes.setText(" · ".join(said for said in (viewing_note(viewing, heads), summary(switches)) if said))
        self.notes.setVisible(bool(self.notes.text()))

    def hint(self) -> str:
        """What can be done with the map, where nothing is pointed at."""
        return self.tr("Point at a cell to read it; click a row to pin its token.")

    def _retranslate(self) -> None:
        self.over_file.setText(self.tr("Over a file…"))
        self.over_file.setToolTip(self.tr("These numbers of all heads over the lines of a text file"))
        self.readout_label.setText(self.hint())
        self.readout_label.setToolTip(
            self.tr("Shift and a drag draws a box: the heads are then ranked by what they have in it. Esc ends it.")
        )
        self.map.setAccessibleName(self.tr("Attention map"))
        self.map.setAccessibleDescription(
            self.tr(
                "Rows are queries, columns are keys. Up and down choose a query, left and right read its keys, Shift "
                "and the arrows draw a box, plus and minus zoom, Ctrl and the arrows move."
            )
        )
        self.sources.setAccessibleName(self.tr("What the token looks at, the strongest first"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _scrolled(content: QWidget) -> QScrollArea:
    """What is higher than a small screen."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    area.setMinimumWidth(content.minimumSizeHint().width())
    for widget in (area.viewport(), content):
        widget.setAutoFillBackground(False)
    return area


def _row(*widgets: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget, stretch in widgets:
        row.addWidget(widget, stretch)
    return row
