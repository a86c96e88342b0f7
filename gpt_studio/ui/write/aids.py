"""What helps with the text itself: the context's meter, statistics, the hint on blanks, the bars below the text."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from gpt_studio.ui.workspace import Workspace

from .blank_hint import BlankHint
from .context_meter import ContextMeter
from .draw_settings import DrawSettings
from .editor import Editor
from .find_bar import FindBar
from .generation import Generation
from .several_bar import SeveralBar
from .text_statistics import TextStatisticsPanel


class Aids(QWidget):
    """Stands below the text. The meter is placed by the window, the statistics by the side."""

    def __init__(
        self, workspace: Workspace, settings: DrawSettings, editor: Editor, generation: Generation, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.meter = ContextMeter(workspace, settings, self)
        self.finder = FindBar(workspace, editor, self)
        self.several = SeveralBar(workspace, editor, generation, self)
        self.hint = BlankHint(workspace, self)
        self.statistics = TextStatisticsPanel(workspace, editor, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 8)
        layout.setSpacing(6)
        layout.addWidget(self.hint)
        layout.addWidget(self.finder)
        layout.addWidget(self.several)
        self.meter.dropped_changed.connect(editor.set_dropped)
        self.hint.heal_asked.connect(generation.generate_healed)

    def place(self, below: QBoxLayout, side: QBoxLayout) -> None:
        """This before the last item of the page's column, the statistics before the last of the side's."""
        below.insertWidget(below.count() - 1, self)
        side.insertWidget(side.count() - 1, self.statistics)
