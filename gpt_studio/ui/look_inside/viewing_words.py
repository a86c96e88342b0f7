"""What a viewing does, in words, for the page and for saved pictures."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from .viewing import Viewing


def viewing_note(viewing: Viewing, heads: tuple[int, ...] = ()) -> str:
    """One line where a map is not simply what one head weighed; '' where it is. `heads` are those averaged."""
    said = list[str]()
    if len(heads) > 1:
        text = QCoreApplication.translate("Viewing", "mean of the heads {heads}")
        said.append(text.format(heads=", ".join(map(str, heads))))
    if viewing.value_weighted:
        said.append(QCoreApplication.translate("Viewing", "weighed by what is brought, ‖A · v W_O‖"))
    if viewing.renormalises:
        said.append(QCoreApplication.translate("Viewing", "each row shared out over what is not left out"))
    elif viewing.left_out != "nothing":
        said.append(QCoreApplication.translate("Viewing", "colours without what is left out; numbers unchanged"))
    text = " · ".join(said)
    return text[:1].upper() + text[1:]
