"""The window: it lays out the bars, the editor, its side and the train page, and binds the commands."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.events import EngineStopped, JobFailed, ModelLoaded
from gpt_studio.store.presets import presets_folder

from . import theme
from .banner import Banner
from .bridge import Bridge
from .command_actions import Commands
from .copying.commands import Copying
from .dialogs.about import About
from .documents import Documents
from .drops import kind_of, local_paths
from .focus import first_control
from .history.panel import HistoryPanel
from .keeper import Keeper
from .look_inside.panel import LookInsidePanel
from .model_commands import ModelCommands
from .model_loader import ModelLoader, model_title
from .palette_commands import PaletteCommands
from .saved_views import SavedViews
from .session import Session
from .status_line import StatusLine
from .style import Style
from .template_commands import TemplateCommands
from .text_files import TextFiles
from .top_bar import TopBar
from .train.page import TrainPage
from .version_deeds import VersionDeeds
from .workspace import Workspace
from .write.page import WritePage

FIRST_SIZE = (1280, 800)
HISTORY_WIDTH = 320
SIDE_WIDTH = {"write": 360, "look_inside": 560}


class MainWindow(QMainWindow):
    """One window over one document."""

    language_chosen = Signal(str)  # '' is the system's

    def __init__(self, bridge: Bridge, workspace: Workspace, keeper: Keeper, style: Style | None = None) -> None:
        super().__init__()
        self._bridge = bridge
        self._workspace = workspace
        self._keeper = keeper
        self._style = style
        self._settings = keeper.settings
        self._flags: frozenset[str] = frozenset()
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
        self.models = ModelCommands(bridge, workspace, self.loader, keeper, self.page.generation, self)
        self.palette_commands = PaletteCommands(keeper, self)
        self.copying = Copying(workspace, self)
        self.templates = TemplateCommands(workspace, self.page, keeper.folder, self)
        self.saved_views = SavedViews(workspace, self.loader, self.files, self.page, self.look_inside, self)
        self.commands = Commands(
            {
                "window": self,
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
        self.palette_commands.bind(self.commands, self.flags)
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
        self._show_mode(workspace.mode)

    # -- making -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.side = QStackedWidget(self)
        self.side.addWidget(self.page.side)
        self.side.addWidget(self.look_inside)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        for widget, stretch in ((self.history, 0), (self.page, 1), (self.side, 0)):
            self.split.addWidget(widget)
            self.split.setStretchFactor(self.split.count() - 1, stretch)
        self.history.hide()
        self.page.setMinimumWidth(420)
        self.centre = QStackedWidget(self)
        self.centre.addWidget(self.split)
        self.centre.addWidget(self.train)
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
        workspace, editor = self._workspace, self.page.editor
        for signal in (
            workspace.text_changed,
            workspace.pinned_changed,
            workspace.busy_changed,
            workspace.beside_busy_changed,
            workspace.mode_changed,
            workspace.model_changed,
            workspace.switches_changed,
            self.page.undo.changed,
            self.page.views.changed,
            self.page.tint.changed,
            self.page.beside.shown,
        ):
            signal.connect(self._on_state_changed)
        editor.cursorPositionChanged.connect(self._on_caret_moved)
        workspace.mode_changed.connect(self._show_mode)
        workspace.failed.connect(self._on_failed)
        for place in (editor, self.page.chat, self.page.ids):
            place.token_clicked.connect(self._on_token_clicked)
        editor.size_changed.connect(self._on_size_changed)
        self.page.generation.reported.connect(self.status.tell)
        self.page.settings.changed.connect(self._keeper.settings_changed)
        self.page.tint.changed.connect(self._on_tint_changed)
        self.page.views.changed.connect(self._on_views_changed)
        self.page.tree.follow(self._keeper.documents)
        self.page.strip.open_asked.connect(self.models.open)
        self.page.strip.get_asked.connect(self.models.get)
        self.page.strip.dismissed.connect(self._on_strip_dismissed)
        self.top.model_asked.connect(self.models.open)
        self.models.told.connect(self.status.tell)
        self.copying.told.connect(self.status.tell)
        self.train.use_checkpoint.connect(self.try_checkpoint)
        self.train.export_asked.connect(self.models.export_path)
        self.history.version_asked.connect(self.documents.show_version)
        self.history.document_asked.connect(self.documents.show_document)
        self.history.closed.connect(self.toggle_history)
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
        self.saved_views.inspector_asked.connect(self._on_token_clicked)
        self.loader.held_otherwise.connect(self.session.pin_again)
        self.loader.loaded.connect(self._on_model_loaded)
        self.loader.refused.connect(self._on_model_refused)
        self.look_inside.changing.compare_asked.connect(self.page.beside.with_and_without)
        self._bridge.engine_stopped.connect(self._on_engine_stopped)
        self._keeper.failed.connect(self.banner.tell)
        self.split.splitterMoved.connect(self._on_split_moved)

    def _restore(self) -> None:
        """As it was left, or as it begins."""
        self.resize(*FIRST_SIZE)
        if self._settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self._settings.geometry.encode()))
        self.page.editor.set_size(self._settings.text_size)
        self.page.tint.show(self._settings.tint)
        self.page.views.restore(self._settings.view, ids=self._settings.exact_ids)
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

    def toggle_side_panel(self) -> None:
        arrangement = self._settings.arrangement("write")
        arrangement.side_open = not arrangement.side_open
        self._keeper.settings_changed()
        self._show_mode(self._workspace.mode)
        self._on_state_changed()

    def toggle_history(self) -> None:
        """Show the history with the keyboard in its search; hide it and go back to the text."""
        self._settings.history_open = not self.history.isVisible()
        self._keeper.settings_changed()
        if self._settings.history_open and self._workspace.mode == "train":
            self._workspace.set_mode("write")
        self._show_mode(self._workspace.mode)
        (self.history.begin if self._settings.history_open else self.page.views.shown.setFocus)()
        self._on_state_changed()

    def focus_next_part(self) -> None:
        """Text, side, bar above, and round again: in the text the tab key writes a tab."""
        column = [self.page.beside.column] if self.page.beside.column is not None else []
        text = self.page.views.shown
        beside: list[QWidget] = [text, *column, self.side, self.top, self.history]
        places = beside if self._workspace.mode != "train" else []
        places = [place for place in (places or [self.train, self.top]) if place.isVisible()]
        now = QApplication.focusWidget()
        at = next((i for i, place in enumerate(places) if now is place or (now and place.isAncestorOf(now))), -1)
        for step in range(1, len(places) + 1):
            place = places[(at + step) % len(places)]
            target = place if place is text else first_control(place)
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

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

    def cut(self) -> None:
        self._on_focus("cut")

    def copy(self) -> None:
        self._on_focus("copy")

    def paste(self) -> None:
        self._on_focus("paste")

    def select_all(self) -> None:
        self._on_focus("selectAll")

    def scheme_system(self) -> None:
        self._set_scheme("system")

    def scheme_light(self) -> None:
        self._set_scheme("light")

    def scheme_dark(self) -> None:
        self._set_scheme("dark")

    def language_system(self) -> None:
        self._set_language("")

    def language_english(self) -> None:
        self._set_language("en")

    def language_chinese(self) -> None:
        self._set_language("zh_CN")

    # -- state --------------------------------------------------------------------------------------------------

    def flags(self) -> frozenset[str]:
        """What holds now, in the words of the command table."""
        workspace, document, undo = self._workspace, self._workspace.document, self.page.undo
        at = self.page.editor.caret()
        told = {
            "model": workspace.model is not None,
            "busy": workspace.running,
            "idle": not workspace.running,
            "text": bool(document.text()),
            "token": document.token_at(at) >= 0 or (at > 0 and document.token_at(at - 1) >= 0),
            "pinned": workspace.pinned >= 0,
            "versions": document.versions()[1] > 1,
            "drawn": any(node.drawn for node in document.path()),
            "undo": undo.can_undo() and not workspace.busy,
            "redo": undo.can_redo() and not workspace.busy,
            "history": self._settings.history_open,
            "side_panel": self._settings.arrangement("write").side_open,
            "beside": self.page.beside.is_open,
            "switched": workspace.document.switches.active,
            f"mode:{workspace.mode}": True,
            f"scheme:{theme.asked_scheme()}": True,
            f"language:{self._settings.language or 'system'}": True,
            f"tint:{self.page.tint.measure}": True,
        }
        return frozenset(name for name, holds in told.items() if holds) | self.page.views.flags()

    def _on_state_changed(self, _change: object = None) -> None:
        flags = self.flags()
        if flags != self._flags:
            self._flags = flags
            self.commands.update(flags)

    def _on_caret_moved(self) -> None:
        if not self._workspace.busy:  # tokens that come move it before the document is told of them
            self._on_state_changed()

    def _show_mode(self, mode: str) -> None:
        """Arrange the window for a mode, as that mode was left."""
        self.centre.setCurrentWidget(self.train if mode == "train" else self.split)
        if mode == "train":
            return
        self._show_side(self.look_inside if mode == "look_inside" else self.page.side)
        arrangement = self._settings.arrangement(mode)
        self.side.setVisible(mode == "look_inside" or arrangement.side_open)
        width = self.width()
        side = round(arrangement.side_share * width) if arrangement.side_share else SIDE_WIDTH[mode]
        self.history.setVisible(self._settings.history_open)
        history = round(self._settings.history_share * width) or HISTORY_WIDTH if self._settings.history_open else 0
        self.split.setSizes([history, max(1, width - side - history), side])

    def _show_side(self, shown: QWidget) -> None:
        """Only the page that is shown asks for its room."""
        for page in (self.page.side, self.look_inside):
            wanted = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(wanted, wanted)
        self.side.setCurrentWidget(shown)

    def _on_split_moved(self, _place: int, _index: int) -> None:
        sizes = self.split.sizes()
        if not sum(sizes):
            return
        history, _, side = (min(0.95, max(0.05, size / sum(sizes))) for size in sizes)
        if self.side.isVisible():
            self._settings.arrangement(self._workspace.mode).side_share = side
        if self.history.isVisible():
            self._settings.history_share = history
        self._keeper.settings_changed()

    def _on_token_clicked(self, _index: int) -> None:
        if self._workspace.mode == "write" and not self._settings.arrangement("write").side_open:
            self.toggle_side_panel()

    def _on_size_changed(self, points: float) -> None:
        self._settings.text_size = points
        self._keeper.settings_changed()

    def _on_tint_changed(self, measure: str) -> None:
        self._settings.tint = measure
        self._keeper.settings_changed()

    def _on_views_changed(self) -> None:
        views = self.page.views
        self._settings.view, self._settings.exact_ids = "chat" if views.chatting else "text", views.ids_shown
        self._keeper.settings_changed()

    def _on_strip_dismissed(self) -> None:
        self._settings.strip_dismissed = True
        self._keeper.settings_changed()

    def _set_scheme(self, scheme: str) -> None:
        theme.ask_for_scheme(scheme)
        self._settings.scheme = scheme
        self._keeper.settings_changed()
        if self._style is not None:
            self._style.apply()
        self._on_state_changed()

    def _set_language(self, language: str) -> None:
        self._settings.language = language
        self._keeper.settings_changed()
        self.language_chosen.emit(language)
        self._on_state_changed()

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
                    reason=event.message
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

    def _on_focus(self, slot: str) -> None:
        """Cut, copy and paste belong to the widget that has the focus."""
        act = getattr(QApplication.focusWidget() or self.page.editor, slot, None)
        if act is not None:
            act()


def _useful(data: QMimeData) -> list[str]:
    return [path for path in local_paths(data) if kind_of(path)]
