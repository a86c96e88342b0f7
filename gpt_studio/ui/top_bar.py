"""The bar above the document: the three modes, the model, the temperature, Generate or Stop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import SamplingParams

from .commands.actions import Commands
from .fields import number_field
from .icons import icon
from .model_loader import ModelLoader, model_title
from .plain import plain_tip
from .style import restyle
from .workspace import MODES, Workspace
from .write.draw_settings import DrawSettings
from .write.sampler_texts import tip_of, title_of

NAME_WIDTH = 260


class TopBar(QWidget):
    """Shows the workspace and triggers commands."""

    model_asked = Signal()

    def __init__(
        self,
        workspace: Workspace,
        commands: Commands,
        settings: DrawSettings,
        loader: ModelLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._loader = loader
        self._modes = {mode: self._mode_button(mode) for mode in MODES}
        self.model = QToolButton(self)
        self.model.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.model.setMaximumWidth(NAME_WIDTH)
        info = next(i for i in parameters_of(SamplingParams) if i.name == "temperature")
        self._temperature_label = QLabel(self)
        self._temperature_label.setProperty("role", "muted")
        self.temperature = number_field(info, self)
        self._temperature_info = info
        self.run = QPushButton(self)
        self.run.setMinimumWidth(112)
        self.compare = QToolButton(self)
        self.compare.setProperty("kind", "icon")
        self._lay_out()
        for widget in (self._temperature_label, self.temperature, self.compare, self.run):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        self._retranslate()
        self._connect()

    def _lay_out(self) -> None:
        switch = QFrame(self)
        switch.setProperty("role", "switch")
        inside = QHBoxLayout(switch)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.setSpacing(2)
        for button in self._modes.values():
            inside.addWidget(button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 8)
        layout.setSpacing(10)
        layout.addWidget(switch)
        layout.addStretch(1)
        layout.addWidget(self.model)
        layout.addStretch(1)
        layout.addWidget(self._temperature_label)
        layout.addWidget(self.temperature)
        layout.addSpacing(6)
        layout.addWidget(self.compare)
        layout.addWidget(self.run)

    def _connect(self) -> None:
        self.model.clicked.connect(self.model_asked)
        self.temperature.valueChanged.connect(self._on_temperature)
        self.run.clicked.connect(self._on_run)
        self.compare.clicked.connect(self._commands["generate.compare"].trigger)
        self._settings.changed.connect(self._show_temperature)
        self._loader.changed.connect(self._show_model)
        self._workspace.model_changed.connect(self._on_model_changed)
        self._workspace.busy_changed.connect(self._on_busy_changed)
        self._workspace.beside_busy_changed.connect(self._on_busy_changed)
        self._workspace.mode_changed.connect(self._on_mode_changed)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "run"):
            self._retranslate()
        super().changeEvent(event)

    # -- showing ------------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        for mode, button in self._modes.items():
            action = self._commands[f"mode.{mode}"]
            button.setText(action.text())
            button.setToolTip(action.toolTip())
            button.setChecked(mode == self._workspace.mode)
        title = title_of(self._temperature_info)
        self._temperature_label.setText(title.lower() if title.isascii() else title)
        for widget in (self._temperature_label, self.temperature):
            widget.setToolTip(tip_of(self._temperature_info))
        self.temperature.setAccessibleName(title)
        self.model.setIcon(icon("model", "muted"))
        compare = self._commands["generate.compare"]
        self.compare.setIcon(icon(compare.command.icon))
        self.compare.setToolTip(compare.toolTip())
        self.compare.setAccessibleName(compare.text())
        self._show_temperature()
        self._show_model()
        self._show_run()

    def _show_temperature(self) -> None:
        blocker = QSignalBlocker(self.temperature)
        self.temperature.setValue(self._settings.sampling.temperature)  # pyright: ignore[reportArgumentType]
        blocker.unblock()

    def _show_model(self) -> None:
        model, progress = self._workspace.model, self._loader.progress
        if self._loader.loading:
            said = self.tr("Merging in {name}…") if self._loader.merging else self.tr("Loading {name}…")
            name = said.format(name=model_title(self._loader.path))
            if progress is not None and progress.total:
                name += f" {100 * progress.done // progress.total} %"
        elif model is not None:
            name = model_title(model.key.path)
        else:
            name = self.tr("no model")
        metrics = self.model.fontMetrics()
        self.model.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH - 60) + "  ▾")
        self.model.setAccessibleName(self.tr("Model: {name}").format(name=name))
        merged = () if model is None else (adapter.name for adapter in model.adapters if adapter.merged)
        told = [self.tr("merged: {name}").format(name=name) for name in merged]
        self.model.setToolTip(plain_tip("\n".join([*told, self._commands["model.open"].toolTip()])))
        self._show_run()

    def _show_run(self) -> None:
        busy = self._workspace.running
        action = self._commands["generate.stop" if busy else "generate.start"]
        self.run.setText(action.text())
        ready = busy or (self._workspace.model is not None and not self._loader.merging)
        self.run.setToolTip(action.toolTip() if ready else self._missing())
        self.run.setIcon(icon(action.command.icon, "text" if busy else "on_accent"))
        self.run.setEnabled(ready)
        restyle(self.run, kind="" if busy else "primary")

    def _missing(self) -> str:
        """Why nothing can be written."""
        if self._loader.merging:
            return self.tr("The weights are being changed; a moment.")
        return self.tr("Open a model first: nothing is loaded.")

    # -- slots --------------------------------------------------------------------------------------------------

    def _on_model_changed(self, _model: object) -> None:
        self._show_model()

    def _on_busy_changed(self, _busy: bool) -> None:
        self._show_run()

    def _on_mode_changed(self, mode: str) -> None:
        for name, button in self._modes.items():
            button.setChecked(name == mode)
        for widget in (self._temperature_label, self.temperature, self.run):
            widget.setVisible(mode != "train")
        self.compare.setVisible(mode == "write")

    def _on_temperature(self, value: float) -> None:
        self._settings.set_sampler("temperature", value)

    def _on_run(self) -> None:
        self._commands["generate.stop" if self._workspace.running else "generate.start"].trigger()

    def _on_mode_clicked(self) -> None:
        button = self.sender()
        for mode, known in self._modes.items():
            if known is button:
                known.setChecked(mode == self._workspace.mode)
                self._commands[f"mode.{mode}"].trigger()

    def _mode_button(self, mode: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"mode-{mode}")
        button.setProperty("kind", "segment")
        button.setCheckable(True)
        button.clicked.connect(self._on_mode_clicked)
        return button
