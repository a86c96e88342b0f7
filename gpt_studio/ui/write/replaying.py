"""Other samplers on finished text: which token would have fallen differently, from kept logits, without the model."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.commands import DrawnToken, Replay
from gpt_studio.protocol.events import ModelLoaded, Replayed
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.store.spans import DrawnRun
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.token_text import visible, visible_token
from gpt_studio.ui.workspace import Divergence, Workspace

from .draw_settings import DrawSettings
from .drawn_with import random_numbers, sampling_at
from .throttle import Throttle


@dataclass(frozen=True)
class _Target:
    """The last drawn span on screen: its random numbers, its samplers, its drawn tokens by their index."""

    node: int
    seed: int
    member: int
    sampling: SamplingParams
    drawn: dict[int, TokenRecord]


class Replaying(QObject):
    """Sets `workspace.divergence` while the settings are not those with which the last span was drawn."""

    told = Signal(str, bool)  # a line about the replay, '' under the span's own settings; whether a token differs

    def __init__(
        self, bridge: Bridge, workspace: Workspace, settings: DrawSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._settings = settings
        self._job = 0
        self._target: _Target | None = None
        self._asked: tuple[object, ...] = ()
        self._prepared = -1
        self._throttle = Throttle(self)
        self._throttle.due.connect(self._replay)
        settings.sampling_changed.connect(self._throttle.ask)
        workspace.text_changed.connect(self._on_text_changed)
        workspace.busy_changed.connect(self._on_busy_changed)
        workspace.model_changed.connect(self._on_text_changed)
        bridge.replayed.connect(self._on_replayed)

    def _on_text_changed(self, _model: object = None) -> None:
        if not self._workspace.busy:
            self._throttle.ask()

    def _on_busy_changed(self, busy: bool) -> None:
        if busy:
            self._rest()
        else:
            self._throttle.ask()

    def _replay(self) -> None:
        model, target = self._workspace.model, self._find()
        if model is None or target is None:
            self._rest()
            return
        if target.sampling == self._settings.sampling:
            self._rest()
            self._prepare(model, target)
            return
        asked = (id(self._workspace.document), target, self._settings.sampling, model.key)
        if asked != self._asked:
            self._asked, self._target = asked, target
            self._job = self._bridge.send(self._command(model, target, self._settings.sampling))

    def _prepare(self, model: ModelLoaded, target: _Target) -> None:
        """Unchanged settings change nothing, but the engine makes its rows ready while nobody waits for them."""
        if self._prepared != target.node and any(r.logits is not None for r in target.drawn.values()):
            self._prepared = target.node
            self._bridge.send(self._command(model, target, target.sampling))

    def _rest(self) -> None:
        """Nothing to tell: the text is what these settings write, or there is none."""
        self._job, self._asked, self._target = 0, (), None
        self._workspace.set_divergence(None)
        self.told.emit("", False)

    def _find(self) -> _Target | None:
        document = self._workspace.document
        if self._workspace.busy or not document.is_scored():
            return None
        run = next((run for run in reversed(document.runs()) if isinstance(run, DrawnRun)), None)
        if run is None:
            return None
        settings = document.node(run.node).settings
        numbers, sampling = random_numbers(settings), sampling_at(settings)
        drawn = {
            index: token.record
            for index, token in enumerate(document.tokens())
            if token.node == run.node and token.drawn and token.record.probability is not None
        }
        if numbers is None or sampling is None or not drawn:
            return None
        return _Target(run.node, *numbers, sampling, drawn)

    def _command(self, model: ModelLoaded, target: _Target, sampling: SamplingParams) -> Replay:
        tokens = self._workspace.document.tokens()[: max(target.drawn) + 1]
        return Replay(
            job=self._bridge.next_job(),
            key=model.key,
            parts=(tuple(t.record.id for t in tokens if t.node),),
            drawn=tuple(DrawnToken(r.id, r.position, r.logits) for r in target.drawn.values()),
            sampling=sampling,
            seed=target.seed,
            member=target.member,
        )

    def _on_replayed(self, event: Replayed) -> None:
        if event.job != self._job or self._target is None:
            return
        if event.first is None:
            self._workspace.set_divergence(None)
            line = self.tr("All %n token(s) would have fallen as they did.", "", len(self._target.drawn))
            self.told.emit(line, False)
            return
        index = list(self._target.drawn)[event.first]
        self._workspace.set_divergence(Divergence(index, event.id, event.text))
        self.told.emit(self._line(event, self._target.drawn[index]), event.id is not None)

    def _line(self, event: Replayed, record: TokenRecord) -> str:
        number = (event.first or 0) + 1
        if event.id is None and event.first:
            return self.tr("Unchanged up to token {number}; behind it the logits are no longer held.").format(
                number=number
            )
        if event.id is None:
            return self.tr("The logits of this text are no longer held: write it anew to compare.")
        return self.tr("From token {number} on another text: {new} instead of {old}.").format(
            number=number, new=visible(event.text), old=visible_token(record)
        )
