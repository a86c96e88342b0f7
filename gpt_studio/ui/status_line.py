"""The line at the foot: how full the context is, what happens or why it stopped, and whether the engine is ready."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from .model_loader import ModelLoader, model_title
from .plain import plain_tip
from .workspace import Workspace


class StatusLine(QWidget):
    """Three texts; the one in the middle gives way when the window is narrow."""

    def __init__(
        self, workspace: Workspace, loader: ModelLoader, tokens: QLabel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._loader = loader
        self._message = ""
        self._about: list[QWidget] = []
        self.tokens = tokens
        self.message, self.state = self._label(), self._label()
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 6)
        layout.setSpacing(24)
        layout.addWidget(self.tokens)
        layout.addWidget(self.message, 1)
        layout.addWidget(self.state)
        self._row = layout
        workspace.model_changed.connect(self._on_model_changed)
        workspace.busy_changed.connect(self._on_busy_changed)
        workspace.mode_changed.connect(self._on_mode_changed)
        loader.changed.connect(self._show_state)
        self._show_state()

    def place(self, widget: QWidget) -> None:
        """Something about the document, before the engine's state."""
        self._about.append(widget)
        self._row.insertWidget(self._row.indexOf(self.state), widget)

    def tell(self, line: str) -> None:
        """One line in the middle, until the next."""
        self._message = line
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.tell("")  # what was told is over
            self._show_state()
        super().changeEvent(event)

    def _elide(self) -> None:
        metrics = self.message.fontMetrics()
        message = "" if self._workspace.mode == "train" else self._message
        self.message.setText(metrics.elidedText(message, Qt.TextElideMode.ElideRight, self.message.width()))
        self.message.setToolTip(plain_tip(message))

    def _show_state(self) -> None:
        if self._loader.loading:
            said = self.tr("merging in {name}") if self._loader.merging else self.tr("loading {name}")
            text = said.format(name=model_title(self._loader.path))
        elif self._workspace.busy:
            text = self.tr("writing")
        else:
            text = self.tr("ready") if self._workspace.model is not None else self.tr("no model")
        self.state.setText(text)

    def _on_model_changed(self, _model: object) -> None:
        self._show_state()

    def _on_mode_changed(self, mode: str) -> None:
        """The numbers are about the document."""
        for widget in (self.tokens, *self._about):
            widget.setVisible(mode != "train")
        self._elide()

    def _on_busy_changed(self, _busy: bool) -> None:
        self._show_state()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "muted")
        return label
