"""Presets of the samplers: choose one, save, delete, read and write files. They hold only what differs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QToolButton, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.store.presets import (
    BUILT_IN,
    SUFFIX,
    delete_preset,
    load_preset,
    names,
    read_preset,
    save_preset,
    write_preset,
)
from gpt_studio.ui.errors.saying import translated

from .draw_settings import DrawSettings


class PresetsMenu(QToolButton):
    """A button whose menu is made when it opens. What fails is told in one line."""

    failed = Signal(str)

    def __init__(self, settings: DrawSettings, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._folder = folder
        self._deleted: dict[str, SamplingParams] = {}  # until the window closes
        self._menu = QMenu(self)
        self._delete_menu = QMenu(self._menu)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.aboutToShow.connect(self.fill)
        self._menu.triggered.connect(self._on_triggered)
        self._retranslate()

    def fill(self) -> None:
        """Make the menu from the presets that there are now."""
        menu, now = self._menu, self._settings.sampling
        menu.clear()
        own = [name for name in names(self._folder) if (self._folder / f"{name}{SUFFIX}").is_file()]
        for name in own:
            self._offer(name, "choose", self._read(name) == now)
        if own:
            menu.addSeparator()
        for name in BUILT_IN:
            if name not in own:
                self._offer(name, "choose", BUILT_IN[name] == now)
        menu.addSeparator()
        self._act(menu, self.tr("Save as…"), "save")
        self._fill_delete(own)
        for name in self._deleted:
            self._act(menu, self.tr("Bring {name} back").format(name=name), "bring_back", name)
        menu.addSeparator()
        self._act(menu, self.tr("Import JSON…"), "import")
        self._act(menu, self.tr("Export JSON…"), "export")

    def choose(self, name: str) -> None:
        """Take a preset into the settings; one step of undo."""
        try:
            self._settings.set_sampling(load_preset(self._folder, name))
        except StudioError as error:
            self.failed.emit(error.one_line())

    def save(self, name: str) -> None:
        """Write the present samplers under a name."""
        try:
            save_preset(self._folder, name.strip(), self._settings.sampling)
            self._deleted.pop(name.strip(), None)
        except StudioError as error:
            self.failed.emit(error.one_line())
        except OSError as error:
            self.failed.emit(self.tr("The preset could not be saved: {reason}").format(reason=translated(str(error))))

    def delete(self, name: str) -> None:
        """Remove a preset; the menu brings it back until the window closes."""
        try:
            self._deleted[name] = load_preset(self._folder, name)
            delete_preset(self._folder, name)
        except (StudioError, OSError) as error:
            self.failed.emit(self.tr("The preset could not be deleted: {reason}").format(reason=translated(str(error))))

    def import_from(self, path: str) -> None:
        """Take the samplers of a JSON file into the settings."""
        try:
            self._settings.set_sampling(read_preset(Path(path)))
        except StudioError as error:
            self.failed.emit(error.one_line())

    def export_to(self, path: str) -> None:
        """Write the present samplers to a JSON file."""
        try:
            write_preset(Path(path), self._settings.sampling)
        except OSError as error:
            self.failed.emit(self.tr("The preset could not be saved: {reason}").format(reason=translated(str(error))))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    # -- inside -------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self.setText(self.tr("Presets"))
        self.setToolTip(self.tr("Samplers by name: they hold only what differs from neutral"))

    def _read(self, name: str) -> SamplingParams | None:
        try:
            return load_preset(self._folder, name)
        except StudioError:  # it is told when it is chosen
            return None

    def _offer(self, name: str, what: str, now: bool) -> None:
        action = self._act(self._menu, name, what, name)
        action.setCheckable(True)
        action.setChecked(now)

    def _fill_delete(self, own: list[str]) -> None:
        self._delete_menu.clear()
        self._delete_menu.setTitle(self.tr("Delete"))
        for name in own:
            self._act(self._delete_menu, name, "delete", name)
        if own:
            self._menu.addMenu(self._delete_menu)

    def _act(self, menu: QMenu, title: str, what: str, name: str = "") -> QAction:
        action = menu.addAction(title.replace("&", "&&") if name else title)
        action.setData((what, name))
        return action

    def _on_triggered(self, action: QAction) -> None:
        what, name = action.data()
        match what:
            case "choose":
                self.choose(name)
            case "delete":
                self.delete(name)
            case "bring_back":
                self._bring_back(name)
            case "save":
                self._ask_name()
            case _:
                self._ask_file(opening=what == "import")

    def _bring_back(self, name: str) -> None:
        try:
            save_preset(self._folder, name, self._deleted[name])
            del self._deleted[name]
        except OSError as error:
            self.failed.emit(self.tr("The preset could not be saved: {reason}").format(reason=translated(str(error))))

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Save the samplers"))
        dialog.setLabelText(self.tr("Name of the preset; one of the same name is replaced:"))
        dialog.textValueSelected.connect(self.save)
        dialog.open()

    def _ask_file(self, *, opening: bool) -> None:
        title = self.tr("Import a preset") if opening else self.tr("Export the samplers")
        dialog = QFileDialog(self, title, "", self.tr("Presets (*.json)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not opening:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("json")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile if opening else QFileDialog.FileMode.AnyFile)
        dialog.fileSelected.connect(self.import_from if opening else self.export_to)
        dialog.open()
