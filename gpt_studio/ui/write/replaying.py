"""Other samplers on finished text: which token would have fallen differently, from kept logits, without the model."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal

from gpt_studio.protocol.commands import DrawnToken, Replay
from gpt_studio.protocol.events import JobFailed, ModelLoaded, Replayed
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.store.spans import DrawnRun
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.token_text import quoted, visible, visible_token
from gpt_studio.ui.workspace import Divergence, Workspace

from .draw_settings import DrawSettings
from .drawn_with import random_numbers, sampling_at
from .mirostat_bound import bound_behind, left_to_begin
from .switched_at import switched_at
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
    pass_offered = Signal(bool)  # whether logits are missing that one pass over the text would bring

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
        self._answer: Replayed | None = None
        self._rows: dict[tuple[int, int], int] = {}  # (span, position): the row that a pass has brought
        self._passing = 0  # the job of that pass
        self._throttle = Throttle(self)
        self._throttle.due.connect(self._replay)
        settings.sampling_changed.connect(self._throttle.ask)
        workspace.text_changed.connect(self._on_text_changed)
        workspace.busy_changed.connect(self._on_busy_changed)
        workspace.model_changed.connect(self._on_model_changed)
        bridge.replayed.connect(self._on_replayed)
        bridge.job_failed.connect(self._on_job_failed)
        if parent is not None:
            parent.installEventFilter(self)

    def read_again(self) -> None:
        """Make one pass over the text for the logits that are not held, and replay."""
        model, target = self._workspace.model, self._target
        if model is not None and target is not None and not self._passing:
            self._job = self._passing = self._bridge.send(
                self._command(model, target, self._settings.sampling, forward=True)
            )
            self._asked = ()
            self.pass_offered.emit(False)
            self.told.emit(self.tr("Reading the text once more…"), False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange and self._answer is not None:
            self._tell(self._answer)
        return super().eventFilter(watched, event)

    def _on_model_changed(self, _model: object) -> None:
        self._rows = {}
        self._on_text_changed()

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
        if asked != self._asked and not self._passing:
            self._asked, self._target = asked, target
            self._job = self._bridge.send(self._command(model, target, self._settings.sampling))

    def _prepare(self, model: ModelLoaded, target: _Target) -> None:
        """Unchanged settings change nothing, but the engine makes its rows ready while nobody waits for them."""
        if self._prepared != target.node and any(r.logits is not None for r in target.drawn.values()):
            self._prepared = target.node
            self._bridge.send(self._command(model, target, target.sampling))

    def _rest(self) -> None:
        """Nothing to tell: the text is what these settings write, or there is none."""
        self._job, self._asked, self._target, self._answer, self._passing = 0, (), None, None, 0
        self._workspace.set_divergence(None)
        self.told.emit("", False)
        self.pass_offered.emit(False)

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

    def _command(
        self, model: ModelLoaded, target: _Target, sampling: SamplingParams, *, forward: bool = False
    ) -> Replay:
        document, first = self._workspace.document, min(target.drawn)
        tokens = document.tokens()[: max(target.drawn) + 1]
        switches, over = switched_at(self._workspace, first)
        return Replay(
            job=self._bridge.next_job(),
            key=model.key,
            parts=(tuple(t.record.id for t in tokens if t.node),),
            drawn=tuple(DrawnToken(r.id, r.position, self._row(target, r)) for r in target.drawn.values()),
            sampling=sampling,
            seed=target.seed,
            member=target.member,
            mu=bound_behind(document, first, sampling),
            begin=left_to_begin(document, first),
            forward=forward,
            switches=switches,
            over=over,
        )

    def _row(self, target: _Target, record: TokenRecord) -> int | None:
        return self._rows.get((target.node, record.position), record.logits)

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job == self._passing:
            self._rest()

    def _on_replayed(self, event: Replayed) -> None:
        if event.job != self._job or self._target is None:
            return
        self._keep_rows(event, self._target)
        self._answer = event
        index = -1 if event.first is None else list(self._target.drawn)[event.first]
        self._workspace.set_divergence(None if event.first is None else Divergence(index, event.id, event.text))
        self._tell(event)
        if self._passing:  # the settings may have gone on while the text was read
            self._passing = 0
            self._throttle.ask()

    def _keep_rows(self, event: Replayed, target: _Target) -> None:
        if event.logits:
            self._rows = {
                (target.node, record.position): number
                for record, number in zip(target.drawn.values(), event.logits, strict=True)
                if number is not None
            }

    def _tell(self, event: Replayed) -> None:
        """The line, in the language of now."""
        if self._target is None:
            return
        self.pass_offered.emit(not event.complete and not event.logits)
        if event.first is None:
            line = self.tr("All %n token(s) would have fallen as they did.", "", len(self._target.drawn))
            self.told.emit(line, False)
            return
        record = list(self._target.drawn.values())[event.first]
        self.told.emit(self._line(event, record), event.id is not None)

    def _line(self, event: Replayed, record: TokenRecord) -> str:
        number = (event.first or 0) + 1
        if event.id is None and event.first:
            return self.tr("Unchanged up to token {number}; behind it the logits are no longer held.").format(
                number=number
            )
        if event.id is None:
            return self.tr("The logits of this text are no longer held; it needs one pass.")
        return self.tr("From token {number} on another text: {new} instead of {old}.").format(
            number=number, new=quoted(visible(event.text)), old=quoted(visible_token(record))
        )
