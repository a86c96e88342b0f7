"""A small mark on a view: how exactly its numbers are those of the network, and one reload where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gpt_studio.protocol.looking import Check

from .style import restyle
from .workspace import Workspace

EXACT = "float32"


class CheckBadge(QWidget):
    """`exact to 2e-7`, or `differs by 3e-3 (int4)` with a button that loads the model in float32.

    Hidden while there is nothing to say. The worst check is the one that is named; the tooltip has them all.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._checks: tuple[Check, ...] = ()
        self.mark, self.reload = QLabel(self), QPushButton(self)
        self.reload.setProperty("kind", "link")
        self.reload.clicked.connect(self._on_reload)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.mark)
        layout.addWidget(self.reload)
        workspace.loading_changed.connect(self._on_loading)
        self._show()

    def show_checks(self, checks: Sequence[Check]) -> None:
        """The checks that were made on the numbers of the view; () hides the badge."""
        self._checks = tuple(checks)
        self._show()

    def _show(self) -> None:
        loading = self._workspace.loading
        self.reload.setText(self.tr("Loading in float32…") if loading else self.tr("Reload in float32"))
        self.setVisible(bool(self._checks))
        if not self._checks:
            return
        worst = max(self._checks, key=_excess)
        model = self._workspace.model
        precision = "" if model is None else model.info.dtype
        if worst.holds:
            error = max(check.error for check in self._checks)
            told = self.tr("exact to {error}").format(error=short(error)) if error else self.tr("exact")
            text = "✓ " + told
        else:
            text = self.tr("differs by {error} ({precision})").format(error=short(worst.error), precision=precision)
        self.mark.setText(text)
        restyle(self.mark, role="muted" if worst.holds else "warning")
        self.mark.setToolTip("\n".join(self._told(check) for check in self._checks))
        # In float32 there is nothing more exact to load.
        self.reload.setVisible(not worst.holds and model is not None and precision != EXACT)
        self.reload.setEnabled(not loading)
        self.reload.setToolTip(
            self.tr("Loads the same model in float32, so that these numbers are exact. It needs more memory.")
        )

    def _told(self, check: Check) -> str:
        meaning = {
            "heads": self.tr("What the heads write adds up to the attention's output"),
            "logit": self.tr("The parts add up to the logit"),
            "rows": self.tr("The row shown is the row that the network used"),
            "output": self.tr("The last row is the model's own output"),
        }.get(check.name, check.name)
        return self.tr("{meaning}: largest relative error {error}, tolerated {bound}").format(
            meaning=meaning, error=short(check.error), bound=short(check.bound)
        )

    def _on_reload(self) -> None:
        model = self._workspace.model
        if model is not None and not self._workspace.loading:
            self._workspace.ask_to_load(replace(model.key, dtype=EXACT))

    def _on_loading(self, _loading: bool) -> None:
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)


def short(error: float) -> str:
    """`2e-7`, `0`, `3e-3`, `0.2`."""
    if not error:
        return "0"
    if error >= 0.01:
        return f"{error:.2g}"
    mantissa, exponent = f"{error:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def _excess(check: Check) -> float:
    """By how much of its bound a check is off."""
    return check.error / check.bound if check.bound else float(check.error > 0) * 1e30
