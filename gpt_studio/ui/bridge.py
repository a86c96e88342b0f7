"""The window's only way to the engine: commands go out, events come in, once a tick, on the GUI thread."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gpt_studio.protocol import events as ev
from gpt_studio.protocol import looking
from gpt_studio.protocol.commands import Command
from gpt_studio.protocol.datasets import DataPreviewed, SampleDataMade
from gpt_studio.protocol.heads_over import HeadsFound
from gpt_studio.protocol.host import Host

TICK_MS = 33
# While an answer's first token is awaited the outbox is looked at more often, so that it is shown at once.
EAGER_MS = 5


class Bridge(QObject):
    """Drains the host's outbox every 33 ms and emits one signal for each event, in the order of the outbox."""

    progressed = Signal(object)
    model_loaded = Signal(object)
    model_unloaded = Signal(object)
    model_described = Signal(object)
    facts_read = Signal(object)
    exported = Signal(object)
    prompt_read = Signal(object)
    tokens_arrived = Signal(object)
    generation_done = Signal(object)
    text_scored = Signal(object)
    attention_ready = Signal(object)
    explained = Signal(object)
    replayed = Signal(object)
    retuned = Signal(object)
    tokenised = Signal(object)
    compared = Signal(object)
    chat_rendered = Signal(object)
    data_previewed = Signal(object)
    sample_data_made = Signal(object)
    lens_ready = Signal(object)
    attributed = Signal(object)
    calculated = Signal(object)
    ablated = Signal(object)
    swept = Signal(object)
    showing = Signal(object)
    rows_arrived = Signal(object)
    heads_found = Signal(object)
    job_failed = Signal(object)
    job_cancelled = Signal(object)
    engine_stopped = Signal(object)

    def __init__(self, host: Host, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._numbers = itertools.count(1)
        self._eager = False
        self._signals: dict[type[ev.Event], Callable[[ev.Event], None]] = {
            ev.Progress: self.progressed.emit,
            ev.ModelLoaded: self.model_loaded.emit,
            ev.ModelUnloaded: self.model_unloaded.emit,
            ev.ModelDescribed: self.model_described.emit,
            ev.FactsRead: self.facts_read.emit,
            ev.Exported: self.exported.emit,
            ev.PromptRead: self.prompt_read.emit,
            ev.TokensArrived: self.tokens_arrived.emit,
            ev.GenerationDone: self.generation_done.emit,
            ev.TextScored: self.text_scored.emit,
            ev.AttentionReady: self.attention_ready.emit,
            ev.Explained: self.explained.emit,
            ev.Replayed: self.replayed.emit,
            ev.Retuned: self.retuned.emit,
            ev.Tokenised: self.tokenised.emit,
            ev.Compared: self.compared.emit,
            ev.ChatRendered: self.chat_rendered.emit,
            DataPreviewed: self.data_previewed.emit,
            SampleDataMade: self.sample_data_made.emit,
            looking.LensReady: self.lens_ready.emit,
            looking.Attributed: self.attributed.emit,
            looking.Calculated: self.calculated.emit,
            looking.Ablated: self.ablated.emit,
            looking.Swept: self.swept.emit,
            looking.Showing: self.showing.emit,
            looking.RowsArrived: self.rows_arrived.emit,
            HeadsFound: self.heads_found.emit,
            ev.JobFailed: self.job_failed.emit,
            ev.JobCancelled: self.job_cancelled.emit,
            ev.EngineStopped: self.engine_stopped.emit,
        }
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.drain)
        self._timer.start()

    def next_job(self) -> int:
        """A number that no job of this window has had."""
        return next(self._numbers)

    def send(self, command: Command) -> int:
        """Give a command to the engine; returns its job."""
        self._host.send(command)
        return command.job

    def cancel(self, job: int) -> None:
        """End a job at its next check, wherever it is."""
        self._host.cancel(job)

    def expect_first_token(self) -> None:
        """Look for events more often until the next token arrives."""
        self._eager = True
        self._timer.setInterval(EAGER_MS)

    def drain(self) -> None:
        """Emit everything that the engine has said since the last tick."""
        for event in self._host.poll():
            if self._eager and isinstance(event, ev.TokensArrived | ev.GenerationDone | ev.JobFailed):
                self._eager = False
                self._timer.setInterval(TICK_MS)
            self._signals[type(event)](event)

    def close(self, timeout_s: float = 5.0) -> bool:
        """Stop listening, then stop the engine. False when it did not end in time."""
        self._timer.stop()
        return self._host.stop(timeout_s)
