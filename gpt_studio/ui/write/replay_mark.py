"""The mark of a replay in the text: the first token that would fall differently, and what would stand there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from gpt_studio.ui import theme
from gpt_studio.ui.token_text import quoted, visible, visible_token
from gpt_studio.ui.workspace import Divergence, Workspace

from .editor import Editor
from .token_geometry import Piece, Visible

GAP = 3
GREYED = 165  # of 255: how much of the surface lies over text that would be another


class Veil(QWidget):
    """Lies over the text while there is a divergence: what follows it is greyed, the first token framed."""

    def __init__(self, editor: Editor, workspace: Workspace) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        divergence = self._workspace.divergence
        if divergence is None or divergence.index >= len(self._workspace.document.tokens()):
            return
        painter, visible_tokens = QPainter(self), self._editor.visible_tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if divergence.id is not None:
            self._paint_veil(painter, visible_tokens, divergence.index)
        pen = QPen(theme.color("warning"), 2.0)
        pen.setStyle(Qt.PenStyle.SolidLine if divergence.id is not None else Qt.PenStyle.DotLine)
        painter.setPen(pen)
        for piece in visible_tokens.of(divergence.index):
            painter.drawRoundedRect(piece.rect.adjusted(1, 1, -1, -1), 3, 3)
        painter.end()

    def _paint_veil(self, painter: QPainter, visible_tokens: Visible, index: int) -> None:
        veil = theme.color("surface")
        veil.setAlpha(GREYED)
        for line in visible_tokens.lines:
            for piece in line.pieces:
                if piece.index > index:
                    painter.fillRect(piece.rect.translated(line.origin), veil)


class ReplayMark(QPushButton):
    """A small card at the first change; a click writes on from there under the new settings."""

    chosen = Signal(int)  # index of the token

    def __init__(self, editor: Editor, workspace: Workspace) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace
        self._veil = Veil(editor, workspace)
        self.setObjectName("replay-mark")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_clicked)
        workspace.divergence_changed.connect(self._on_changed)
        workspace.text_changed.connect(self.place)
        editor.updateRequest.connect(self._on_update_request)
        editor.viewport().installEventFilter(self)
        self._name()
        self.hide()

    def place(self) -> None:
        """Stand below the token, or above it at the foot of the window; hidden while it is out of sight."""
        divergence, pieces = self._workspace.divergence, self._pieces()
        self._veil.setGeometry(self._editor.viewport().geometry())
        self._veil.setVisible(divergence is not None)
        self._veil.update()
        if divergence is None or divergence.id is None or not pieces:
            self.hide()
            return
        self.adjustSize()
        room = QRectF(self._editor.viewport().geometry())
        place = pieces[0].rect.translated(room.topLeft())
        x = min(place.left(), room.right() - self.width())
        y = place.bottom() + GAP
        if y + self.height() > room.bottom():
            y = place.top() - GAP - self.height()
        self.move(round(max(room.left(), x)), round(y))
        self.show()
        self._veil.raise_()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self._on_changed(self._workspace.divergence)
        super().changeEvent(event)

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Write on from the first token that would be another"))

    def _pieces(self) -> list[Piece]:
        divergence, tokens = self._workspace.divergence, self._workspace.document.tokens()
        if divergence is None or not 0 <= divergence.index < len(tokens):
            return []
        return self._editor.visible_tokens().of(divergence.index)

    def _on_changed(self, divergence: Divergence | None) -> None:
        tokens = self._workspace.document.tokens()
        if divergence is not None and divergence.index < len(tokens):
            old = visible_token(tokens[divergence.index].record)
            said = self.tr("here {new} instead of {old}")
            self.setText(said.format(new=quoted(visible(divergence.text)), old=quoted(old)).replace("&", "&&"))
            self.setToolTip(
                self.tr("Under these settings another token would have been drawn here, by the same random numbers.")
                + "\n"
                + self.tr("Click to write on from here in a new version.")
            )
        self.place()

    def _on_update_request(self, _rect: object, _dy: int) -> None:
        if self._workspace.divergence is not None:
            self.place()

    def _on_clicked(self) -> None:
        divergence = self._workspace.divergence
        if divergence is not None and divergence.id is not None:
            self.chosen.emit(divergence.index)
