"""The library over the real engine: a card, loading, unloading, another model, export, all facts."""

from __future__ import annotations

import gc

import psutil
import pytest
import torch
from PySide6.QtCore import Qt
from transformers import LlamaConfig, LlamaForCausalLM

from gpt_studio.engine.memory import give_back
from gpt_studio.engine.thread_host import ThreadHost
from gpt_studio.files.places import BUNDLED, resource
from gpt_studio.protocol.models import EXPORT_FORMATS
from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.dialogs.export.dialog import ExportDialog
from gpt_studio.ui.dialogs.library.facts import FactsDialog
from gpt_studio.ui.keeper import Keeper
from gpt_studio.ui.main_window import MainWindow
from gpt_studio.ui.workspace import Workspace

SECONDS = 1000
# So many bytes of weights that their coming and going shows in the memory of the process.
WIDTH, LAYERS = 512, 12


@pytest.fixture(autouse=True)
def no_cache_of_a_person(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-hub"))


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
    made.close()
    keeper.close()
    assert bridge.close(20)


@pytest.fixture
def llama(tmp_path):
    """A Llama of 40 million random numbers with the bundled model's tokenizer, in a watched folder."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=1000, hidden_size=WIDTH, intermediate_size=2048, num_hidden_layers=LAYERS, num_attention_heads=8,
        max_position_embeddings=128,
    )  # fmt: skip
    folder = tmp_path / "home" / "models" / "llama"
    LlamaForCausalLM(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).write_bytes((resource("models/bundled") / name).read_bytes())
    gc.collect()
    give_back()  # what it took to write the folder
    return folder


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def memory():
    return psutil.Process().memory_info().rss


def test_load_unload_and_load_another(window, llama, qtbot):
    workspace = window._workspace
    window.models.open()
    library = window.models.library
    panel = library.panel
    qtbot.waitUntil(lambda: library.shelf.list.rows.row_of(str(llama)) >= 0, timeout=20 * SECONDS)
    library.show_path(str(llama))
    qtbot.waitUntil(lambda: panel.foot.load.isEnabled(), timeout=60 * SECONDS)
    assert panel.card.values()["Family"] == "llama (huggingface)"
    before = memory()
    click(qtbot, panel.foot.load)
    qtbot.waitUntil(lambda: workspace.model.key.path == str(llama), timeout=60 * SECONDS)
    assert not library.isVisible()
    weights = workspace.model.info.memory_estimate_bytes.weights
    assert memory() - before > 0.8 * weights

    qtbot.keyClicks(window.page.editor, "ROMEO:")
    window.commands["generate.start"].trigger()
    qtbot.waitUntil(lambda: any(t.drawn for t in workspace.document.tokens()), timeout=60 * SECONDS)
    window.commands["model.unload"].trigger()
    assert workspace.model is None
    assert not window.commands["generate.start"].isEnabled()
    qtbot.waitUntil(lambda: memory() - before < 0.3 * weights, timeout=20 * SECONDS)

    window.models.show_card(BUNDLED)
    qtbot.waitUntil(lambda: panel.foot.load.isEnabled(), timeout=20 * SECONDS)
    click(qtbot, panel.foot.load)
    qtbot.waitUntil(lambda: workspace.model is not None, timeout=60 * SECONDS)
    assert workspace.model.key.path == BUNDLED
    assert window.commands["generate.start"].isEnabled()


def test_an_exported_model_is_found_and_has_the_facts_of_the_first(window, qtbot):
    window.commands["model.export"].trigger()
    dialog = window.findChild(ExportDialog)
    dialog.form.format.setCurrentIndex(EXPORT_FORMATS.index("safetensors"))
    click(qtbot, dialog.start)
    qtbot.waitUntil(lambda: bool(dialog.outcome.text()) or dialog.banner.isVisible(), timeout=60 * SECONDS)
    assert not dialog.banner.isVisible(), dialog.banner.text()
    assert "nothing was lost" in dialog.outcome.text()
    dialog.close()

    out = str(window._keeper.folder / "models" / "bundled-safetensors")
    window.models.open()
    library = window.models.library
    qtbot.waitUntil(lambda: library.shelf.list.rows.row_of(out) >= 0, timeout=20 * SECONDS)
    numbers = []
    for path in (BUNDLED, out):
        library._on_facts(path)
        facts = library.findChild(FactsDialog)
        qtbot.waitUntil(lambda facts=facts: facts.tables[0].rowCount() > 0, timeout=20 * SECONDS)
        numbers.append(facts._count.text().split(" numbers")[0])
        facts.close()
        facts.deleteLater()
        qtbot.waitUntil(lambda: library.findChild(FactsDialog) is None)
    assert numbers[0] == numbers[1] == "2.5 M"
