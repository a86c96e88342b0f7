"""How layer by layer is laid out: what tints the cells, the grid, one cell in full below it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.check_badge import CheckBadge
from gpt_studio.ui.inquiry import Inquiry
from gpt_studio.ui.leaving.save_menu import SaveMenu
from gpt_studio.ui.look_inside.frame import Frame
from gpt_studio.ui.workspace import Workspace

from .details import LensDetails
from .grid import LensGrid
from .measures import MeasureChoice


class LensLayout(QWidget):
    """The widgets of the page, their places and their words."""

    def __init__(self, bridge: Bridge, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inquiry = Inquiry(bridge, bridge.lens_ready, self)
        content = QWidget(self)
        self.measures = MeasureChoice(content)
        self.badge = CheckBadge(workspace, content)
        self.save_menu = SaveMenu(content)
        self.grid = LensGrid(content)
        self.details = LensDetails(content)
        head = QHBoxLayout()
        head.addWidget(self.measures, 1)
        head.addWidget(self.badge)
        head.addWidget(self.save_menu)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.grid, 100)
        layout.addWidget(self.details)
        layout.addStretch(1)
        self.frame = Frame(content, self._inquiry, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.frame)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 380)
