"""The window: it makes the bars, the parts between them and the commands, and joins them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.events import EngineStopped, JobFailed, ModelLoaded
from gpt_studio.store.presets import presets_folder
from gpt_studio.ui.errors.saying import translated

from .appearance import Appearance
from .banner import Banner
from .bridge import Bridge
from .centre import Centre
from .commands.actions import Commands
from .copying.commands import Copying
from .dialogs.about import About
from .documents.documents import Documents
from .documents.session import Session
from .documents.text_files import TextFiles
from .documents.version_deeds import VersionDeeds
from .drops import kind_of, local_paths
from .edit_commands import EditCommands
from .flags import Flags
from .focus import focus_next
from .history.panel import HistoryPanel
from .keeper import Keeper
from .look_inside.panel import LookInsidePanel
from .model_commands import ModelCommands
from .model_loader import ModelLoader, model_title
from .page_memory import PageMemory
from .palette.commands import PaletteCommands
from .saved_views import SavedViews
from .status_line import StatusLine
from .style import Style
from .template_commands import TemplateCommands
from .top_bar import TopBar
from .train.page import TrainPage
from .workspace import Workspace
from .write.page import WritePage

FIRST_SIZE = (1280, 800)


class MainWindow(QMainWindow):
    """One window over one document."""

    def __init__(self, bridge: Bridge, workspace: Workspace, keeper: Keeper, style: Style | None = None) -> None:
        super().__init__()
        self._bridge = bridge
        self._workspace = workspace
        self._keeper = keeper
        self._settings = keeper.settings
        self._fell_back = False
        self.setAcceptDrops(True)
        self.loader = ModelLoader(bridge, workspace, self)
        self.page = WritePage(bridge, workspace, self._settings.drawing, presets_folder(keeper.folder), self)
        self.look_inside = LookInsidePanel(bridge, workspace, self)
        self.train = TrainPage(bridge, workspace, keeper.folder, self)
        self.files = TextFiles(workspace, self.page.undo, self.page.editor, self)
        self.session = Session(workspace, self.page.editor, self)
        self.documents = Documents(workspace, keeper.documents, self.page, self.session, self)
        self.versions = VersionDeeds(workspace, keeper.documents, self.page, self)
        self.history = HistoryPanel(workspace, keeper.documents, self)
        self.centre = Centre(workspace, keeper, self.history, self.page, self.look_inside, self.train, self)
        self.appearance = Appearance(keeper, style, self)
        self.flags = Flags(workspace, self._settings, self.page, self.centre, self.appearance, self)
        self._page_memory = PageMemory(self.page, keeper, self)
        self.models = ModelCommands(bridge, workspace, self.loader, keeper, self.page.generation, self)
        self.palette_commands = PaletteCommands(keeper, self)
        self.copying = Copying(workspace, self)
        self.templates = TemplateCommands(workspace, self.page, keeper.folder, self)
        self.saved_views = SavedViews(workspace, self.loader, self.files, self.page, self.look_inside, self)
        self.commands = Commands(
            {
                "window": self,
                "centre": self.centre,
                "appearance": self.appearance,
                "edit": EditCommands(self.page.editor),
                "palette": self.palette_commands,
                "copying": self.copying,
                "templates": self.templates,
                "models": self.models,
                "files": self.files,
                "documents": self.documents,
                "versions": self.versions,
                "editor": self.page.editor,
                "beside": self.page.beside,
                "generation": self.page.generation,
                "views": self.page.views,
                "tint": self.page.tint,
                "tree": self.page.tree,
                "find": self.page.aids.finder,
                "samplers": self.page.side.stack,
                "several": self.page.aids.several,
                "changing": self.look_inside,
                "saved_views": self.saved_views,
            },
            self,
        )
        self.flags.changed.connect(self.commands.update)
        self.palette_commands.bind(self.commands, self.flags.now)
        self.top = TopBar(workspace, self.commands, self.page.settings, self.loader, self)
        self.banner = Banner(self)
        self.status = StatusLine(workspace, self.loader, self.page.aids.meter, self)
        self.status.place(self.page.legend)
        self._lay_out()
        self._connect()
        self._restore()
        self.commands.fill(self.menuBar())
        self.documents.add_recent(self.commands)
        self._name_window("")
        self.centre.show_mode(workspace.mode)

    # -- making -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        whole = QWidget(self)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self.banner)
        layout.addWidget(self.top)
        layout.addLayout(top)
        layout.addWidget(self.centre, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self._workspace.failed.connect(self._on_failed)
        for place in (self.page.editor, self.page.chat, self.page.ids):
            place.token_clicked.connect(self.centre.open_side)
        self.page.generation.reported.connect(self.status.tell)
        self.page.tree.follow(self._keeper.documents)
        self.page.strip.open_asked.connect(self.models.open)
        self.page.strip.get_asked.connect(self.models.get)
        self.top.model_asked.connect(self.models.open)
        self.models.told.connect(self.status.tell)
        self.copying.told.connect(self.status.tell)
        self.train.use_checkpoint.connect(self.try_checkpoint)
        self.train.export_asked.connect(self.models.export_path)
        self.history.version_asked.connect(self.documents.show_version)
        self.history.document_asked.connect(self.documents.show_document)
        self.history.deeds.trash_asked.connect(self.documents.put_away)
        self.history.deeds.delete_asked.connect(self.documents.delete_for_ever)
        self.history.deeds.version_trash_asked.connect(self.versions.put_away)
        self.history.deeds.version_back_asked.connect(self.versions.take_back)
        self.history.deeds.version_delete_asked.connect(self.versions.delete)
        self.page.tree.trash_asked.connect(self.versions.put_away)
        self.versions.document_asked.connect(self.documents.put_away_any)
        self.versions.told.connect(self.status.tell)
        self.documents.told.connect(self.status.tell)
        self.documents.failed.connect(self.page.banner.tell)
        self.files.document_asked.connect(self.documents.read)
        self.files.named.connect(self._name_window)
        self.files.told.connect(self.status.tell)
        self.files.failed.connect(self.page.banner.tell)
        self.saved_views.told.connect(self.status.tell)
        self.saved_views.failed.connect(self.banner.tell)
        self.saved_views.inspector_asked.connect(self.centre.open_side)
        self.loader.held_otherwise.connect(self.session.pin_again)
        self.loader.loaded.connect(self._on_model_loaded)
        self.loader.refused.connect(self._on_model_refused)
        self.look_inside.changing.compare_asked.connect(self.page.beside.with_and_without)
        self._bridge.engine_stopped.connect(self._on_engine_stopped)
        self._keeper.failed.connect(self.banner.tell)

    def _restore(self) -> None:
        """As it was left, or as it begins."""
        self.resize(*FIRST_SIZE)
        if self._settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self._settings.geometry.encode()))
        self._page_memory.restore()
        self._keeper.documents.where = self.session.place
        self._keeper.documents.restored.connect(self._on_restored)
        self.page.views.shown.setFocus()
        self.page.strip.setVisible(False)
        if self._keeper.said:
            self.banner.tell(" ".join(self._keeper.said))

    def _on_restored(self) -> None:
        self.session.restore(self._keeper.documents.place)

    # -- commands -----------------------------------------------------------------------------------------------

    def show_write(self) -> None:
        self._workspace.set_mode("write")

    def show_look_inside(self) -> None:
        self._workspace.set_mode("look_inside")

    def show_train(self) -> None:
        self._workspace.set_mode("train")

    def focus_next_part(self) -> None:
        """Text, side, bar above, and round again: in the text the tab key writes a tab."""
        places = (*self.centre.places(), self.top, self.history)
        focus_next([place for place in places if place.isVisible()], self.page.views.shown)

    def load_model(self, path: str) -> None:
        """Load a model without asking (the one of the start, the result of a run)."""
        self.banner.clear()
        self.loader.load(path)

    def try_checkpoint(self, path: str) -> None:
        """Load what a run has brought, and go where it is written with."""
        self.show_write()
        self.load_model(path)

    def open_data_folder(self) -> None:
        self._keeper.folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._keeper.folder)))

    def about(self) -> None:
        About(self._keeper.folder, self).show()

    # -- models and errors --------------------------------------------------------------------------------------

    def _on_model_loaded(self, event: ModelLoaded) -> None:
        self._settings.add_recent(event.key.path)
        self._keeper.settings_changed()
        self.page.beside.offer_models(self._settings.recent_models)
        self.page.strip.setVisible(event.key.path == BUNDLED and not self._settings.strip_dismissed)
        name = model_title(event.key.path)
        self.status.tell(self.tr("{name} loaded in {time} s").format(name=name, time=f"{event.seconds:.1f}"))

    def _on_model_refused(self, event: JobFailed) -> None:
        library = self.models.library
        if library is None or not library.isVisible():
            self.banner.tell_failure(event)
        if self._workspace.model is None and not self._fell_back:  # the program is of use without the one asked for
            self._fell_back = True
            self.loader.load(BUNDLED)

    def _on_failed(self, place: str, line: str) -> None:
        if place == "write":
            self.page.banner.tell(line)
        elif place == "model":
            self.banner.tell(line)

    def _on_engine_stopped(self, event: EngineStopped) -> None:
        if event.message:
            self._workspace.set_busy(False)
            self._workspace.set_model(None)
            self.banner.tell(
                self.tr("The engine ended: {reason}. The text is kept; start the program again.").format(
                    reason=translated(event.message)
                )
            )

    # -- events -------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _useful(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in _useful(event.mimeData())[:1]:
            event.acceptProposedAction()
            if kind_of(path) == "model":
                self.models.show_card(path)
            elif kind_of(path) == "document":
                self.documents.read(path)
            elif kind_of(path) == "view":
                self.saved_views.read(path)
            else:
                self.show_train()
                self.train.take_file(path)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.commands.retranslate()
            self.documents.retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._keeper.settings_changed()
        self.models.close()
        self.train.measuring.close()
        super().closeEvent(event)

    # -- inside -------------------------------------------------------------------------------------------------

    def _name_window(self, path: str) -> None:
        self.setWindowTitle("GPT Studio")
        self.setWindowFilePath(path)


def _useful(data: QMimeData) -> list[str]:
    return [path for path in local_paths(data) if kind_of(path)]
