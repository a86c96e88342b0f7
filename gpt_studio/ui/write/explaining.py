"""What the samplers in force did to the pinned token: asked of the engine, from the logits that it keeps."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.commands import Explain
from gpt_studio.protocol.effects import Explanation
from gpt_studio.protocol.events import Explained, JobFailed, ModelLoaded
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

from .draw_settings import DrawSettings
from .drawn_with import random_numbers
from .switched_at import switched_at
from .throttle import Throttle


class Explaining(QObject):
    """Keeps `explanation` true for the pinned token under the present settings; None until it is known.

    `needs_pass`: the logits are not held, so the text before the token has to be read once more.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, workspace: Workspace, settings: DrawSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._settings = settings
        self.explanation: Explanation | None = None
        self.needs_pass = False
        self.reading = False  # the pass that was asked for is under way
        self._record: TokenRecord | None = None
        self._row: int | None = None  # where the engine keeps its logits
        self._job = 0
        self._asked: tuple[object, ...] = ()
        self._throttle = Throttle(self)
        self._throttle.due.connect(self._ask)
        workspace.pinned_changed.connect(self._on_token_changed)
        workspace.text_changed.connect(self._on_token_changed)
        workspace.model_changed.connect(self._on_model_changed)
        settings.changed.connect(self._throttle.ask)
        bridge.explained.connect(self._on_explained)
        bridge.job_failed.connect(self._on_job_failed)

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come, for the first time for this token."""
        return self._job != 0 and self.explanation is None and not self.needs_pass

    def read_again(self) -> None:
        """Make the pass over the text before the token."""
        model = self._workspace.model
        if model is not None and self._record is not None and not self.reading:
            self.reading = self._send(model, forward=True)
            self.changed.emit()

    # -- inside -------------------------------------------------------------------------------------------------

    def _on_token_changed(self, _index: int = -1) -> None:
        tokens, pinned = self._workspace.document.tokens(), self._workspace.pinned
        record = tokens[pinned].record if 0 <= pinned < len(tokens) else None
        if record is not self._record:
            self._forget(record)
        if record is not None:
            self._throttle.ask()

    def _on_model_changed(self, _model: object) -> None:
        self._forget(self._record)
        self._throttle.ask()

    def _forget(self, record: TokenRecord | None) -> None:
        self._record, self._row = record, None if record is None else record.logits
        self.explanation, self.needs_pass, self.reading = None, False, False
        self._job, self._asked = 0, ()
        self.changed.emit()

    def _ask(self) -> None:
        model = self._workspace.model
        if model is None or self._record is None or self.reading:
            return
        asked = (self._record.id, self._row, model.key, self._settings.sampling, self._settings.alternatives)
        if asked == self._asked:
            return
        if self._row is None:
            self.needs_pass = self._command(model, forward=False) is not None
            self.explanation = None
            self.changed.emit()
        elif self._send(model, forward=False):
            self._asked = asked

    def _send(self, model: ModelLoaded, *, forward: bool) -> bool:
        command = self._command(model, forward=forward)
        if command is not None:
            self._job = self._bridge.send(command)
        return command is not None

    def _command(self, model: ModelLoaded, *, forward: bool) -> Explain | None:
        """None for a token that nothing precedes, and while text before it is not yet cut into tokens."""
        document, pinned = self._workspace.document, self._workspace.pinned
        tokens = document.tokens()
        if self._record is None or not 0 <= pinned < len(tokens) or not document.is_scored():
            return None
        token = tokens[pinned]
        ids = tuple(t.record.id for t in tokens[:pinned] if t.node)  # what the tokenizer puts in front has no node
        if not pinned or not token.node:
            return None
        numbers = random_numbers(document.node(token.node).settings) if token.drawn else None
        seed, member = numbers or (self._settings.seed, 0)
        switches, over = switched_at(self._workspace, pinned)
        return Explain(
            job=self._bridge.next_job(),
            key=model.key,
            parts=(ids,) if ids else (),
            token=token.record.id,
            sampling=self._settings.sampling,
            seed=seed,
            member=member,
            mu=token.record.mu,
            logits=self._row,
            forward=forward,
            top=self._settings.alternatives,
            switches=switches,
            over=over,
        )

    def _on_explained(self, event: Explained) -> None:
        if event.job != self._job:
            return
        self.reading = False
        self.explanation = event.explanation
        self.needs_pass = event.explanation is None
        self._row = event.logits
        self.changed.emit()
        if self.explanation is not None:  # the settings may have gone on while the text was read
            self._throttle.ask()

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job == self._job:
            self._job, self.reading = 0, False
            self.changed.emit()
