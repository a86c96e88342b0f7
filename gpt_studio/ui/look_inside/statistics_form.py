"""A head in numbers, each with what it means."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from gpt_studio.protocol.attention import STATISTICS, HeadStatistics

from .labels import share

NOTHING = "–"


class StatisticsForm(QWidget):
    """Names on the left, numbers with their units on the right; every name explains itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = [QLabel(self) for _ in STATISTICS]
        self._values = [QLabel(NOTHING, self) for _ in STATISTICS]
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        layout.setVerticalSpacing(3)
        layout.setHorizontalSpacing(10)
        for name, value in zip(self._names, self._values, strict=True):
            name.setProperty("role", "muted")
            name.setBuddy(value)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addRow(name, value)
        self._retranslate()

    def show_statistics(self, found: HeadStatistics | None) -> None:
        """The numbers of one head; None shows dashes."""
        for value, key in zip(self._values, STATISTICS, strict=True):
            value.setText(NOTHING if found is None else number_text(key, getattr(found, key)))

    def texts(self) -> list[str]:
        """What stands on the right, from top to bottom."""
        return [value.text() for value in self._values]

    def _retranslate(self) -> None:
        known, meant = titles(), tips()
        for name, value, key in zip(self._names, self._values, STATISTICS, strict=True):
            name.setText(known[key])
            for label in (name, value):
                label.setToolTip(meant[key])
            value.setAccessibleName(known[key])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def number_text(key: str, value: float | None) -> str:
    """One of the numbers with its unit."""
    if value is None:
        return NOTHING
    if key == "entropy":
        return QCoreApplication.translate("StatisticsForm", "{number} of 1").format(number=f"{value:.2f}")
    if key in ("effective_tokens", "distance"):
        return QCoreApplication.translate("StatisticsForm", "{number} tokens").format(number=f"{value:.1f}")
    return share(value)


def titles() -> dict[str, str]:
    """The numbers' names, by the fields of HeadStatistics."""
    return {
        "entropy": QCoreApplication.translate("StatisticsForm", "Entropy"),
        "effective_tokens": QCoreApplication.translate("StatisticsForm", "Effective"),
        "sink": QCoreApplication.translate("StatisticsForm", "First token"),
        "previous": QCoreApplication.translate("StatisticsForm", "Previous"),
        "own": QCoreApplication.translate("StatisticsForm", "Itself"),
        "distance": QCoreApplication.translate("StatisticsForm", "Distance"),
        "induction": QCoreApplication.translate("StatisticsForm", "Induction"),
        "duplicate": QCoreApplication.translate("StatisticsForm", "Duplicate"),
    }


def tips() -> dict[str, str]:
    """What the numbers mean, with formula and paper."""
    return {
        "entropy": QCoreApplication.translate(
            "StatisticsForm",
            "How evenly the head looks around: 0 when each token looks at one other, 1 when at all alike. "
            "Mean over the rows i ≥ 1 of H / ln(i + 1), H = −Σ A ln A.",
        ),
        "effective_tokens": QCoreApplication.translate(
            "StatisticsForm",
            "How many tokens a row looks at, in effect: mean over the rows i ≥ 1 of exp(H), H = −Σ A ln A.",
        ),
        "sink": QCoreApplication.translate(
            "StatisticsForm",
            "The share that rests on the first token, the attention sink: mean over the rows i ≥ 1 of A(i, 0). "
            "Xiao et al. 2023, arXiv 2309.17453.",
        ),
        "previous": QCoreApplication.translate(
            "StatisticsForm", "The share that goes to the token before: mean over the rows i ≥ 1 of A(i, i − 1)."
        ),
        "own": QCoreApplication.translate(
            "StatisticsForm", "The share that stays with the token itself: mean over all rows of A(i, i)."
        ),
        "distance": QCoreApplication.translate(
            "StatisticsForm", "How far back the head looks: mean over all rows of Σ A(i, j) · (i − j)."
        ),
        "induction": QCoreApplication.translate(
            "StatisticsForm",
            "Of a token that came before, the share that falls on what followed it then: mean over such i of Σ A(i, j) "
            "over the j whose token before is the same. Olsson et al. 2022, arXiv 2209.11895.",
        ),
        "duplicate": QCoreApplication.translate(
            "StatisticsForm",
            "Of a token that came before, the share that falls on its earlier copies: mean over such i of Σ A(i, j) "
            "over the j < i with the same token. Wang et al. 2022, arXiv 2211.00593.",
        ),
    }
