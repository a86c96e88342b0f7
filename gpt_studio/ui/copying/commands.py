"""Copy as Python, Copy as command: the run on screen on the clipboard, and a line that says so."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from gpt_studio.ui.model_loader import model_name
from gpt_studio.ui.workspace import Workspace

from .command_line import as_command
from .python_script import as_python
from .run import Run, Unknown, run_on_screen


class Copying(QObject):
    """The two commands. What cannot be copied is said with its reason, and the clipboard stays as it is."""

    told = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace

    def command(self) -> None:
        """Copy the `gpt-studio generate …` line that draws the same ids."""
        run = self._run()
        if run is None:
            return
        if len(run.samplings) > 1:
            self.told.emit(self.tr("The samplers were changed while this was written: copy it as Python"))
        elif run.goes_on:
            self.told.emit(self.tr("Mirostat was under way before this was written: copy it as Python"))
        else:
            QGuiApplication.clipboard().setText(as_command(run))
            told = self.tr("Copied: the command that draws these %n token(s) again", "", len(run.drawn))
            self.told.emit(told + self._in_doubt(run))

    def python(self) -> None:
        """Copy a script in plain PyTorch that draws the same ids."""
        run = self._run()
        if run is not None:
            QGuiApplication.clipboard().setText(as_python(run))
            told = self.tr("Copied: a script that draws these %n token(s) again", "", len(run.drawn))
            self.told.emit(told + self._in_doubt(run))

    def _in_doubt(self, run: Run) -> str:
        """Only float32 promises the same numbers however a prompt was read and what of it was known before."""
        if run.info.dtype == "float32":
            return ""
        return " · " + self.tr("in {precision} a draw that was won by a hair may fall otherwise").format(
            precision=run.info.dtype
        )

    def _run(self) -> Run | None:
        model = self._workspace.model
        if model is None:
            self.told.emit(self.tr("Nothing to copy: no model is loaded"))
            return None
        try:
            return run_on_screen(self._workspace.document, model.key, model.info, model.context, model_name(model))
        except Unknown as unknown:
            self.told.emit(self._why(unknown.reason))
            return None

    def _why(self, reason: str) -> str:
        match reason:
            case "none":
                return self.tr("Nothing to copy: nothing was drawn in this version")
            case "model":
                return self.tr("Nothing to copy: another model wrote this; load that model first")
            case "unread":
                return self.tr("Not yet: the loaded model has not read the text")
            case _:
                return self.tr("Nothing to copy: the settings of this text are not known")
