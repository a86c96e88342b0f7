"""The real window over a FakeHost whose model cuts text into letters of a made-up vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fake_host import STATS, FakeHost, bare, loaded, model_info, token

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Describe, Generate, LoadModel, Score
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.main_window import MainWindow
from gpt_studio.ui.workspace import Workspace


def pieces(text: str) -> list[str]:
    """Words with the blank before them, and single other characters."""
    return re.findall(r" ?\w+|.", text, re.DOTALL)


@dataclass
class Studio:
    """Everything that a test of the window needs at hand."""

    host: FakeHost
    bridge: Bridge
    workspace: Workspace
    keeper: Keeper
    window: MainWindow
    answer: str = " wherefore art thou"
    reason: str = "max_tokens"
    vocabulary: dict[int, str] = field(default_factory=dict)

    @property
    def editor(self):
        return self.window.page.editor

    @property
    def document(self):
        return self.workspace.document

    def turn(self) -> None:
        """One tick of the bridge."""
        self.bridge.drain()

    def type(self, qtbot, text: str) -> None:
        qtbot.keyClicks(self.editor, text)

    def score(self) -> None:
        """Let the pause after typing pass at once."""
        self.window.page.scoring._ask()
        self.turn()

    def generate(self) -> None:
        """Ctrl+Enter, and the whole answer."""
        self.window.commands["generate.start"].trigger()
        self.turn()

    def records(self, text: str, start: int, *, drawn: bool):
        found = [token(p, start + i, 0.2 + 0.6 * (len(p) % 2), drawn=drawn) for i, p in enumerate(pieces(text))]
        self.vocabulary |= {r.id: r.text for r in found}
        return tuple(found)

    def texts_of(self, parts) -> list[str]:
        found = []
        for part in parts:
            found += pieces(part) if isinstance(part, str) else [self.vocabulary[i] for i in part]
        return found

    # -- what the host answers ------------------------------------------------------------------------

    def on_load(self, command):
        return [loaded(command.job, path=command.key.path)]

    def on_describe(self, command):
        return [ev.ModelDescribed(command.job, model_info(path=command.path), 8_000_000_000)]

    def on_score(self, command):
        records = tuple(token(t, i, 0.5, drawn=False) for i, t in enumerate(self.texts_of(command.parts)))
        return [ev.TextScored(command.job, command.key, records, 0.01)]

    def on_generate(self, command):
        prompt = tuple(bare(t, i) for i, t in enumerate(self.texts_of(command.parts)))
        drawn = self.records(self.answer, len(prompt), drawn=True)
        told: list[ev.Event] = [ev.PromptRead(command.job, prompt, 1024)]
        for member in command.members:
            told.append(ev.TokensArrived(command.job, member, drawn))
            if self.reason:
                told.append(ev.GenerationDone(command.job, member, self.answer, self.reason, "", STATS))
        return told


def make_studio(folder, *, model: str = "bundled", wait: bool = True) -> Studio:
    host = FakeHost()
    workspace = Workspace()
    bridge = Bridge(host)
    keeper = Keeper(folder, workspace)
    keeper.restore_document()
    studio = Studio(host, bridge, workspace, keeper, MainWindow(bridge, workspace, keeper))
    if wait:
        keeper.documents.wait()
    host.answers = {
        LoadModel: studio.on_load,
        Describe: studio.on_describe,
        Score: studio.on_score,
        Generate: studio.on_generate,
    }
    if model:
        studio.window.load_model(model)
        studio.turn()
    return studio


def end_studio(studio: Studio) -> None:
    studio.window.close()
    studio.keeper.close()
    studio.bridge.close()
