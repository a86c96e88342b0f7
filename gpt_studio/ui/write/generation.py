"""Generating: what Ctrl+Enter, Esc, another version and a clicked alternative do.

An edit while the model writes stops it: what was written stays, what would still have come is not wanted.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.effects import Candidate
from gpt_studio.protocol.events import (
    GenerationDone,
    JobFailed,
    ModelLoaded,
    Progress,
    PromptRead,
    TokensArrived,
)
from gpt_studio.store.conversation import is_frame, stops_of
from gpt_studio.store.document import State
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.model_loader import model_name
from gpt_studio.ui.token_text import pace
from gpt_studio.ui.workspace import Workspace

from .alternative_record import record_of
from .draw_settings import DrawSettings
from .drawn_with import described, random_numbers, switched
from .job_spans import JobSpans, next_member
from .mirostat_bound import bound_behind, left_to_begin
from .retuning import Retuning
from .undo import Undo

UNSEEN_MS = 100  # from tokens of a version that is not on screen to their being told


class Generation(QObject):
    """One generation at a time, at the end of the text."""

    reported = Signal(str)  # one line for the status: reading, writing, why it stopped
    refused = Signal(object)  # JobFailed
    stop_asked = Signal()

    def __init__(
        self, bridge: Bridge, workspace: Workspace, settings: DrawSettings, undo: Undo, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._settings = settings
        self._undo = undo
        self._job = 0
        self._spans: JobSpans | None = None
        self._chosen = -1  # the node of a chosen alternative whose bytes the engine has yet to tell
        self._before: State | None = None  # the version to come back to when no token is drawn
        self._count = 0
        self._first_s = 0.0
        self._retuning = Retuning(bridge, workspace, settings, self)
        self._unseen = QTimer(self)
        self._unseen.setSingleShot(True)
        self._unseen.setInterval(UNSEEN_MS)
        self._unseen.timeout.connect(workspace.touch_text)
        bridge.prompt_read.connect(self._on_prompt_read)
        bridge.progressed.connect(self._on_progressed)
        bridge.tokens_arrived.connect(self._on_tokens_arrived)
        bridge.generation_done.connect(self._on_generation_done)
        bridge.job_failed.connect(self._on_job_failed)

    # -- commands -----------------------------------------------------------------------------------------------

    def generate(self) -> None:
        """Go on from the end of the text."""
        model = self._ready()
        if model is not None:
            self._note()
            self._write(model, self._settings.new_seed())

    def go_on(self) -> None:
        """The same, as part of a step that was noted for Undo already."""
        model = self._ready()
        if model is not None:
            document, seed = self._workspace.document, self._settings.new_seed()
            self._before = document.state()
            self._write(model, seed, (next_member(document, seed),))

    def generate_healed(self) -> None:
        """Go on from the end of the text without its last blanks; what is drawn then begins with them."""
        model, document = self._ready(), self._workspace.document
        text = document.text()
        kept = text.rstrip(" \t")
        if model is None or not kept or kept == text:
            return
        self._note()
        document.edit(len(kept), len(text) - len(kept), "")
        self._write(model, self._settings.new_seed(), begin=text[len(kept) :])

    def another_version(self) -> None:
        """Write the last span once more: with a new seed, or as the next member where the seed is locked."""
        model, document = self._ready(), self._workspace.document
        if model is None:
            return
        last = document.node(document.current)
        if not last.drawn or is_frame(last):
            self.generate()
            return
        if self._all_alike():
            return
        seed = self._settings.new_seed()
        self._note()
        document.restore(replace(document.state(), node=last.parent or 0, typed=None))
        begin = last.settings.get("begin", "")
        member = next_member(document, seed)
        self._write(model, seed, (member,), begin if isinstance(begin, str) else "")

    def write_several(self, count: int) -> None:
        """Go on from the end of the text in `count` versions at once, as one batch."""
        model = self._ready()
        if model is None or self._all_alike():
            return
        self._note()
        seed = self._settings.new_seed()
        first = next_member(self._workspace.document, seed)
        self._write(model, seed, tuple(range(first, first + count)))

    def choose(self, index: int, alternative: Candidate) -> None:
        """A new version with `alternative` in the place of token `index`; the model goes on from it."""
        self._let_go()
        model, document = self._ready(), self._workspace.document
        if model is None or not 0 <= index < len(document.tokens()):
            return
        self._note()
        seed = self._settings.new_seed()
        record = record_of(alternative, document.tokens()[index].record)
        self._chosen = document.choose(index, record, self._describe(model, seed, member=0))
        self._before = None
        self._write(model, seed)

    def write_anew(self, index: int) -> None:
        """A new version from drawn token `index` on: under the present settings, with the same random numbers."""
        self._let_go()
        model, document = self._ready(), self._workspace.document
        if model is None or not 0 <= index < len(document.tokens()):
            return
        numbers = random_numbers(document.node(document.tokens()[index].node).settings)
        if numbers is None:
            return
        self._note()
        begin = left_to_begin(document, index)
        document.cut_before(index)
        seed, member = numbers
        self._write(model, seed, (member,), begin)

    def stop(self) -> None:
        """End the generation within one token; what was written stays."""
        if self._job:
            self._bridge.cancel(self._job)
            self.reported.emit(self.tr("Stopping…"))
        self.stop_asked.emit()

    def stop_for_edit(self) -> None:
        """The text was changed by hand: the generation ends, and what still comes of it is dropped."""
        if self._job:
            self._let_go()
            self.reported.emit(self.tr("Stopped: the text was edited"))

    # -- inside -------------------------------------------------------------------------------------------------

    def _ready(self) -> ModelLoaded | None:
        QGuiApplication.inputMethod().commit()  # what is composed stands in the text first
        return None if self._workspace.busy or self._workspace.composing else self._workspace.model

    def _all_alike(self) -> bool:
        """Whether another version would be the same text; says so."""
        alike = self._settings.sampling.temperature == 0
        if alike:
            self.reported.emit(self.tr("At temperature 0 every version is the same text"))
        return alike

    def _note(self) -> None:
        document = self._workspace.document
        self._undo.note(document, len(document.text()))
        self._before = document.state()

    def _write(self, model: ModelLoaded, seed: int, members: tuple[int, ...] = (0,), begin: str = "") -> None:
        document, settings = self._workspace.document, self._settings
        command = Generate(
            job=self._bridge.next_job(),
            key=model.key,
            parts=document.parts(),
            sampling=settings.sampling,
            seed=seed,
            members=members,
            max_tokens=settings.max_tokens,
            stop=self._stop(),
            on_full=settings.on_full,
            top=settings.alternatives,
            mu=bound_behind(document, len(document.tokens()), settings.sampling),
            begin=begin,
            switches=self._workspace.switches_in_text,
            shown=self._workspace.shown_layers,
        )
        more = {"begin": begin} if begin else {}
        self._spans = JobSpans(document, {m: self._describe(model, seed, m) | more for m in members})
        self._job, self._count, self._first_s = command.job, 0, 0.0
        self._retuning.begin(command.job, self._spans, settings.sampling)
        self._workspace.writing = command.job
        self._workspace.set_busy(True)
        self._workspace.touch_text()
        self.reported.emit(self.tr("Reading the prompt…"))
        self._bridge.send(command)
        self._bridge.expect_first_token()

    def _describe(self, model: ModelLoaded, seed: int, member: int) -> dict[str, Any]:
        """The settings of a span, as they are kept with it."""
        return {
            "model": model_name(model),
            "seed": seed,
            "member": member,
            **described(self._settings.sampling),
            "max_tokens": self._settings.max_tokens,
            "stop": list(self._stop()),
            "on_full": self._settings.on_full,
            **switched(self._workspace.switches_in_text),
        }

    def _stop(self) -> tuple[str, ...]:
        """The stop strings that were set, and those that end the model's turn in a conversation."""
        return tuple(dict.fromkeys((*self._settings.stop, *stops_of(self._workspace.document))))

    def _let_go(self) -> None:
        if not self._job:
            return
        self._bridge.cancel(self._job)
        self._end("cancelled")

    def _end(self, reason: str) -> None:
        if self._spans is not None:
            self._spans.end(reason, self._before)
        self._job, self._spans, self._chosen = 0, None, -1
        self._retuning.end()
        self._unseen.stop()
        self._workspace.writing = 0
        self._workspace.set_busy(False)
        self._workspace.touch_text()

    # -- what the engine says -----------------------------------------------------------------------------------

    def _on_prompt_read(self, event: PromptRead) -> None:
        if event.job != self._job:
            return
        document = self._workspace.document
        if self._chosen >= 0 and event.records:
            known = document.node(self._chosen).records[0]
            said = event.records[-1]
            document.amend(self._chosen, 0, replace(known, text=said.text, bytes=said.bytes))
            self._chosen = -1
        document.set_scores(event.records, measured=False)
        self._retuning.read(len(event.records))
        self._workspace.touch_text()

    def _on_progressed(self, event: Progress) -> None:
        if event.job == self._job and event.total and not self._count:
            share = round(100 * event.done / event.total)
            self.reported.emit(self.tr("Reading the prompt… {share} %").format(share=share))

    def _on_tokens_arrived(self, event: TokensArrived) -> None:
        if event.job != self._job or self._spans is None:
            return
        now = time.perf_counter()
        self._first_s = self._first_s or now
        self._count += len(event.records)
        if self._spans.extend(event.member, event.records):
            self._workspace.touch_text()
        elif not self._unseen.isActive():
            self._unseen.start()
        written = self.tr("Writing… %n token(s)", "", self._count)
        if now - self._first_s > 0.5:
            rate = (self._count - 1) / (now - self._first_s)
            written += " · " + self.tr("{rate} tokens/s").format(rate=pace(rate))
        self.reported.emit(written)

    def _on_generation_done(self, event: GenerationDone) -> None:
        if event.job != self._job or self._spans is None:
            return
        self._spans.finish(event.member, event.stop_reason, event.stop_detail, event.stats)
        if self._spans.running:
            self._unseen.start()
            return
        count, seed = self._spans.count, self._workspace.document.node(self._spans.first).settings.get("seed")
        self._end(event.stop_reason)
        several = count > 1 and event.stop_reason != "cancelled"
        said = [self.tr("%n version(s) written", "", count) if several else self._why(event)]
        if event.stats.decode_tok_s is not None:
            said.append(self.tr("{rate} tokens/s").format(rate=pace(event.stats.decode_tok_s)))
        if event.stats.ttft_s is not None:
            said.append(self.tr("first token after {time} ms").format(time=f"{1000 * event.stats.ttft_s:,.0f}"))
        said.append(self.tr("seed {seed}").format(seed=seed))
        self.reported.emit(" · ".join(said))

    def _why(self, event: GenerationDone) -> str:
        match event.stop_reason:
            case "eos":
                return self.tr("Stopped: the model ended the text")
            case "stop_string":
                return self.tr("Stopped: stop string {text}").format(text=repr(event.stop_detail))
            case "max_tokens":
                return self.tr("Stopped: %n token(s) written", "", self._count)
            case "context_full":
                return self.tr("Stopped: the context is full")
            case "cancelled":
                return self.tr("Stopped by you after %n token(s)", "", self._count)
            case other:
                return other

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job == self._job:
            self._end("failed")
            self.reported.emit(self.tr("Stopped by an error"))
            self.refused.emit(event)
