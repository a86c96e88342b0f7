"""The document on screen: typed and drawn text, tinted by probability, with the pinned token and its sources.

The text belongs to store.Document; Qt's own document mirrors it (ui/write/mirror.py). Tints, outlines and lines are
painted beneath and above the text (token_view.py). Undo is ours (ui/write/undo.py), because it walks versions too.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QMimeData, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gpt_studio.store.document import Token
from gpt_studio.ui import theme
from gpt_studio.ui.workspace import Workspace

from .hover_card import HoverCard
from .searched import Changes, replaced
from .source_lines import paint_sources
from .stale import NOTHING, Stale
from .text_marks import paint_boundary, paint_pen, paint_unfinished, unfinished
from .tint import Tint
from .token_geometry import Visible
from .token_paint import paint_outline
from .token_view import TokenView, line_number
from .undo import Step, Undo
from .version_mark import VersionMark

COLUMN_CHARACTERS = 76  # what the eye takes in a line
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, MARGIN_BOTTOM = 40, 108, 28, 36
SMALLEST_PT, LARGEST_PT, NORMAL_PT = 8.0, 40.0, 14.0
FAINT = 0.35  # of the tint while attention is looked at
# Keys that Qt's text control would take for itself, and that are commands of the window.
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
WINDOW_KEYS = frozenset(
    QKeyCombination(modifiers, key).toCombined()
    for modifiers, key in (
        (_CTRL, Qt.Key.Key_Z),
        (_CTRL | _SHIFT, Qt.Key.Key_Z),
        (_CTRL, Qt.Key.Key_Y),
        (_ALT, Qt.Key.Key_Left),
        (_ALT, Qt.Key.Key_Right),
    )
)


class Editor(TokenView):
    """Shows `workspace.document`. Signals an edit by hand after the document has taken it."""

    replaceable = True
    edited = Signal()
    size_changed = Signal(float)
    token_clicked = Signal(int)
    tree_asked = Signal()

    def __init__(
        self, workspace: Workspace, undo: Undo, parent: QWidget | None = None, *, tint: Tint | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._undo = undo
        self._tint = tint or Tint(parent=self)
        self._stale = Stale()
        self._dropped = 0
        self._remade: tuple[object, int] = (None, -1)
        self._pen = QRect()
        self.setObjectName("editor")
        self.setCursorWidth(2)
        self._card = HoverCard(self.viewport())
        self._mark = VersionMark(self)
        self._mark.previous_asked.connect(self.previous_version)
        self._mark.next_asked.connect(self.next_version)
        self._mark.tree_asked.connect(self.tree_asked)
        self.set_size(NORMAL_PT)
        self._retranslate()
        self._mirror.edited.connect(self._on_edited)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        workspace.text_changed.connect(self.refresh)
        workspace.pinned_changed.connect(self._on_pinned_changed)
        workspace.hovered_changed.connect(self._on_marks_changed)
        workspace.differs_changed.connect(self._on_marks_changed)
        workspace.sources_changed.connect(self._on_marks_changed)
        workspace.mode_changed.connect(self._on_marks_changed)
        workspace.busy_changed.connect(self._on_busy_changed)
        self._tint.changed.connect(self._on_marks_changed)
        self.refresh()

    # -- text -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the document holds now; the end of the text stays in sight if it was.

        Text that is only appended moves nothing that is measured and painted already.
        """
        document, appended = self._workspace.document, False
        if self._mirror.differs(document.text()):
            appended = self._show_text(document.text(), grows=self._workspace.busy)
        remade, self._remade = self._remade, (document, document.remade)
        self._revision += 1
        self.viewport().update(self._pen)
        self._stale.look(document)
        self._grey()
        if not appended or remade != self._remade:
            self._forget()
            self._place_mark()
            self.viewport().update()

    def dropped(self) -> int:
        """How many characters at the beginning the model will not read."""
        return self._dropped

    def set_dropped(self, characters: int) -> None:
        """Grey the beginning that will not be read, with a line below it."""
        if characters != self._dropped:
            self._dropped = characters
            self._grey()
            self.viewport().update()

    def greyed(self) -> tuple[tuple[int, int], ...]:
        """The characters [start, end) that are greyed: not read, or stale."""
        return self._marks.greyed

    def searched(self) -> list[tuple[int, int]]:
        """What Find looks through: all of it."""
        return [(0, len(self._workspace.document.text()))]

    def toPlainText(self) -> str:
        """The text as it is shown, without the paragraphs' ends that are there for the layout only."""
        return self._mirror.shows

    def set_caret(self, position: int) -> None:
        """Put the cursor before the character at `position`."""
        self.setTextCursor(self._mirror.cursor_at(position))

    def _on_edited(self, start: int, went: str, came: str) -> None:
        """What was typed, pasted, cut or composed. The pin stays on a token wholly before it."""
        self._undo.note_typing(self._workspace.document, start, len(went), came)
        self._take(start, len(went), came)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of the characters [start, end): one step to undo, one edit."""
        document = self._workspace.document
        if document.text()[start:end] != text:
            self._undo.note(document, self.caret())
            self._take(start, end - start, text)

    def replace_found(self, changes: Changes) -> bool:
        """Replace what was found, as one edit; the cursor stands behind the last of it."""
        first, last = changes[0][0], changes[-1][1]
        new = replaced(self._workspace.document.text()[:last], changes)[first:]
        self.replace(first, last, new)
        self.set_caret(first + len(new))
        return True

    def _take(self, start: int, went: int, came: str) -> None:
        document = self._workspace.document
        self._stale.before_edit(document, start, went, len(came))
        document.edit(start, went, came)
        tokens, pinned = document.tokens(), self._workspace.pinned
        if pinned >= len(tokens) or (pinned >= 0 and tokens[pinned].end > start):
            self._workspace.set_pinned(-1)
        self._workspace.touch_text()
        self.edited.emit()

    # -- commands -------------------------------------------------------------------------------------------

    def undo(self) -> None:
        self._come_back(self._undo.undo(self.step()))

    def redo(self) -> None:
        self._come_back(self._undo.redo(self.step()))

    def step(self) -> Step:
        """The version on screen, to come back to."""
        return self._undo.step(self._workspace.document, self.caret())

    def _come_back(self, step: Step | None) -> None:
        document = self._workspace.document
        if step is None:
            return
        if step.document is document:
            self._workspace.put_switches(step.switches)
        elif step.document.switches != step.switches:
            step.document.switches = step.switches
            step.document.forget_numbers()
        here = step.document is document and step.state == document.state()
        if here and step.trashed == document.trashed:  # it was a setting
            return
        step.document.set_model(self._workspace.document.model)
        self._workspace.document = step.document
        step.document.set_trashed(step.trashed)
        step.document.restore(step.state)
        self._workspace.set_pinned(-1)
        self._workspace.touch_text()
        self.set_caret(step.caret)
        self.edited.emit()

    def previous_version(self) -> None:
        self._walk(-1)

    def next_version(self) -> None:
        self._walk(1)

    def show_version(self, node: int) -> None:
        """Show the version that a span belongs to, as it was last on screen."""
        document = self._workspace.document
        if self._workspace.busy or node in {n.id for n in document.path()}:
            return
        self._undo.note(document, self.caret())
        document.open(node)
        self._workspace.set_pinned(-1)
        self._workspace.touch_text()

    def _walk(self, by: int) -> None:
        document = self._workspace.document
        which, many = document.versions()
        if self._workspace.busy or self._workspace.composing or not 1 <= which + by <= many:
            return
        self._undo.note(document, self.caret())
        document.walk(by)
        self._workspace.set_pinned(-1)
        self._workspace.touch_text()

    def pin_at_cursor(self) -> None:
        """Pin the token at the cursor, or the one that ends there."""
        self.click_at_cursor()

    def unpin(self) -> None:
        self._workspace.set_pinned(-1)

    def larger(self) -> None:
        self.set_size(self._size * 1.1)

    def smaller(self) -> None:
        self.set_size(self._size / 1.1)

    def normal_size(self) -> None:
        self.set_size(NORMAL_PT)

    def set_size(self, points: float) -> None:
        """The size of the text."""
        self._size = min(LARGEST_PT, max(SMALLEST_PT, points))
        self._set_points(self._size)
        self._fit_column()
        self.size_changed.emit(self._size)

    # -- what it shows --------------------------------------------------------------------------------------

    def shown_tokens(self) -> list[Token]:
        return self._workspace.document.tokens()

    def shown_text(self) -> str:
        return self._workspace.document.text()

    def measure(self) -> str:
        return self._tint.measure

    def opacity(self) -> float:
        return FAINT if self._workspace.mode == "look_inside" else 1.0

    def click(self, index: int) -> None:
        self._workspace.set_pinned(index)
        if index >= 0:
            self.token_clicked.emit(index)

    def point(self, index: int, place: QRectF) -> None:
        self._workspace.set_hovered(index)
        if index >= 0 and self._workspace.mode == "write":
            self._card.point_at(self.shown_tokens()[index].record, place)
        else:
            self._card.leave()

    def paint_marks(self, painter: QPainter, visible: Visible) -> None:
        workspace = self._workspace
        if workspace.mode == "look_inside" and workspace.sources is not None:
            paint_sources(painter, visible, workspace.sources)
        if workspace.differs >= 0:
            paint_outline(painter, visible.of(workspace.differs), theme.color("warning"), 2.0)
        if workspace.hovered != workspace.pinned and workspace.hovered >= 0:
            paint_outline(painter, visible.of(workspace.hovered), theme.color("muted"), 1.0)
        if workspace.pinned >= 0:
            color = theme.color("attention" if workspace.mode == "look_inside" else "accent")
            paint_outline(painter, visible.of(workspace.pinned), color, 2.0)
        end = self.cursorRect(self._mirror.cursor_at(len(workspace.document.text())))
        if workspace.busy:
            self._pen = paint_pen(painter, end)
        elif tail := unfinished(self.shown_tokens()):
            paint_unfinished(painter, end, tail)
        if self._dropped:
            place = self.cursorRect(self._mirror.cursor_at(self._dropped))
            paint_boundary(painter, place, self.viewport().width())

    # -- events ---------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and self._workspace.composing:  # keys are the input method's
            event.accept()
            return True
        if is_override and isinstance(event, QKeyEvent) and event.keyCombination().toCombined() in WINDOW_KEYS:
            event.ignore()
            return False
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text only: a file that is dropped is the window's."""
        return source.hasText() and not source.hasUrls()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() or event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._join()
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._join()
        self._workspace.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._join()
        self.textCursor().insertText(source.text())
        self.ensureCursorVisible()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            (self.larger if event.angleDelta().y() > 0 else self.smaller)()
            event.accept()
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._join()
        super().resizeEvent(event)
        self._fit_column()
        self._place_mark()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._marks.show()
        super().changeEvent(event)

    # -- inside ---------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self.setPlaceholderText(self.tr("Write the beginning. The model goes on from it."))
        self.setAccessibleName(self.tr("Document"))

    def _grey(self) -> None:
        """Grey what is stale and what will not be read."""
        self._marks.grey(tuple(r for r in ((0, self._dropped), self._stale.range) if r != NOTHING))

    def _fit_column(self) -> None:
        """The text stands in a column of a readable width, in the middle."""
        wanted = COLUMN_CHARACTERS * self.fontMetrics().averageCharWidth()
        free = self.width() - wanted
        left = max(MARGIN_LEFT, round(free / 2))
        right = max(MARGIN_RIGHT, round(free - left))
        self.setViewportMargins(left, MARGIN_TOP, right, MARGIN_BOTTOM)

    def _place_mark(self) -> None:
        """Beside the line in which the versions part, within the margin, never off the screen."""
        document = self._workspace.document
        which, many = document.versions()
        self._mark.set_versions(which, many, enabled=not self._workspace.busy)
        if many == 1:
            return
        line = self.cursorRect(self._mirror.cursor_at(document.branch_position()))
        room = self.viewport().geometry()
        y = room.top() + line.center().y() - self._mark.height() // 2
        y = min(max(room.top(), y), room.bottom() - self._mark.height())
        self._mark.move(min(room.right() + 10, self.width() - self._mark.width() - 14), y)

    def _on_scrolled(self, _value: int) -> None:
        self._card.leave()
        self._place_mark()

    def _on_pinned_changed(self, index: int) -> None:
        """A pin that was set elsewhere comes into sight."""
        self.viewport().update()
        tokens = self._workspace.document.tokens()
        if not 0 <= index < len(tokens):
            return
        bar, shown = self.verticalScrollBar(), self.viewport().height() // self.fontMetrics().lineSpacing()
        line = line_number(self._mirror.cursor_at(tokens[index].start))
        if not bar.value() <= line < bar.value() + shown:
            bar.setValue(line - shown // 2)

    def _on_marks_changed(self, _change: object) -> None:
        self.viewport().update()

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._join()
        self._place_mark()
        self.viewport().update()
