"""The palette: every command of the table by a few letters of its name, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.ui.commands.actions import CommandAction, Commands, translated
from gpt_studio.ui.commands.command import Command, menu_path
from gpt_studio.ui.commands.table import COMMANDS

from .match import Texts, fit
from .rows import ROW_HEIGHT, Entry, RowDelegate, Rows

WIDTH, MOST_ROWS = 620, 12
MOST_RECENT = 8


class Palette(QFrame):
    """A field and a list above the window; gone with Esc, with a choice, or when something else takes the keyboard."""

    used = Signal(str)  # the id of the command that was chosen, before it runs

    def __init__(self, commands: Commands, flags: Callable[[], frozenset[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self._flags = flags
        self._window = parent
        self._recent: tuple[str, ...] = ()
        self._entries: list[Entry] = []
        self._back: QWidget | None = None
        self.setProperty("role", "card")
        self.setObjectName("palette")
        self.field = QLineEdit(self)
        self.list = QListView(self)
        self._rows = Rows(self)
        self._none = QLabel(self)
        self._none.setProperty("role", "muted")
        self._none.setContentsMargins(8, 4, 8, 6)
        self.list.setModel(self._rows)
        self.list.setItemDelegate(RowDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.setSpacing(6)
        for widget in (self.field, self.list, self._none):
            layout.addWidget(widget)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self.list.clicked.connect(self._on_clicked)
        self._retranslate()
        self.hide()

    # -- coming and going -----------------------------------------------------------------------------------------

    def ask(self, recent: tuple[str, ...] = ()) -> None:
        """Show the palette, with the commands of `recent` (ids, newest first) on top; a second time hides it."""
        if self.isVisible():
            self.leave()
            return
        self._recent = recent
        self._back = self._window.focusWidget()
        self._entries = [self._entry(row) for row in COMMANDS if row.id != "view.palette"]
        self.field.clear()
        self._fill()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Hide, and give the keyboard back to where it was."""
        back, self._back = self._back, None
        if back is not None:
            back.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def rows(self) -> list[Entry]:
        """What is listed, best first."""
        return self._rows.entries

    # -- choosing -------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._take_key(event):
                return True
            if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
                if event.key() == Qt.Key.Key_Escape:  # this place's own, before the window's "Stop"
                    event.accept()
                    return True
            elif event.type() == QEvent.Type.FocusOut and QApplication.activePopupWidget() is None:
                self.hide()
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key, at, last = event.key(), self.list.currentIndex().row(), len(self.rows()) - 1
        moves = {
            Qt.Key.Key_Down: 0 if at == last else at + 1,
            Qt.Key.Key_Up: last if at <= 0 else at - 1,
            Qt.Key.Key_PageDown: min(last, at + MOST_ROWS - 1),
            Qt.Key.Key_PageUp: max(0, at - MOST_ROWS + 1),
        }
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(at)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            pass  # there is nowhere else to go
        elif key in moves:
            self._select(moves[Qt.Key(key)])
        else:
            return False
        return True

    def _run(self, row: int) -> None:
        if not 0 <= row < len(self.rows()) or not self.rows()[row].enabled:
            return
        command = self.rows()[row].command.id
        self.leave()
        self.used.emit(command)
        self._commands[command].trigger()

    def _select(self, row: int) -> None:
        self.list.setCurrentIndex(self._rows.index(row, 0))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._run(index.row())

    def _on_text_changed(self, _text: str) -> None:
        self._fill()

    # -- listing --------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """The entries that fit, those that can be done now and the recent ones first."""
        query = self.field.text()
        ranked: list[tuple[tuple[float, float, float], Entry]] = []
        for number, entry in enumerate(self._entries):
            score = fit(query, _texts(entry))
            if score is None:
                continue
            recent = self._recent.index(entry.command.id) if entry.command.id in self._recent else MOST_RECENT
            later = 0.0 if entry.enabled else 1.0
            rank = (later - score, float(recent), number) if query.strip() else (float(recent), 0.0, number)
            ranked.append((rank, entry))
        self._rows.show([entry for _, entry in sorted(ranked, key=lambda pair: pair[0])])
        self._none.setVisible(not ranked)
        self.list.setVisible(bool(ranked))
        self._select(0)
        self._fit()

    def _entry(self, command: Command) -> Entry:
        action: CommandAction = self._commands[command.id]
        missing = next((flag for flag in command.when if flag not in self._flags()), "")
        return Entry(
            command,
            translated(command.title).replace("&", ""),
            menu_path(command.menu, translated),
            action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
            translated(command.tip) if command.tip else "",
            self._reason(missing) if missing else "",
        )

    def _reason(self, flag: str) -> str:
        reasons = {
            "model": self.tr("no model is loaded"),
            "idle": self.tr("the model is writing"),
            "busy": self.tr("nothing is being written"),
            "text": self.tr("the document is empty"),
            "token": self.tr("no token at the cursor"),
            "pinned": self.tr("no token is pinned"),
            "versions": self.tr("there is one version only"),
            "undo": self.tr("nothing to take back"),
            "redo": self.tr("nothing was taken back"),
            "mergeable": self.tr("no adapter beside the weights that could go into them"),
            "merged": self.tr("no adapter is merged"),
            "drawn": self.tr("nothing was drawn in this version"),
            "mode:write": self.tr("only in Write"),
            "mode:look_inside": self.tr("only in Look inside"),
            "mode:train": self.tr("only in Train"),
        }
        return reasons.get(flag, self.tr("not now"))

    def _fit(self) -> None:
        """At the top of the window, in the middle, as high as its rows."""
        room = self._window.width()
        self.list.setFixedHeight(ROW_HEIGHT * min(MOST_ROWS, max(1, len(self.rows()))) + 2)
        self.setFixedWidth(min(WIDTH, room - 40))
        self.adjustSize()
        self.move(QPoint((room - self.width()) // 2, 64))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("A command, by a few letters of its name"))
        self.field.setAccessibleName(self.tr("Command"))
        self.list.setAccessibleName(self.tr("Commands"))
        self._none.setText(self.tr("No command has such a name"))


def _texts(entry: Entry) -> tuple[Texts, Texts]:
    command = entry.command
    return (
        Texts(entry.title, entry.place, entry.tip),
        Texts(command.title.replace("&", ""), menu_path(command.menu), command.tip),
    )
