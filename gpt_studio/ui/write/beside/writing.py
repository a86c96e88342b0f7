"""Writing on the right: from the prompt of the left's last span, with the same random numbers. One at a time."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.events import EngineStopped, GenerationDone, JobFailed, ModelLoaded, PromptRead, TokensArrived
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.protocol.switches import Switches
from gpt_studio.store.document import Document, Node, State
from gpt_studio.store.spans import STOP_STRING, parts_of, runs_of
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.model_loader import model_name
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.draw_settings import DrawSettings
from gpt_studio.ui.write.drawn_with import described, random_numbers, sampling_at, switched

from .choice import Choice
from .right_text import Written


class Writing(QObject):
    """`written` is the newest span of the right. `state` is what the engine does for it: '', waiting, writing."""

    changed = Signal()
    refused = Signal(object)  # JobFailed

    def __init__(
        self, bridge: Bridge, workspace: Workspace, settings: DrawSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._settings = settings
        self._job = 0
        self.state = ""
        self.written: Written | None = None
        bridge.prompt_read.connect(self._on_prompt_read)
        bridge.tokens_arrived.connect(self._on_tokens_arrived)
        bridge.generation_done.connect(self._on_generation_done)
        bridge.job_failed.connect(self._on_job_failed)
        bridge.engine_stopped.connect(self._on_engine_stopped)

    def write(self, model: ModelLoaded, choice: Choice, switches: Switches, *, same_tokens: bool) -> bool:
        """Write what `model` makes of the prompt of the left's last span. False where the text ends in none."""
        document = self._workspace.document
        node = last_span(document)
        if node is None:
            return False
        self.stop()
        path = document.path()[:-1]
        name = model_name(model)
        sampling, numbers = sampling_of(node, self._settings), random_numbers(node.settings)
        lost = 0 if same_tokens else len(sampling.logit_bias)
        sampling = choice.sampling(replace(sampling, logit_bias=()) if lost else sampling)
        seed, member = choice.numbers(*(numbers or (self._settings.seed, 0)))
        settings = self._described(node, name, sampling, seed, member) | switched(switches)
        command = Generate(
            job=self._bridge.next_job(),
            key=model.key,
            parts=parts_of(runs_of(path, document.model if same_tokens else name)),
            sampling=sampling,
            seed=seed,
            members=(member,),
            max_tokens=settings["max_tokens"],
            stop=tuple(settings["stop"]),
            on_full=settings["on_full"],
            top=self._settings.alternatives,
            begin=settings.get("begin", ""),
            switches=switches,
        )
        above = path[-1]
        before = State(above.id, None if above.drawn else above.typed)
        self.written = Written(document, before, "".join(n.text for n in path), settings, choice, model.key, lost=lost)
        self._job, self.state = command.job, "waiting"
        self._workspace.set_beside_busy(True)
        self._bridge.send(command)
        self.changed.emit()
        return True

    def stop(self) -> None:
        """End what is written, also while it waits in the queue; what was written stays."""
        if self._job:
            self._bridge.cancel(self._job)
            self._end("cancelled")

    def forget(self) -> None:
        """Show the document's own text again."""
        self.stop()
        self.written = None
        self.changed.emit()

    def _described(self, node: Node, name: str, sampling: SamplingParams, seed: int, member: int) -> dict[str, Any]:
        """The settings of the span: those of the left's, but for what is otherwise."""
        kept, window = node.settings, self._settings
        length = kept.get("max_tokens", window.max_tokens)
        if node.stop_reason == "cancelled":  # as much as the left has
            length = max(1, len(node.records))
        healed = {"begin": kept["begin"]} if isinstance(kept.get("begin"), str) else {}
        return {
            "model": name,
            "seed": seed,
            "member": member,
            **described(sampling),
            "max_tokens": length,
            "stop": list(kept.get("stop", window.stop)),
            "on_full": kept.get("on_full", window.on_full),
            **healed,
        }

    def _end(self, reason: str) -> None:
        self._job, self.state = 0, ""
        if self.written is not None:
            self.written.reason = reason
        self._workspace.set_beside_busy(False)
        self.changed.emit()

    def _on_prompt_read(self, event: PromptRead) -> None:
        if event.job == self._job and self.written is not None:
            self.written.read, self.state = event.records, "writing"
            self.changed.emit()

    def _on_tokens_arrived(self, event: TokensArrived) -> None:
        if event.job == self._job and self.written is not None:
            self.written.records += event.records
            self.changed.emit()

    def _on_generation_done(self, event: GenerationDone) -> None:
        if event.job == self._job and self.written is not None:
            self.written.settings["statistics"] = asdict(event.stats)
            if event.stop_reason == STOP_STRING:
                self.written.settings[STOP_STRING] = event.stop_detail
            self._end(event.stop_reason)

    def _on_engine_stopped(self, _event: EngineStopped) -> None:
        if self._job:
            self._end("failed")

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job == self._job:
            self._end("failed")
            self.refused.emit(event)


def last_span(document: Document) -> Node | None:
    """The drawn span in which the version on screen ends."""
    node = document.node(document.current)
    return node if node.drawn and node.parent is not None else None


def sampling_of(node: Node, settings: DrawSettings) -> SamplingParams:
    """The samplers with which a span was drawn; the window's where it does not tell."""
    return sampling_at(node.settings) or settings.sampling
