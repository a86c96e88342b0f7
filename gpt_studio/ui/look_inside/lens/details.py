"""One cell of the lens in full: its five best tokens, a token's course over the layers, the norms of the stream."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gpt_studio.ui.terms import tip
from gpt_studio.ui.token_text import percent

from .candidates import CandidateList
from .layer_plot import LayerPlot, norm_line, probability_line, rank_line
from .painting import row_title
from .table import LensTable


class LensDetails(QWidget):
    """`followed` says a token that was clicked, `released` that none is followed any more, `pointed` a row."""

    followed = Signal(int)
    released = Signal()
    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.candidates = CandidateList(self)
        self.course, self.norms = LayerPlot(self), LayerPlot(self)
        self.title, self.follows = QLabel(self), QLabel(self)
        self.unfollow = QPushButton(self)
        self.unfollow.setProperty("kind", "link")
        self.unfollow.hide()
        self.title.setProperty("role", "heading")
        for label in (self.title, self.follows):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self.candidates.followed.connect(self.followed)
        self.unfollow.clicked.connect(self.released)
        for plot in (self.course, self.norms):
            plot.pointed.connect(self.pointed)
        self._retranslate()

    def _lay_out(self) -> None:
        following = QHBoxLayout()
        following.addWidget(self.follows, 1)
        following.addWidget(self.unfollow)
        plots = QVBoxLayout()
        plots.setSpacing(4)
        plots.addWidget(self.course)
        plots.addWidget(self.norms)
        plots.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.title, 0, 0)
        grid.addLayout(following, 0, 1)
        grid.addWidget(self.candidates, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(plots, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def show_cell(self, table: LensTable, row: int, position: int, follow: int | None) -> None:
        """The cell in question; what was not read is empty."""
        known = bool(table.known[position])
        self.title.setText(
            self.tr("{layer}, behind {token}").format(layer=row_title(row), token=table.names[position].whole)
        )
        self.candidates.show_candidates(table.candidates(row, position) if known else [])
        self._show_plots(table, position)
        for plot in (self.course, self.norms):
            plot.mark_row(row)
        if follow is not None and table.followed[position]:
            self.follows.setText(self.tr("follows {token}").format(token=table.written(follow)))
        else:
            self.follows.setText(self.tr("what comes next: {token}").format(token=table.next_text(position)))
        self.unfollow.setVisible(follow is not None)

    def _show_plots(self, table: LensTable, position: int) -> None:
        course, norms = table.course(position), table.norms(position)
        if course is None or norms is None:
            self.course.show_lines("", ())
            self.norms.show_lines("", ())
            return
        shares = tuple(percent(float(p)) for p in course.probability)
        ranks = tuple(self.tr("rank {number}").format(number=f"{int(r):,}") for r in course.rank)
        lines = (probability_line(course.probability, shares), rank_line(course.rank, ranks))
        self.course.show_lines(course.text, lines)
        texts = tuple(f"{float(n):.1f}" for n in norms)
        self.norms.show_lines(self.tr("norm of the residual stream"), (norm_line(norms, texts),))

    def _retranslate(self) -> None:
        self.candidates.setAccessibleName(self.tr("The best tokens of the cell"))
        self.course.setToolTip(tip("lens"))
        self.norms.setToolTip(tip("norm"))
        self.unfollow.setText(self.tr("Stop following"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
