"""The token that a page of heads is about: hovered, pinned, picked on the map, or the newest; and where it looks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject

from gpt_studio.ui.workspace import Sources, Workspace

from .heads_layout import HeadsLayout
from .labels import looks_at, share
from .sources_of import sources_of
from .subject import Subject


class TokenInQuestion(QObject):
    """Keeps map, list, scrubber and the lines in the text on one token of the `subject`, which the page sets.

    `holds` says whether the subject is still true of the document; `ready` whether the page shows it at all.
    """

    def __init__(
        self, page: HeadsLayout, workspace: Workspace, holds: Callable[[], bool], ready: Callable[[], bool]
    ) -> None:
        super().__init__(page)
        self._page, self._workspace, self._holds, self._ready = page, workspace, holds, ready
        self.subject: Subject | None = None
        self.picked = -1  # a record that is no token of the document (yet)
        self._marking = False  # what is hovered is pointed at as a key: it is marked, but not asked about
        workspace.pinned_changed.connect(self._on_token)
        workspace.hovered_changed.connect(self._on_token)
        page.map.pointed.connect(self.point)
        page.map.picked.connect(self._on_picked)
        page.sources.followed.connect(self._on_picked)
        page.sources.pointed.connect(self._on_key)
        page.scrubber.moved.connect(self._pick)

    def query(self, subject: Subject) -> int:
        """The record in question: of the hovered token, else the pinned one, else picked here, else the newest."""
        reading, last = subject.reading, len(subject) - 1
        tokens = (self._workspace.pinned,) if self._marking else (self._workspace.hovered, self._workspace.pinned)
        found = (reading.record_of(token) for token in tokens)
        return next((record for record in (*found, self.picked) if 0 <= record <= last), last)

    def pinned(self, subject: Subject) -> int:
        """The record that is pinned, or picked here; −1 for none."""
        found = subject.reading.record_of(self._workspace.pinned)
        return found if found >= 0 else self.picked

    def show(self) -> None:
        """Have everything say where the token looks."""
        page, subject = self._page, self.subject
        if subject is None or not len(subject):
            page.title.clear()
            page.sources.clear()
            self.set_sources(None)
            return
        query = self.query(subject)
        unit, hovered = subject.units.unit_of(query), subject.reading.record_of(self._workspace.hovered)
        page.maps.mark(unit, subject.units.unit_of(hovered))
        page.title.setText(looks_at(subject.shown.names[unit]))
        page.sources.show_row(subject.shown.names, subject.row(unit), shares=subject.shown.shares)
        page.sources.mark(subject.units.unit_of(hovered))
        page.scrubber.show_token(query)
        self.set_sources(sources_of(subject, query, self._workspace.document.tokens()) if self._holds() else None)

    def set_sources(self, sources: Sources | None) -> None:
        """The lines in the text; None for none."""
        if sources is not None or self._workspace.sources is not None:
            self._workspace.set_sources(sources)

    def point(self, query: int, key: int) -> None:
        """Say what a cell of the map holds, and link its query to the text; −1 for no cell."""
        subject = self.subject
        self._marking = False
        if query < 0 or subject is None:
            self._page.readout_label.setText(self._page.hint())
            self._workspace.set_hovered(-1)
            return
        names = {"query": subject.shown.names[query].label, "key": subject.shown.names[key].label}
        if key >= subject.shown.seen[query]:
            text = QCoreApplication.translate("HeadsPage", "{query} cannot look ahead at {key}").format(**names)
        else:
            number = float(subject.shown.weights[query, key])
            said = share(number) if subject.shown.shares else f"{number:.3g}"
            text = QCoreApplication.translate("HeadsPage", "{query} → {key} {share}").format(share=said, **names)
        self._page.readout_label.setText(text)
        self._workspace.set_hovered(subject.reading.token_of(subject.units.token_of(query)))

    def _on_token(self, index: int) -> None:
        if index >= 0 and not self._marking:
            self.picked = -1
        if self._ready():
            self.show()

    def _on_picked(self, unit: int) -> None:
        if self.subject is not None:
            self._pick(self.subject.units.token_of(unit))

    def _pick(self, record: int) -> None:
        token = -1 if self.subject is None else self.subject.reading.token_of(record)
        self._workspace.set_pinned(token)
        if token < 0:
            self.picked = record
            self.show()

    def _on_key(self, unit: int) -> None:
        """A source in the list, or a key below the map, is pointed at: it is marked everywhere."""
        subject = self.subject
        self._marking = unit >= 0
        record = -1 if subject is None else subject.units.token_of(unit)
        self._workspace.set_hovered(-1 if subject is None else subject.reading.token_of(record))
