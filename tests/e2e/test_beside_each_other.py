"""Beside each other with the real engine: two temperatures, then two precisions, of the bundled model."""

from __future__ import annotations

import pytest
import torch

from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.files.places import BUNDLED
from gpt_studio.gpt import load_model
from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.events import TokensArrived
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling.loop import generate
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.main_window import MainWindow
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.beside.choice import Choice

SECONDS = 1000
PROMPT = "ROMEO:\nBut soft, what light"
COUNT = 24


@pytest.fixture
def window(qtbot, tmp_path):
    workspace = Workspace()
    keeper = Keeper(tmp_path / "home", workspace)
    bridge = Bridge(ThreadHost(1), workspace)
    made = MainWindow(bridge, workspace, keeper)
    qtbot.addWidget(made)
    made.show()
    made.load_model(BUNDLED)
    qtbot.waitUntil(lambda: workspace.model is not None, timeout=60 * SECONDS)
    yield made
    keeper.close()
    assert bridge.close(20)


def drawn_alone(loaded, temperature, seed):
    """The ids of one run by itself."""
    sampling = SamplingParams(temperature=temperature)
    command = Generate(1, ModelKey(BUNDLED), (PROMPT,), sampling, seed, max_tokens=COUNT)
    events = generate(loaded.model, loaded.tokenizer, loaded.context, command, cancelled=lambda: False)
    return [record.id for event in events if isinstance(event, TokensArrived) for record in event.records]


def test_two_temperatures_then_two_precisions_and_the_right_is_kept(window, qtbot):
    workspace, page, loaded = window._workspace, window.page, load_model(BUNDLED)
    page.settings.set_max_tokens(COUNT)
    page.editor.insertPlainText(PROMPT)
    qtbot.waitUntil(lambda: not workspace.document.needs_score(), timeout=60 * SECONDS)
    window.commands["generate.compare"].trigger()
    beside = page.beside
    beside.choose(Choice(samplers={"temperature": 1.5}))
    beside.write_both()
    qtbot.waitUntil(lambda: not workspace.running, timeout=60 * SECONDS)
    seed = workspace.document.node(workspace.document.current).settings["seed"]
    left = [t.record.id for t in workspace.document.tokens() if t.drawn]
    right = [record.id for record in beside.writing.written.records]
    assert left == drawn_alone(loaded, 0.8, seed)
    assert right == drawn_alone(loaded, 1.5, seed)
    before = len(loaded.tokenizer.encode(PROMPT))
    parted = next(i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b)
    assert workspace.differs == before + parted

    qtbot.waitUntil(lambda: len(beside.sides.numbers.kl) == before + COUNT, timeout=60 * SECONDS)
    with torch.no_grad():
        ids = torch.tensor([loaded.tokenizer.encode(PROMPT) + left])
        rows = loaded.model(ids)[0, :-1, : loaded.tokenizer.size].double()
    p, q = ((rows / t).log_softmax(-1) for t in (0.8, 1.5))
    expected = (p.exp() * (p - q)).sum(-1)
    assert beside.sides.numbers.kl[1:] == pytest.approx(expected.numpy(), abs=1e-4)

    beside.choose(Choice(dtype="bfloat16"))
    qtbot.waitUntil(lambda: beside.second.model is not None, timeout=60 * SECONDS)
    qtbot.waitUntil(lambda: len(beside.sides.numbers.kl) and not beside.sides.numbers.one_model, timeout=60 * SECONDS)
    assert 0 < beside.sides.numbers.kl[1:].max() < 0.1
    assert workspace.model.key == ModelKey(BUNDLED)
    beside.write_right()
    qtbot.waitUntil(lambda: not workspace.running, timeout=60 * SECONDS)
    kept = beside.sides.text()
    beside.keep()
    assert workspace.document.text() == kept
    assert workspace.document.versions() == (2, 2)
    beside.close()
    page.generation.generate()
    qtbot.waitUntil(lambda: not workspace.busy, timeout=60 * SECONDS)
    assert len(workspace.document.text()) > len(kept)
