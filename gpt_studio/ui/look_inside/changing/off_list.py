"""What is off, part by part, each with a button that switches it on again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from gpt_studio.protocol.switches import Switch
from gpt_studio.ui.icons import icon
from gpt_studio.ui.switch_words import named
from gpt_studio.ui.workspace import Workspace

ROW, TALL = 28, 4  # pixels of a row; rows before the list scrolls


class OffList(QScrollArea):
    """Follows the workspace's document."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._shown: tuple[Switch, ...] = ()
        self.rows: dict[Switch, QToolButton] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        workspace.switches_changed.connect(self._on_switched)
        self._show()

    def _on_switched(self) -> None:
        if self._workspace.document.switches.off != self._shown:
            self._show()

    def _show(self) -> None:
        self._shown = self._workspace.document.switches.off
        content = QWidget()
        content.setAutoFillBackground(False)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.rows = {}
        missing = set(self._shown) - set(self._workspace.switches.off)
        for switch in self._shown:
            layout.addWidget(self._row(switch, missing=switch in missing))
        layout.addStretch(1)
        self.setWidget(content)
        self.setFixedHeight(ROW * min(max(len(self._shown), 1), TALL))
        self.setVisible(bool(self._shown))

    def _row(self, switch: Switch, *, missing: bool) -> QWidget:
        row = QWidget()
        row.setFixedHeight(ROW)
        text = named(switch)
        name = QLabel(text[:1].upper() + text[1:], row)
        if missing:
            name.setText(self.tr("{part} (another model's)").format(part=name.text()))
            name.setProperty("role", "muted")
        button = self.rows[switch] = QToolButton(row)
        button.setProperty("kind", "icon")
        button.setIcon(icon("close", "muted"))
        button.setToolTip(self.tr("Switch it on again"))
        button.setAccessibleName(self.tr("Switch {part} on again").format(part=text))
        button.clicked.connect(self._on_removed)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(button)
        layout.addWidget(name)
        layout.addStretch(1)
        return row

    def _on_removed(self) -> None:
        sender: QObject | None = self.sender()
        for switch, button in self.rows.items():
            if button is sender:
                self._workspace.switch(self._workspace.document.switches.toggled(switch))
                return

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._show()
        super().changeEvent(event)
