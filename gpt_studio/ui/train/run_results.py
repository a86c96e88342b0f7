"""What a run has brought so far: its checkpoints, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from gpt_studio.protocol.training import TrainParams
from gpt_studio.store import runs
from gpt_studio.ui.style import restyle

from .choice import Choice
from .following import FollowedRun
from .labels import count_text


class RunResults(QWidget):
    """The best, the last and what else was kept, to choose from, and a button that loads the chosen one."""

    use_asked = Signal(str)  # a checkpoint's folder

    def __init__(self, run: FollowedRun, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self.which, self.use = Choice(self), QPushButton(self)
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.use.clicked.connect(self._on_use)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.which)
        row.addWidget(self.use)
        self._retranslate()

    def chosen(self) -> str:
        """The folder of the chosen checkpoint, empty while there is none."""
        which = self.which.currentData()
        place = self._run.result(which if which in ("best", "last") else "best")
        if place is None:
            return ""
        return str(place.with_name(which) if which in self._run.checkpoints else place)

    def refresh(self) -> None:
        """Show what is there by now."""
        offered = self._offered()
        self.setVisible(bool(offered))
        self.which.setVisible(len({name for _, name in offered}) > 1)
        self._fill(offered)
        kind = "" if self._run.going else "primary"
        if self.use.property("kind") != kind:
            restyle(self.use, kind=kind)
        self._show_use()

    def _offered(self) -> list[tuple[str, str]]:
        """What each row stands for, and the checkpoint that this is now."""
        named = [(which, place.name) for which in ("best", "last") if (place := self._run.result(which))]
        others = [name for name in reversed(self._run.checkpoints) if name not in {name for _, name in named}]
        return [*named, *((name, name) for name in others)]

    def _fill(self, offered: Sequence[tuple[str, str]]) -> None:
        """The chosen row stays chosen while it is there."""
        if [self.which.itemData(row) for row in range(self.which.count())] != [which for which, _ in offered]:
            before = self.which.currentData()
            self.which.clear()
            for which, _ in offered:
                self.which.addItem("", which)
            self.which.setCurrentIndex(max(0, self.which.findData(before)))
        texts = {"best": self.tr("Best: step {step}"), "last": self.tr("Last: step {step}")}
        for row, (which, name) in enumerate(offered):
            step = count_text(runs.checkpoint_step(name))
            self.which.setItemText(row, texts.get(which, self.tr("Step {step}")).format(step=step))

    def _show_use(self) -> None:
        if not self._run.going:
            self.use.setText(self.tr("Use the result"))
            self.use.setToolTip(self.tr("Loads the checkpoint, to write with it and to look inside."))
            return
        self.use.setText(self.tr("Try this checkpoint"))
        tip = self.tr("Loads it to write with while the run goes on, which leaves {share} to the text that is written.")
        self.use.setToolTip(tip.format(share=self.share_text()))

    def share_text(self) -> str:
        """What training leaves to text that is written meanwhile."""
        share = self._run.settings.get("yield_share", TrainParams.yield_share)
        if share == 0.5:
            return self.tr("half of its time")
        return self.tr("{percent} % of its time").format(percent=f"{100 * float(share):.0f}")

    def _on_use(self) -> None:
        if self.chosen():
            self.use_asked.emit(self.chosen())

    def _retranslate(self) -> None:
        self.which.setAccessibleName(self.tr("Which checkpoint"))
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
