"""Settings that change while the model writes: they hold from the next token on, and the span remembers it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from gpt_studio.protocol.commands import Retune
from gpt_studio.protocol.events import Retuned
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.workspace import Workspace

from .draw_settings import DrawSettings
from .drawn_with import retuned
from .throttle import Throttle


class Retuning(QObject):
    """Follows one generation at a time."""

    def __init__(self, bridge: Bridge, workspace: Workspace, settings: DrawSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._workspace = workspace
        self._settings = settings
        self._target, self._first = 0, -1
        self._nodes: Iterable[int] = ()
        self._told = settings.sampling
        self._asked: dict[int, SamplingParams] = {}
        self._throttle = Throttle(self)
        self._throttle.due.connect(self._send)
        settings.sampling_changed.connect(self._throttle.ask)
        bridge.retuned.connect(self._on_retuned)

    def begin(self, job: int, nodes: Iterable[int], sampling: SamplingParams) -> None:
        """Follow the generation `job` into the spans that it is writing at a time."""
        self._target, self._nodes, self._first, self._told = job, nodes, -1, sampling
        self._asked.clear()

    def read(self, tokens: int) -> None:
        """The prompt was read: drawing begins at this position. Until now nothing could be retuned."""
        self._first = tokens
        self._send()

    def end(self) -> None:
        """The generation is over."""
        self._target, self._nodes = 0, ()
        self._asked.clear()

    def _send(self) -> None:
        sampling = self._settings.sampling
        if not self._target or self._first < 0 or sampling == self._told:
            return
        self._told = sampling
        job = self._bridge.next_job()
        self._asked[job] = sampling
        self._bridge.send(Retune(job, self._target, sampling))

    def _on_retuned(self, event: Retuned) -> None:
        sampling = self._asked.pop(event.job, None)
        if sampling is None or event.since is None or event.target != self._target:
            return
        for number in self._nodes:
            node = self._workspace.document.node(number)
            node.settings = retuned(node.settings, self._first + event.since, sampling)
        self._workspace.touch_text()
