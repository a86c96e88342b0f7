"""The writing place: the editor with what belongs to it. Its side holds the samplers and the inspector."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from gpt_studio.protocol.events import JobFailed
from gpt_studio.store.settings import Drawing
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.switched_strip import SwitchedStrip
from gpt_studio.ui.workspace import Workspace

from .aids import Aids
from .beside.beside import Beside
from .chat.searched_chat import SearchedChat
from .chat.talk import Talk
from .chat.view import ChatView
from .draw_form import DrawForm
from .draw_settings import DrawSettings
from .editor import Editor
from .exact_ids import ExactIds
from .explaining import Explaining
from .first_strip import FirstStrip
from .generation import Generation
from .inspector import Inspector
from .replay_mark import ReplayMark
from .replaying import Replaying
from .sampler_stack import SamplerStack
from .scoring import Scoring
from .tint import Tint
from .tint_legend import TintLegend
from .token_forms import TokenForms
from .tree.window import VersionTree
from .undo import Undo
from .views import Views
from .why.section import Why


class WritePage(QWidget):
    """Editor, banner and first-start strip in a column; `side` is placed by the window."""

    def __init__(
        self, bridge: Bridge, workspace: Workspace, drawing: Drawing, presets: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self.settings = DrawSettings(drawing, self)
        self.undo = Undo(self.settings, self)
        self.generation = Generation(bridge, workspace, self.settings, self.undo, self)
        self.scoring = Scoring(bridge, workspace, self.settings, self)
        self.banner = Banner(self)
        self.switched = SwitchedStrip(workspace, self)
        self.tint = Tint(parent=self)
        self.legend = TintLegend(self.tint, self)
        self.editor = Editor(workspace, self.undo, self, tint=self.tint)
        self.strip = FirstStrip(self)
        self.forms = TokenForms(bridge, workspace, self)
        self.explaining = Explaining(bridge, workspace, self.settings, self)
        self.replaying = Replaying(bridge, workspace, self.settings, self)
        self.replay_mark = ReplayMark(self.editor, workspace)
        self.side = WriteSide(workspace, self.settings, self.explaining, self.forms, presets)
        self.why = Why(bridge, workspace, self.side.inspector)
        self.side.inspector.add_section(self.why)
        self._columns = QSplitter(Qt.Orientation.Horizontal, self)
        self.talk = Talk(bridge, workspace, self.generation, self.undo, self)
        self.chat = ChatView(workspace, self.talk, self.tint, self)
        self._searched_chat = SearchedChat(self.chat, self.talk)
        self.ids = ExactIds(workspace, self)
        self.views = Views(workspace, self.editor, self.chat, self.ids, self)
        self._lay_out()
        self.beside = Beside(
            bridge, workspace, self.settings, self.generation, self.undo, self.editor, self.tint, self._columns
        )
        self.editor.edited.connect(self.generation.stop_for_edit)
        self.side.inspector.alternative_chosen.connect(self.generation.choose)
        self.side.stack.presets.failed.connect(self.banner.tell)
        self.explaining.changed.connect(self._on_explained)
        self.replaying.told.connect(self.side.stack.say)
        self.replaying.pass_offered.connect(self.side.stack.offer_pass)
        self.side.stack.read_again.clicked.connect(self.replaying.read_again)
        self.replay_mark.chosen.connect(self.generation.write_anew)
        self.side.stack.anew_asked.connect(self.replay_mark.click)
        self.generation.refused.connect(self._on_refused)
        self.scoring.refused.connect(self._on_refused)
        self.talk.refused.connect(self._on_refused)
        self.scoring.answered.connect(self.banner.clear)
        workspace.busy_changed.connect(self._on_busy_changed)
        self.settings.changing.connect(self._on_settings_changing)
        workspace.switches_changing.connect(self._on_switches_changing)
        self.aids = Aids(workspace, self.settings, self.editor, self.generation, self)
        self.aids.place(self._column, self.side.column)
        self.views.switched.connect(self._on_view_switched)
        self.tree = VersionTree(workspace, self.editor, self)
        self.editor.tree_asked.connect(self.tree.open_tree)

    def _lay_out(self) -> None:
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        top, foot = QVBoxLayout(), QHBoxLayout()
        top.setContentsMargins(24, 12, 24, 0)
        foot.setContentsMargins(24, 0, 24, 20)
        top.addWidget(self.banner)
        top.addWidget(self.switched)
        foot.addStretch(1)
        foot.addWidget(self.strip, 100)
        foot.addStretch(1)
        layout.addLayout(top)
        layout.addWidget(self.views.switch)
        self._columns.setHandleWidth(1)
        self._columns.setChildrenCollapsible(False)
        self._columns.addWidget(self.views.stack)
        layout.addWidget(self._columns, 1)
        layout.addLayout(foot)
        layout.addWidget(self.ids)

    def _on_view_switched(self) -> None:
        chatting = self.views.shown is self.chat
        self.aids.hint.set_wanted(not chatting)
        self.aids.finder.set_place(self._searched_chat if chatting else self.editor)

    def _on_explained(self) -> None:
        self.side.stack.show_effects(self.explaining.explanation)

    def _on_refused(self, event: JobFailed) -> None:
        self.banner.tell_failure(event)

    def _on_settings_changing(self, what: str) -> None:
        self.undo.note_setting(self._workspace.document, self.editor.caret(), what)

    def _on_switches_changing(self) -> None:
        self.undo.note_setting(self._workspace.document, self.editor.caret(), "")

    def _on_busy_changed(self, busy: bool) -> None:
        if busy:
            self.banner.clear()


class WriteSide(QScrollArea):
    """Samplers, how the draw is made, and the inspector beneath."""

    def __init__(
        self, workspace: Workspace, settings: DrawSettings, explaining: Explaining, forms: TokenForms, presets: Path
    ) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("role", "panel")
        self.stack = SamplerStack(settings, forms, presets, inner)
        self.form = DrawForm(settings, inner)
        self.inspector = Inspector(workspace, settings, explaining, inner)
        line = QFrame(inner)
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        layout = self.column = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.stack, self.form, line, self.inspector):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setWidget(inner)
        self.setMinimumWidth(300)
