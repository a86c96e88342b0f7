"""Against which token another is explained: nothing, or one of those that it could have been."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.token_text import visible


class FoilChoice(QComboBox):
    """Offers the alternatives of a record."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[int, str] | None = None  # of a saved view, until its token is there
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def chosen(self) -> int | None:
        """The id of the foil; None for none."""
        found = self.currentData()
        return found if isinstance(found, int) else None

    def want(self, foil: int | None, text: str) -> None:
        """Choose this foil with the next token, whether or not it is an alternative of it."""
        self._wanted = None if foil is None else (foil, text)

    def offer(self, record: TokenRecord | None, chosen: int | None) -> None:
        """The alternatives of a record, with one of them chosen; nothing is said."""
        with QSignalBlocker(self):
            self.clear()
            self.addItem(QCoreApplication.translate("Why", "nothing: its logit alone"), None)
            for alternative in () if record is None else record.top:
                if record is not None and alternative.id != record.id:
                    self.addItem(visible(alternative.text) or f"⟨{alternative.id}⟩", alternative.id)
            if record is not None and self._wanted is not None:
                (chosen, text), self._wanted = self._wanted, None
                if self.findData(chosen) < 0:
                    self.addItem(text, chosen)
            self.setCurrentIndex(max(self.findData(chosen), 0) if chosen is not None else 0)
