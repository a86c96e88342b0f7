"""All heads beside the map: their small pictures, their numbers, and by which of these they are placed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject

from .gallery import Head
from .head_source import HeadSource
from .heads_layout import HeadsLayout
from .labels import share
from .order_choice import BOX, PLACE
from .shown import Box
from .statistics_form import number_text
from .subject import Subject


class HeadPlacing(QObject):
    """Keeps the navigator and the form of numbers of a page as its source has them."""

    def __init__(self, page: HeadsLayout, source: HeadSource) -> None:
        super().__init__(page)
        self._page, self._gallery, self._source = page, source.gallery, source
        self._gallery.changed.connect(self._on_picture)
        self._gallery.finished.connect(self.place)
        page.order.chosen.connect(self.place)

    def show_all(self) -> None:
        """The pictures that are known, and no others."""
        self._page.navigator.set_known(self._gallery.pictures)

    def show_numbers(self) -> None:
        """The numbers of the chosen head."""
        self._page.statistics.show_statistics(self._gallery.statistics.get(self._chosen()))

    def place(self, _by: str = "") -> None:
        """Place all heads by what was chosen, and say their number."""
        by, navigator = self._page.order.by, self._page.navigator
        if by == PLACE:
            navigator.set_order(None)
            return
        ranked = self._gallery.ranked(by, navigator.heads())
        navigator.set_order([head for head, _ in ranked], {head: self._said(by, number) for head, number in ranked})

    def show_box(self, box: Box | None, subject: Subject | None) -> None:
        """A box is drawn in units of a subject; heads are ranked by what they have in it, in tokens."""
        self._source.set_box(None if box is None or subject is None else subject.tokens_of(box))
        self._page.order.set_boxed(boxed=box is not None)
        self.place()

    def _on_picture(self, layer: int, head: int) -> None:
        self._page.navigator.show_head((layer, head), self._gallery.pictures[layer, head])
        if (layer, head) == self._chosen():
            self.show_numbers()

    def _said(self, by: str, number: float) -> str:
        if by == BOX:
            text = QCoreApplication.translate("HeadsPage", "{share} of the attention of the box's rows")
            return text.format(share=share(number))
        return f"{self._page.order.currentText()}: {number_text(by, number)}"

    def _chosen(self) -> Head:
        return self._page.chooser.layer, self._page.chooser.head
