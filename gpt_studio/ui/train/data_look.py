"""What the engine is asked about the data of a run that is being planned, and where its answers are shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from gpt_studio.protocol.datasets import DataPreviewed, MakeSampleData, PreviewData, SampleDataMade
from gpt_studio.protocol.events import JobFailed
from gpt_studio.protocol.training import TrainParams
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.inquiry import Inquiry
from gpt_studio.ui.workspace import Workspace

from .form import RunForm
from .tokens_view import TokensView


class DataLook(QObject):
    """Between the form, the rows as tokens, and the engine."""

    def __init__(
        self, bridge: Bridge, workspace: Workspace, form: RunForm, tokens: TokensView, banner: Banner, folder: Path
    ) -> None:
        """`folder` is where sample data is written."""
        super().__init__(form)
        self._bridge, self._workspace = bridge, workspace
        self._form, self._tokens, self._banner, self._folder = form, tokens, banner, folder
        self._sample_job = 0
        self.inquiry = Inquiry(bridge, bridge.data_previewed, self)
        self.inquiry.answered.connect(self._on_looked_at)
        self.inquiry.failed.connect(self._on_look_failed)
        form.look_wanted.connect(self._on_look_wanted)
        form.data.sample_asked.connect(self._on_sample_asked)
        bridge.sample_data_made.connect(self._on_sample_made)
        bridge.job_failed.connect(self._on_job_failed)

    def _on_look_wanted(self, params: TrainParams | None) -> None:
        model = self._workspace.model
        key = model.key if model is not None and params is not None and params.model == model.key.path else None
        self.inquiry.want(None if params is None else PreviewData(0, params, key))
        if params is None:
            self._tokens.hide()

    def _on_looked_at(self, event: DataPreviewed) -> None:
        self._form.show_look(event)
        self._tokens.show_rows(event)
        self._tokens.setVisible(bool(event.rows))

    def _on_look_failed(self, event: JobFailed) -> None:
        self._form.show_failure(event.one_line())
        self._tokens.hide()

    def _on_sample_asked(self) -> None:
        self._sample_job = self._bridge.next_job()
        self._bridge.send(MakeSampleData(self._sample_job, str(self._folder)))

    def _on_sample_made(self, event: SampleDataMade) -> None:
        if event.job == self._sample_job:
            self._form.take_file(Path(event.path))

    def _on_job_failed(self, event: JobFailed) -> None:
        if event.job == self._sample_job:
            self._banner.tell_failure(event)
