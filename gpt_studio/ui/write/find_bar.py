"""The bar below the text that finds in the view that is shown, and replaces in the text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from gpt_studio.ui.icons import icon
from gpt_studio.ui.style import restyle
from gpt_studio.ui.workspace import Workspace

from .editor import Editor
from .finding import BadPattern, Found, Match, Query, find, replacement
from .searched import Searched

PAUSE_MS = 150


class FindBar(QFrame):
    """Opens with what is selected; Enter goes on, Shift+Enter back, Esc closes."""

    def __init__(self, workspace: Workspace, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._place: Searched = editor
        self._found = Found(())
        self.setProperty("role", "card")
        self.needle, self.by = QLineEdit(self), QLineEdit(self)
        self.case, self.words, self.regex = (self._toggle(text) for text in ("Aa", "ab|", ".*"))
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self.count.setMinimumWidth(self.count.fontMetrics().horizontalAdvance("20,000 / 20,000"))
        self._previous, self._next, self._close = (QToolButton(self) for _ in range(3))
        self.replace_one, self.replace_all = QPushButton(self), QPushButton(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._on_rested)
        self._goes_on = False  # to the next match, once what was replaced stands there
        self._lay_out()
        self._retranslate()
        self._connect()
        self.hide()

    def set_place(self, place: Searched) -> None:
        """Look through another view from now on."""
        if place is not self._place:
            self._place.set_found([])
            self._place = place
            self._show_replacing(self.by.isVisible())
            self._later()

    # -- commands -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Find; what is selected is looked for."""
        self._begin(replacing=False)

    def open_replace(self) -> None:
        """Find and replace."""
        self._begin(replacing=True)

    def find_next(self) -> None:
        self._step(1)

    def find_previous(self) -> None:
        self._step(-1)

    def replace_selected(self) -> None:
        """Replace the match that is selected, and go on to the next."""
        self.search()
        which = self._which()
        if which < 0 or self._workspace.busy:
            self._step(1)
            return
        if self._replace(self._found.matches[which]):
            self._step(1)
        else:
            self._goes_on = True

    def replace_every(self) -> None:
        """Replace all matches: one step to undo, one new version."""
        self.search()
        if not self._found.matches or self._workspace.busy:
            return
        count = len(self._found.matches)
        if self._replace(*self._found.matches):
            self.search()
        self.count.setText(self.tr("%n replaced", "", count))

    def _replace(self, *matches: Match) -> bool:
        """Whether the texts that come stand there at once."""
        query, by = self.query(), self.by.text()
        return self._place.replace_found([(m.start, m.end, replacement(query, m, by)) for m in matches])

    # -- finding ------------------------------------------------------------------------------------------------

    def query(self) -> Query:
        """What is asked for."""
        return Query(self.needle.text(), self.case.isChecked(), self.words.isChecked(), self.regex.isChecked())

    def search(self) -> None:
        """Find every match in the text as it is now."""
        self._timer.stop()
        said = ""
        try:
            self._found = find(self.query(), self._workspace.document.text()).within(self._place.searched())
        except BadPattern as error:
            self._found = Found(())
            said = str(error) or self.tr("This pattern tries too much")
        self._place.set_found([(m.start, m.end) for m in self._found.matches])
        self._tell(said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._retranslate()
        super().changeEvent(event)

    # -- inside -------------------------------------------------------------------------------------------------

    def _begin(self, *, replacing: bool) -> None:
        start, end = self._place.selected()
        chosen = self._workspace.document.text()[start:end]
        if chosen and "\n" not in chosen:
            self.needle.setText(chosen)
        self._show_replacing(replacing)
        self.show()
        self.needle.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.needle.selectAll()
        self.search()

    def _show_replacing(self, on: bool) -> None:
        for widget in (self.by, self.replace_one, self.replace_all):
            widget.setVisible(on)

    def _step(self, by: int) -> None:
        if not self.isVisible():
            self.open()
        self.search()
        matches = self._found.matches
        if not matches:
            return
        start, end = self._place.selected()
        if by > 0:
            which = next((i for i, m in enumerate(matches) if m.start >= end and m.end > start), 0)
        else:
            which = next((i for i in range(len(matches) - 1, -1, -1) if matches[i].end <= start), len(matches) - 1)
        self._place.select(matches[which].start, matches[which].end)
        self._tell("")

    def _which(self) -> int:
        """The match that is selected, or -1."""
        chosen = self._place.selected()
        return next((i for i, m in enumerate(self._found.matches) if (m.start, m.end) == chosen), -1)

    def _tell(self, error: str) -> None:
        many, which = len(self._found.matches), self._which()
        some = f"{many:,}" if self._found.complete else f"{many:,}+"
        if error:
            text = error
        elif not self.needle.text():
            text = ""
        elif not many:
            text = self.tr("not found")
        else:
            text = f"{which + 1:,} / {some}" if which >= 0 else self.tr("%n found", "", many)
        self.count.setText(text)
        role = "error" if error else "muted"
        if self.count.property("role") != role:
            restyle(self.count, role=role)
        for button in (self.replace_one, self.replace_all):
            button.setEnabled(many > 0 and not self._workspace.busy and self._place.replaceable)

    def _on_rested(self) -> None:
        if self._goes_on:
            self._goes_on = False
            self._step(1)
        else:
            self.search()

    def _later(self, _change: object = None) -> None:
        if self.isVisible():
            self._timer.start()

    def _on_close(self) -> None:
        self.hide()
        self._timer.stop()
        self._place.set_found([])
        self._place.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.needle.textChanged.connect(self._later)
        for toggle in (self.case, self.words, self.regex):
            toggle.toggled.connect(self._later)
        self._workspace.text_changed.connect(self._later)
        self._workspace.busy_changed.connect(self._later)
        self._previous.clicked.connect(self.find_previous)
        self._next.clicked.connect(self.find_next)
        self._close.clicked.connect(self._on_close)
        self.replace_one.clicked.connect(self.replace_selected)
        self.replace_all.clicked.connect(self.replace_every)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 8, 8, 8)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        tools, deeds = QHBoxLayout(), QHBoxLayout()
        tools.setSpacing(2)
        for widget in (self.case, self.words, self.regex, self.count, self._previous, self._next, self._close):
            tools.addWidget(widget)
        for button in (self.replace_one, self.replace_all):
            deeds.addWidget(button)
        deeds.addStretch(1)
        grid.addWidget(self.needle, 0, 0)
        grid.addLayout(tools, 0, 1)
        grid.addWidget(self.by, 1, 0)
        grid.addLayout(deeds, 1, 1)

    def _toggle(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setCheckable(True)
        return button

    def _retranslate(self) -> None:
        self.needle.setPlaceholderText(self.tr("Find"))
        self.by.setPlaceholderText(self.tr("Replace by"))
        self.by.setToolTip(self.tr("For a regular expression \\1 is what its first group caught, \\n a line feed."))
        self.replace_one.setText(self.tr("Replace"))
        self.replace_all.setText(self.tr("Replace all"))
        for field, name in ((self.needle, self.tr("Find")), (self.by, self.tr("Replace by"))):
            field.setAccessibleName(name)
        for button, name in (
            (self.case, self.tr("Match case")),
            (self.words, self.tr("Whole words")),
            (self.regex, self.tr("Regular expression")),
            (self._previous, self.tr("Previous match")),
            (self._next, self.tr("Next match")),
            (self._close, self.tr("Close")),
        ):
            button.setToolTip(name)
            button.setAccessibleName(name)
        for button, name in ((self._previous, "up"), (self._next, "down"), (self._close, "close")):
            button.setProperty("kind", "icon")
            button.setIcon(icon(name, "muted"))
