"""What is switched in a grid of heads: by its small switches, by X, by its menu."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gpt_studio.protocol.switches import Switch
from gpt_studio.ui.look_inside.head_navigator import HeadNavigator
from gpt_studio.ui.switch_words import named
from gpt_studio.ui.workspace import Workspace


class HeadMenu(QObject):
    """Binds a grid to the workspace's switches."""

    def __init__(self, navigator: HeadNavigator, workspace: Workspace) -> None:
        super().__init__(navigator)
        self._navigator, self._workspace = navigator, workspace
        self.menu: QMenu | None = None
        navigator.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        navigator.customContextMenuRequested.connect(self._on_menu)
        navigator.toggled.connect(self._on_toggled)
        workspace.switches_changed.connect(self._show)
        workspace.model_changed.connect(self._show)
        self._show()

    def _show(self, _model: object = None) -> None:
        model, switches = self._workspace.model, self._workspace.switches
        heads = switches.heads(model.info.heads, model.info.kv_heads) if model is not None else frozenset()
        self._navigator.set_off(heads)

    def _on_toggled(self, layer: int, head: int) -> None:
        """A head that is off with its group or layer comes back only with these."""
        switch_part(self._workspace, Switch(layer, "head", head))

    def _on_menu(self, point: QPoint) -> None:
        found = self._navigator.head_at(QPointF(point)) if point.x() >= 0 else None
        layer, head = found or self._navigator.head
        self.menu = part_menu(self._workspace, layer, head, self._navigator)
        self.menu.triggered.connect(self._on_triggered)
        self.menu.popup(self._navigator.mapToGlobal(point))

    def _on_triggered(self, action: QAction) -> None:
        switch_part(self._workspace, action.data())


def switch_part(workspace: Workspace, switch: Switch) -> None:
    """Switch one part the other way."""
    workspace.switch(workspace.document.switches.toggled(switch))


def part_menu(workspace: Workspace, layer: int, head: int, parent: QWidget) -> QMenu:
    """A menu of the head, its KV group, its layer and its MLP; what is off is ticked."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    model = workspace.model
    if model is None:
        return menu
    title = menu.addAction(menu.tr("Switch off"))
    title.setEnabled(False)
    size = model.info.heads // max(model.info.kv_heads, 1)
    parts = [Switch(layer, "head", head), Switch(layer, "layer"), Switch(layer, "mlp")]
    if size > 1:
        parts.insert(1, Switch(layer, "kv_group", head // size))
    for part in parts:
        action = menu.addAction(named(part))
        action.setCheckable(True)
        action.setChecked(part in workspace.document.switches)
        action.setData(part)
    return menu
