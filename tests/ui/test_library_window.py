"""The library: what is listed, its card, how it is loaded, unloading, drops, watched folders, all facts."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from fake_host import STATS, model_info
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Describe, Facts, Generate, LoadModel, UnloadModel
from gpt_studio.protocol.models import PRECISIONS, Fit, MemoryEstimate, ModelFacts, ModelKey, TensorInfo
from gpt_studio.ui.dialogs.library import watching as watching_module
from gpt_studio.ui.dialogs.library.facts import FactsDialog, FactTable
from gpt_studio.ui.dialogs.library.rows import Row
from gpt_studio.ui.dialogs.library.watched_folders import WatchedFolders
from gpt_studio.ui.model_loader import model_name


def hugging_face(folder, family="llama", size=100):
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": family}))
    (folder / "model.safetensors").write_bytes(b"0" * size)
    return folder


@pytest.fixture
def library(studio, qtbot, tmp_path):
    """The library over a watched folder with two models, after it has looked around."""
    hugging_face(tmp_path / "zoo" / "smol", size=3000)
    hugging_face(tmp_path / "zoo" / "deep" / "qwen", "qwen2")
    studio.keeper.settings.watched_folders = (str(tmp_path / "zoo"),)
    studio.keeper.settings.recent_models = ("/models/old", str(tmp_path / "zoo" / "smol"))
    studio.window.models.open()
    made = studio.window.models.library
    qtbot.waitUntil(lambda: not made.watching.looking)
    studio.turn()
    return made


def listed(library):
    """(heading, titles…) group by group."""
    groups = []
    for item in library.shelf.list.rows.items:
        if isinstance(item, Row):
            groups[-1].append(item.title)
        else:
            groups.append([library.shelf.list.rows.heading(item)])
    return groups


def row(library, title):
    return next(r for r in library.shelf.list.rows.items if isinstance(r, Row) and r.title == title)


def settle(studio, library, qtbot):
    """Until what was chosen in the form was asked and answered."""
    qtbot.waitUntil(lambda: not library.panel.form._pause.isActive())
    studio.turn()


def test_models_are_listed_once_in_groups_with_sizes_and_those_that_are_gone(library):
    assert listed(library) == [["Loaded", "bundled"], ["Recent", "old", "smol"], ["In watched folders", "qwen"]]
    assert row(library, "old").gone
    assert row(library, "smol").bytes == 3000
    rows = library.shelf.list.rows
    assert rows.aside(row(library, "old")) == "gone"
    assert rows.aside(row(library, "smol")) == "3.0 kB"
    assert "qwen2" in row(library, "qwen").detail


def test_the_search_filters_by_name_family_and_folder(library, qtbot):
    for text, expected in (("SMOL", ["smol"]), ("qwen2", ["qwen"]), ("zoo deep", ["qwen"]), ("ships", ["bundled"])):
        library.shelf.search.setText(text)
        assert [title for group in listed(library) for title in group[1:]] == expected, text
    library.shelf.search.setText("zzz")
    assert library.shelf._stack.currentIndex() == 1
    assert "zzz" in library.shelf._nothing.text()
    library.shelf.search.clear()
    assert library.shelf.list.count() == 4


def test_the_keyboard_goes_from_the_search_to_the_list_and_enter_loads(library, studio, qtbot, tmp_path):
    library.activateWindow()
    library.shelf.search.setFocus()
    library.shelf.search.setText("smol")
    qtbot.keyClick(library.shelf.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is library.shelf.list
    path = str(tmp_path / "zoo" / "smol")
    assert studio.host.last(Describe).path == path
    studio.turn()
    qtbot.keyClick(library.shelf.list, Qt.Key.Key_Return)
    studio.turn()
    assert studio.workspace.model.key == ModelKey(path)
    assert not library.isVisible()


def test_a_model_that_comes_from_elsewhere_leaves_the_library_open(library, studio, tmp_path):
    studio.window.load_model(str(tmp_path / "zoo" / "smol"))
    studio.turn()
    assert studio.workspace.model.key.path.endswith("smol")
    assert library.isVisible()


def test_headings_are_passed_over_by_the_keyboard(library, studio, qtbot):
    library.shelf.list.choose_first()
    chosen = []
    library.shelf.list.chosen.connect(chosen.append)
    for _ in range(3):
        qtbot.keyClick(library.shelf.list, Qt.Key.Key_Down)
    assert [path.rsplit("/", 1)[-1] for path in chosen] == ["old", "smol", "qwen"]


def test_a_model_that_is_gone_can_be_taken_from_the_list(library, studio, qtbot):
    studio.host.answers[Describe] = lambda c: [ev.JobFailed(c.job, "absent", f"{c.path} is absent", found="nothing")]
    library.show_path("/models/old")
    studio.turn()
    assert "is absent" in library.panel.banner.text()
    assert not library.panel.foot.load.isEnabled()
    assert not library.panel.facts.isVisible()
    qtbot.mouseClick(library.panel.forget, Qt.MouseButton.LeftButton)
    assert "old" not in [title for group in listed(library) for title in group]
    assert "/models/old" not in studio.keeper.settings.recent_models
    assert not library.panel.forget.isVisible()


def test_precision_and_context_are_asked_again_and_go_into_the_load(library, studio, qtbot, tmp_path):
    studio.host.answers[Describe] = lambda c: [
        ev.ModelDescribed(c.job, model_info(path=c.path, context=8192), 8_000_000_000)
    ]
    path = str(tmp_path / "zoo" / "deep" / "qwen")
    library.show_path(path)
    studio.turn()
    form = library.panel.form
    assert [form.precision.itemText(n) for n in range(1, form.precision.count())] == list(PRECISIONS[1:])
    assert form.context.value() == 4096
    assert form.context.maximum() == 8192
    form.precision.setCurrentIndex(PRECISIONS.index("bfloat16"))
    form.context.setValue(2048)
    settle(studio, library, qtbot)
    asked = studio.host.last(Describe)
    assert (asked.dtype, asked.context) == ("bfloat16", 2048)
    form.add_adapter("/adapters/one")
    form.add_adapter("/adapters/two")
    form.add_adapter("/adapters/one")
    assert studio.host.last(Describe).adapters == ("/adapters/one", "/adapters/two")
    studio.turn()
    library.panel.load()
    assert studio.host.last(LoadModel).key == ModelKey(
        path, "bfloat16", "auto", 2048, ("/adapters/one", "/adapters/two")
    )


def test_a_small_context_of_a_model_is_its_default(library, studio):
    library.show_path("/models/small")
    studio.turn()
    assert library.panel.form.context.value() == 1024
    assert library.panel.key() == ModelKey("/models/small")


def test_an_adapter_that_is_refused_can_be_taken_off_again(library, studio, qtbot):
    def answer(command):
        if command.adapters:
            return [ev.JobFailed(command.job, "damaged", "one does not fit")]
        return studio.on_describe(command)

    studio.host.answers[Describe] = answer
    library.show_path("/models/small")
    studio.turn()
    library.panel.form.add_adapter("/adapters/one")
    studio.turn()
    assert library.panel.banner.text() == "one does not fit"
    assert library.panel.card.isVisible()
    assert not library.panel.foot.load.isEnabled()
    cross = next(b for b in library.panel.form.findChildren(QAbstractButton) if b.property("path"))
    assert cross.accessibleName() == "Take one off"
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    studio.turn()
    assert not library.panel.banner.isVisible()
    assert library.panel.foot.load.isEnabled()


def test_what_does_not_fit_is_refused_with_what_would(library, studio, qtbot):
    fits, huge = MemoryEstimate(1, 1, 4 * 10**9), MemoryEstimate(1, 1, 8 * 10**9)

    def answer(command):
        small = (command.dtype, command.context) == ("bfloat16", 1024)
        info = model_info(path=command.path, context=8192, memory_estimate_bytes=fits if small else huge)
        return [ev.ModelDescribed(command.job, info, 6 * 10**9, None if small else Fit("bfloat16", 1024))]

    studio.host.answers[Describe] = answer
    library.show_path("/models/huge")
    studio.turn()
    assert "it needs 8.0 GB, 6.0 GB are free" in library.panel.banner.text()
    assert not library.panel.foot.load.isEnabled()
    suggestion = library.panel.form.suggestion
    assert suggestion.text() == "Take bfloat16 and 1,024 tokens"
    qtbot.mouseClick(suggestion, Qt.MouseButton.LeftButton)
    studio.turn()
    assert not library.panel.banner.isVisible()
    assert library.panel.foot.load.isEnabled()
    assert library.panel.key() == ModelKey("/models/huge", "bfloat16", "auto", 1024)


def test_a_model_that_fits_once_the_loaded_one_is_gone_says_so(library, studio):
    estimate = MemoryEstimate(1, 1, 10_000_000)
    studio.host.answers[Describe] = lambda c: [
        ev.ModelDescribed(c.job, model_info(memory_estimate_bytes=estimate), 5_000_000)
    ]
    library.show_path("/models/other")
    studio.turn()
    assert "It fits once bundled is unloaded." in library.panel.banner.text()


def test_loading_shows_how_far_it_is_and_can_be_cancelled(library, studio, qtbot, monkeypatch):
    library.show_path("/models/other")
    studio.turn()
    studio.host.answers.pop(LoadModel)
    library.panel.load()
    job = studio.host.last(LoadModel).job
    studio.host.say(ev.Progress(job, "reading", 30_000_000, 100_000_000, "bytes"))
    studio.turn()
    foot = library.panel.foot
    assert not foot.cancel.isVisible()  # nothing is shown for what ends soon
    studio.window.loader.begun = time.monotonic() - 2.0
    foot._show_progress()
    assert foot.cancel.isVisible()
    assert "30.0 MB of 100 MB · 2.0 s" in foot._phase.text()
    assert foot._bar.value() == 300
    qtbot.mouseClick(foot.cancel, Qt.MouseButton.LeftButton)
    assert studio.host.cancelled == [job]
    assert not foot.cancel.isVisible()
    assert foot.load.isEnabled()
    assert studio.workspace.model.key.path == "bundled"


def test_a_refused_load_is_told_in_the_library_and_what_was_loaded_stays(library, studio):
    studio.host.answers[LoadModel] = lambda c: [ev.JobFailed(c.job, "damaged", "no", details="Traceback")]
    library.show_path("/models/other")
    studio.turn()
    library.panel.load()
    studio.turn()
    assert library.panel.banner.text() == "no"
    assert library.panel.banner._details.toPlainText() == "Traceback"
    assert not studio.window.banner.isVisible()
    assert studio.workspace.model.key.path == "bundled"


def test_the_loaded_model_cannot_be_loaded_again_but_in_another_way(library, studio, qtbot):
    library.show_path("bundled")
    studio.turn()
    assert not library.panel.foot.load.isEnabled()
    assert library.panel.foot.unload.isVisible()
    library.panel.form.precision.setCurrentIndex(PRECISIONS.index("bfloat16"))
    settle(studio, library, qtbot)
    assert library.panel.foot.load.isEnabled()


def test_unloading_leaves_a_window_without_a_model_that_says_so(library, studio, qtbot):
    studio.type(qtbot, "ROMEO")
    studio.reason = ""
    studio.generate()
    job = studio.host.last(Generate).job
    key = studio.workspace.model.key
    library.show_path("bundled")
    studio.turn()
    qtbot.mouseClick(library.panel.foot.unload, Qt.MouseButton.LeftButton)
    assert job in studio.host.cancelled
    assert studio.host.last(UnloadModel).key == key
    window = studio.window
    assert studio.workspace.model is None
    assert "no model" in window.top.model.text()
    assert not window.commands["generate.start"].isEnabled()
    assert not window.commands["model.export"].isEnabled()
    studio.host.say(ev.GenerationDone(job, 0, "", "cancelled", "", STATS))
    studio.host.say(ev.ModelUnloaded(studio.host.last(UnloadModel).job, key))
    studio.turn()
    assert window.status.state.text() == "no model"
    assert not window.top.run.isEnabled()
    assert "Open a model first" in window.top.run.toolTip()
    assert studio.document.text().startswith("ROMEO")
    assert not library.panel.foot.unload.isVisible()
    assert library.panel.foot.load.isEnabled()
    library.panel.load()
    studio.turn()
    assert window.top.run.isEnabled()


def test_a_model_with_an_adapter_is_another_reader_of_the_text(studio):
    plain = studio.workspace.model
    changes = ({}, {"adapters": ("/a",)}, {"dtype": "int8"})
    names = {model_name(replace(plain, key=replace(plain.key, **change))) for change in changes}
    assert len(names) == 3


def test_only_the_model_of_the_start_is_loaded_as_the_program_was_started(studio):
    loader = studio.window.loader
    loader.how = ModelKey("/models/first", "bfloat16", "cpu", 100, ("/a",))
    assert loader.key_of("/models/first") == loader.how
    assert loader.key_of("bundled") == ModelKey("bundled", "bfloat16", "cpu")


def test_a_file_that_is_dropped_on_the_library_shows_its_card(library, studio, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "zoo" / "deep" / "qwen"))])
    library.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    assert studio.host.last(Describe).path == str(tmp_path / "zoo" / "deep" / "qwen")
    assert library.shelf.list.currentIndex().isValid()


def test_an_adapter_without_its_own_model_goes_on_the_loaded_one(library, studio, qtbot, tmp_path):
    adapter = tmp_path / "lora"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text("{}")

    def answer(command):
        if command.path == str(adapter):
            return [ev.JobFailed(command.job, "absent", "the model of lora is not there")]
        return studio.on_describe(command)

    studio.host.answers[Describe] = answer
    library.show_path(str(adapter))
    studio.turn()
    assert library.panel.put_on.text() == "Put it on bundled"
    qtbot.mouseClick(library.panel.put_on, Qt.MouseButton.LeftButton)
    studio.turn()
    assert library.panel.key() == ModelKey("bundled", adapters=(str(adapter),))
    assert library.panel.foot.load.isEnabled()


def test_reveal_opens_the_folder_of_a_file(library, studio, monkeypatch, tmp_path, qtbot):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    library.show_path(str(tmp_path / "zoo" / "smol" / "model.safetensors"))
    studio.turn()
    qtbot.mouseClick(library.panel.reveal, Qt.MouseButton.LeftButton)
    assert opened == [str(tmp_path / "zoo" / "smol")]


def test_watched_folders_are_added_removed_and_remembered(library, studio, qtbot, tmp_path):
    hugging_face(tmp_path / "more" / "phi", "phi")
    library._on_watched()
    dialog = library.findChild(WatchedFolders)
    dialog.take(str(tmp_path / "more"))
    qtbot.waitUntil(lambda: not library.watching.looking)
    assert "phi" in listed(library)[-1]
    dialog.list.setCurrentRow(0)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not library.watching.looking)
    assert studio.keeper.settings.watched_folders == (str(tmp_path / "more"),)
    assert listed(library)[-1] == ["In watched folders", "phi"]
    dialog.close()


def test_a_new_model_in_a_watched_folder_is_found_by_itself(library, qtbot, monkeypatch, tmp_path):
    library.watching._settle.setInterval(20)
    hugging_face(tmp_path / "zoo" / "new")
    qtbot.waitUntil(lambda: "new" in listed(library)[-1], timeout=20_000)


def test_a_library_that_is_closed_watches_nothing(library, qtbot):
    library.close()
    assert library.watching._watcher is None
    assert not library.watching.looking
    library.watching.look_again()
    assert not library.watching.looking


def test_all_facts_are_searched_in_tensors_and_metadata(library, studio, qtbot, tmp_path):
    tensors = (
        TensorInfo("h.0.attn.weight", (64, 32), "F32", 8192, "model.safetensors"),
        TensorInfo("h.1.mlp.weight", (64, 128), "BF16", 16384, "model.safetensors"),
    )
    facts = ModelFacts(tensors, (("config.json: model_type", "llama"), ("config.json: rope_theta", "10000.0")))
    studio.host.answers[Facts] = lambda c: [ev.FactsRead(c.job, c.path, facts)]
    library.show_path(str(tmp_path / "zoo" / "smol"))
    studio.turn()
    qtbot.mouseClick(library.panel.facts, Qt.MouseButton.LeftButton)
    studio.turn()
    dialog = library.findChild(FactsDialog)
    assert dialog.tables[0].shown[0] == ("h.0.attn.weight", "64 × 32", "F32", "8.2 kB", "model.safetensors")
    assert dialog.tabs.tabText(1) == "Metadata (2)"
    assert "10.2 k numbers in 24.6 kB" in dialog._count.text()
    dialog.search.setText("BF16 mlp")
    assert [r[0] for r in dialog.tables[0].shown] == ["h.1.mlp.weight"]
    dialog.search.setText("rope")
    assert dialog.tables[1].shown == [("config.json: rope_theta", "10000.0")]
    dialog.tabs.setCurrentIndex(1)
    dialog._on_copy()
    assert QGuiApplication.clipboard().text() == "Name\tValue\nconfig.json: rope_theta\t10000.0"
    dialog.close()


def test_facts_that_cannot_be_read_are_told_in_their_window(library, studio, tmp_path):
    studio.host.answers[Facts] = lambda c: [ev.JobFailed(c.job, "damaged", "cut off")]
    library._on_facts("/models/other")
    studio.turn()
    dialog = library.findChild(FactsDialog)
    assert dialog.banner.text() == "cut off"
    dialog.close()


def test_a_table_of_fifty_thousand_tensors_hands_out_only_what_is_asked(qapp):
    table = FactTable(0)
    rows = [(f"h.{n}.weight", "64 × 64", "F32", "16 kB", "a") for n in range(50_000)]
    table.show_rows(rows)
    assert table.rowCount() == 50_000
    assert table.data(table.index(49_999, 0)) == "h.49999.weight"
    table.search("h.4999.")
    assert table.rowCount() == 1
    table.deleteLater()


def test_every_control_of_the_library_has_a_name(library, studio):
    for button in library.findChildren(QAbstractButton):
        inside = button.objectName().startswith("qt_") or "QLineEdit" in type(button.parent()).__name__
        assert inside or not button.isVisible() or button.text() or button.accessibleName()
    for field in (library.shelf.search, library.shelf.list, library.panel.form.precision, library.panel.form.context):
        assert field.accessibleName()


def test_choosing_a_file_does_not_block(library, studio, qtbot):
    library._on_choose_file()
    dialog = library.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.fileSelected.emit("/models/picked.gguf")
    dialog.close()
    assert studio.host.last(Describe).path == "/models/picked.gguf"


def test_a_search_that_takes_long_says_that_it_looks(studio, qtbot, monkeypatch):
    monkeypatch.setattr(watching_module.Search, "shelf", lambda self: None)
    studio.window.models.open()
    library = studio.window.models.library
    assert library.shelf._state.text() == "Looking for models…"
    library.close()


def test_get_models_is_a_page_of_the_library_that_the_strip_of_the_first_start_leads_to(studio, qtbot, monkeypatch):
    strip = studio.window.page.strip
    qtbot.mouseClick(strip._get, Qt.MouseButton.LeftButton)
    library = studio.window.models.library
    assert library.pages.currentWidget() is library.get
    assert library.segments.button(1).isChecked()
    library.get.got.emit("/models/fetched")
    assert library.pages.currentIndex() == 0
    assert studio.host.last(Describe).path == "/models/fetched"
    library.get.mirror_changed.emit("https://mirror.example")
    assert studio.keeper.settings.hub_mirror == "https://mirror.example"
    looked = []
    monkeypatch.setattr(library.watching, "look_again", lambda: looked.append(1))
    library.get.arrived.emit("/models/fetched")
    assert looked
    studio.window.commands["model.get"].trigger()
    assert library.pages.currentWidget() is library.get
    studio.window.commands["model.open"].trigger()
    assert library.pages.currentIndex() == 0
