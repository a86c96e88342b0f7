"""The right side of the library: the card of the chosen model, how it is loaded, and what else can be done with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
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

from gpt_studio.files.places import model_path
from gpt_studio.protocol.commands import Describe
from gpt_studio.protocol.events import JobFailed, ModelDescribed
from gpt_studio.protocol.models import MEMORY_SHARE, ModelKey
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.dialogs.model_card import ModelCard, fits
from gpt_studio.ui.model_loader import ModelLoader, model_title
from gpt_studio.ui.token_text import byte_count
from gpt_studio.ui.workspace import Workspace

from .adapters_on import AdaptersOn
from .load_foot import LoadFoot
from .loading_form import LoadingForm

ADAPTER_CONFIG = "adapter_config.json"


class CardPanel(QWidget):
    """Asks the engine for the card, and for loading. What was loaded stays until another model is there."""

    facts_asked = Signal(str)
    export_asked = Signal(object)  # ModelKey
    forget_asked = Signal(str)
    put_on_asked = Signal(str)  # the model that is to be chosen
    unload_asked = Signal()

    def __init__(
        self, bridge: Bridge, workspace: Workspace, loader: ModelLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._loader = loader
        self._job = 0
        self.path = ""
        self._described: ModelDescribed | None = None  # the newest card of this path
        self._refused = False  # as the form now stands
        self._may_forget = False
        self.banner = Banner(self)
        self.card = ModelCard(self)
        self.form = LoadingForm(self)
        self.adapters = AdaptersOn(self)
        self.foot = LoadFoot(loader, self)
        self._empty = QLabel(self)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._pages = QStackedWidget(self)
        self.put_on, self.reveal, self.facts, self.export, self.forget = (QPushButton(self) for _ in range(5))
        self._lay_out()
        self._connect()
        self._retranslate()
        self._refresh()

    def _lay_out(self) -> None:
        known = QWidget(self)
        inside = QVBoxLayout(known)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(14)
        line = QFrame(known)
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        for widget in (self.card, self.adapters, line, self.form):
            inside.addWidget(widget)
        inside.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(known)
        scroll.viewport().setAutoFillBackground(False)
        known.setAutoFillBackground(False)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(scroll)
        links = QHBoxLayout()
        links.setSpacing(10)
        for button in (self.put_on, self.reveal, self.facts, self.export, self.forget):
            button.setProperty("kind", "link")
            button.setAutoDefault(False)
            links.addWidget(button)
        links.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.banner)
        layout.addWidget(self._pages, 1)
        layout.addLayout(links)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.form.changed.connect(self._describe)
        self.adapters.wanted.connect(self._loader.merge)
        self.foot.load.clicked.connect(self.load)
        self.foot.unload.clicked.connect(self.unload_asked)
        self.put_on.clicked.connect(self._on_put_on)
        self.reveal.clicked.connect(self._on_reveal)
        self.facts.clicked.connect(self._on_facts)
        self.export.clicked.connect(self._on_export)
        self.forget.clicked.connect(self._on_forget)
        self._loader.changed.connect(self._refresh)
        self._loader.refused.connect(self._on_refused)
        self._workspace.model_changed.connect(self._on_model_changed)
        self._bridge.model_described.connect(self._on_described)
        self._bridge.job_failed.connect(self._on_describe_failed)

    # -- what others ask ----------------------------------------------------------------------------------------

    def show_path(self, path: str, *, may_forget: bool = False) -> None:
        """Ask for the card of a model."""
        self.path, self._described, self._refused, self._may_forget = path, None, False, may_forget
        model = self._workspace.model
        self.form.begin(model.key if model and model.key.path == path else self._loader.key_of(path))
        self.banner.clear()
        self._pages.setCurrentWidget(self._empty)
        self._empty.setText(self.tr("Reading {name}…").format(name=model_title(path)))
        self._describe()

    def clear(self) -> None:
        """No model is chosen."""
        self.path, self._described, self._refused, self._job, self._may_forget = "", None, False, 0, False
        self.banner.clear()
        self._pages.setCurrentWidget(self._empty)
        self._empty.setText(self._invitation())
        self._refresh()

    def load(self) -> None:
        """Load the chosen model as the form says, if it may be."""
        if self.foot.load.isEnabled():
            self.banner.clear()
            self._loader.load_key(self.key())

    def key(self) -> ModelKey:
        """The chosen model as it would be loaded: as it is, where the form says nothing else."""
        key, model = self.form.key(self.path), self._workspace.model
        return model.key if model is not None and replace(model.key, merged=()) == key else key

    # -- the card -----------------------------------------------------------------------------------------------

    def _describe(self) -> None:
        if self.path:
            key = self.key()
            context = key.context if self._described else None
            asked = Describe(self._bridge.next_job(), self.path, key.dtype, context, key.adapters)
            self._job = self._bridge.send(asked)
        self._refresh()

    def _on_described(self, event: ModelDescribed) -> None:
        if event.job != self._job:
            return
        first = self._described is None
        self._described, self._refused = event, False
        self.form.set_most_context(event.info.context)
        self.card.show_info(model_title(self.path), event.info, event.free_memory_bytes)
        for part in (self.form, self.adapters):
            part.align_with(self.card.names_width())
        self._pages.setCurrentIndex(1)
        self.form.suggest(event.fitting)
        self._tell_memory(event)
        if first and self.key().context is not None:
            self._describe()
        self._refresh()

    def _tell_memory(self, event: ModelDescribed) -> None:
        """What does not fit is refused, with what would."""
        if fits(event.info, event.free_memory_bytes):
            self.banner.clear()
            return
        need, free = event.info.memory_estimate_bytes.peak, event.free_memory_bytes
        said = [
            self.tr("This model does not fit into the memory that is free: it needs {needed}, {free} are free.").format(
                needed=byte_count(need), free=byte_count(free)
            )
        ]
        model = self._workspace.model
        if model is not None and need <= MEMORY_SHARE * (free + model.info.memory_estimate_bytes.weights):
            said.append(self.tr("It fits once {name} is unloaded.").format(name=model_title(model.key.path)))
        if event.fitting is None:
            said.append(self.tr("Take a smaller one."))
        else:
            said.append(self.tr("It fits in another precision or with a shorter context."))
        self.banner.tell(" ".join(said))

    def _on_describe_failed(self, event: JobFailed) -> None:
        """A model that is refused has no card; a precision or an adapter that is refused may be taken back."""
        if event.job != self._job:
            return
        self._refused = True
        if self._described is None:
            self._empty.clear()
        self.banner.tell_failure(event)
        self._refresh()

    # -- slots --------------------------------------------------------------------------------------------------

    def _on_refused(self, event: JobFailed) -> None:
        if self.isVisible():
            self.banner.tell_failure(event)

    def _on_model_changed(self, _model: object) -> None:
        if self.isVisible() and self._described is not None:
            self._describe()  # there is more memory, or less
        self._refresh()

    def _on_put_on(self) -> None:
        """The adapter whose own model is not there goes on the one that is loaded."""
        adapter, model = self.path, self._workspace.model
        if model is not None:
            self.put_on_asked.emit(model.key.path)
            self.form.add_adapter(adapter)

    def _on_reveal(self) -> None:
        place = model_path(self.path)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(place if place.is_dir() else place.parent)))

    def _on_facts(self) -> None:
        self.facts_asked.emit(self.path)

    def _on_export(self) -> None:
        self.export_asked.emit(self.key())

    def _on_forget(self) -> None:
        self.forget_asked.emit(self.path)

    def _refresh(self) -> None:
        """What can be done now."""
        model, described = self._workspace.model, self._described
        loaded = model is not None and model.key.path == self.path
        same = model is not None and model.key == self.key()
        fit = described is not None and fits(described.info, described.free_memory_bytes) and not self._refused
        self.foot.load.setEnabled(fit and not same and not self._loader.loading)
        self.foot.load.setToolTip(self.tr("This model is loaded.") if same else "")
        self.foot.unload.setVisible(loaded)
        self.adapters.show_model(model if loaded else None, waits=self._loader.loading)
        self.reveal.setVisible(bool(self.path) and Path(model_path(self.path)).parent.exists())
        self.facts.setVisible(bool(self.path) and model_path(self.path).exists())
        self.export.setVisible(described is not None)
        alone = self._refused and described is None and is_adapter(self.path)
        self.put_on.setVisible(alone and model is not None)
        if alone and model is not None:
            self.put_on.setText(self.tr("Put it on {name}").format(name=model_title(model.key.path)))
        self.forget.setVisible(self._may_forget)

    def _retranslate(self) -> None:
        self.reveal.setText(self.tr("Reveal in folder"))
        self.facts.setText(self.tr("All facts…"))
        self.export.setText(self.tr("Export…"))
        self.forget.setText(self.tr("Remove from the list"))
        if not self.path:
            self._empty.setText(self._invitation())

    def _invitation(self) -> str:
        return self.tr(
            "Choose a model on the left, or drop a checkpoint here:\n"
            "a Hugging Face folder, a GGUF file, a nanoGPT ckpt.pt, a run."
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._refresh()
        super().changeEvent(event)


def is_adapter(path: str) -> bool:
    """Whether a path is the folder of an adapter."""
    return (model_path(path) / ADAPTER_CONFIG).is_file()
