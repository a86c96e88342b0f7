"""Model ▸ Export: what is asked of the engine, refusals that may be overruled, the result, the command line."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from shiboken6 import isValid

from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Export
from gpt_studio.protocol.models import EXPORT_DTYPES, EXPORT_FORMATS, ExportResult, ModelKey
from gpt_studio.ui.dialogs.export.dialog import ExportDialog
from gpt_studio.ui.dialogs.export.target import command_line, suggested


@pytest.fixture
def dialog(studio):
    studio.window.commands["model.export"].trigger()
    made = studio.window.findChild(ExportDialog)
    yield made
    if isValid(made):
        made.close()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(dialog, to, dtype=""):
    dialog.form.format.setCurrentIndex(EXPORT_FORMATS.index(to))
    dialog.form.precision.setCurrentIndex(1 + EXPORT_DTYPES[to].index(dtype) if dtype else 0)


def test_each_format_offers_its_precisions_and_a_place_of_its_own(dialog, studio):
    folder = studio.keeper.folder / "models"
    for to, expected in (
        ("huggingface", "bundled-huggingface"), ("gguf", "bundled-gguf.gguf"), ("nanogpt", "bundled-nanogpt"),
        ("safetensors", "bundled-safetensors"),
    ):  # fmt: skip
        choose(dialog, to)
        offered = [dialog.form.precision.itemText(n) for n in range(dialog.form.precision.count())]
        assert offered == ["as it is", *EXPORT_DTYPES[to]]
        assert dialog.form.target.text() == str(folder / expected)
    choose(dialog, "gguf", "Q4_0")
    assert dialog.form.target.text() == str(folder / "bundled-Q4_0.gguf")


def test_a_place_that_was_typed_stays(dialog):
    dialog.form.target.setText("/elsewhere/mine")
    choose(dialog, "gguf")
    assert dialog.form.target.text() == "/elsewhere/mine"


def test_export_asks_the_engine_shows_how_far_it_is_and_tells_the_result(dialog, studio, qtbot, monkeypatch):
    choose(dialog, "gguf", "Q8_0")
    click(qtbot, dialog.start)
    asked = studio.host.last(Export)
    out = str(studio.keeper.folder / "models" / "bundled-Q8_0.gguf")
    assert asked == Export(asked.job, ModelKey("bundled"), out, "gguf", "Q8_0")
    assert (studio.keeper.folder / "models").is_dir()
    assert dialog.cancel.isVisible() and not dialog.start.isVisible()
    studio.host.say(ev.Progress(asked.job, "writing", 25, 100, "bytes"))
    studio.turn()
    dialog._show_progress()
    assert dialog._bar.value() == 250
    studio.host.say(ev.Exported(asked.job, ExportResult(out, "gguf", 2_500_000, lossless=False)))
    studio.turn()
    assert dialog.outcome.text() == f"{out} written: 2.5 MB, some of the numbers' precision was lost."
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    click(qtbot, dialog.reveal)
    assert opened == [str(studio.keeper.folder / "models")]


def test_a_loss_is_refused_first_and_then_may_be_allowed(dialog, studio, qtbot):
    def answer(command):
        if command.force:
            return [ev.Exported(command.job, ExportResult(command.out, command.to, 5, lossless=False))]
        return [ev.JobFailed(command.job, "lossy", "Q4_0 would lose information", remedy="Use --force")]

    studio.host.answers[Export] = answer
    choose(dialog, "gguf", "Q4_0")
    assert not dialog.form.force.isVisible()
    click(qtbot, dialog.start)
    studio.turn()
    assert dialog.banner.text() == "Q4_0 would lose information"  # no option of a command line
    assert dialog.form.force.isVisible() and not dialog.form.force.isChecked()
    dialog.form.force.setChecked(True)
    click(qtbot, dialog.start)
    studio.turn()
    assert studio.host.last(Export).force
    assert not dialog.banner.isVisible()
    assert dialog.outcome.text().startswith(studio.host.last(Export).out)


def test_what_was_allowed_for_one_format_is_not_allowed_for_another(dialog, studio, qtbot):
    studio.host.answers[Export] = lambda c: [ev.JobFailed(c.job, "lossy", "it would lose information")]
    choose(dialog, "gguf", "Q4_0")
    click(qtbot, dialog.start)
    studio.turn()
    dialog.form.force.setChecked(True)
    choose(dialog, "nanogpt")
    assert not dialog.form.force.isVisible()
    assert not dialog.form.command().force
    assert not dialog.banner.isVisible()


def test_a_refusal_that_nothing_overrules_offers_nothing(dialog, studio, qtbot):
    studio.host.answers[Export] = lambda c: [ev.JobFailed(c.job, "unsupported", "nanoGPT has no rotary positions")]
    choose(dialog, "nanogpt")
    click(qtbot, dialog.start)
    studio.turn()
    assert dialog.banner.text() == "nanoGPT has no rotary positions"
    assert not dialog.form.force.isVisible()


def test_an_export_that_is_cancelled_says_so(dialog, studio, qtbot):
    click(qtbot, dialog.start)
    job = studio.host.last(Export).job
    click(qtbot, dialog.cancel)
    assert studio.host.cancelled == [job]
    studio.host.say(ev.JobCancelled(job))
    studio.turn()
    assert dialog.outcome.text() == "Cancelled; nothing was written."
    assert dialog.start.isVisible()


def test_closing_the_dialog_cancels_what_is_being_written(dialog, studio, qtbot):
    click(qtbot, dialog.start)
    dialog.close()
    assert studio.host.cancelled == [studio.host.last(Export).job]


def test_adapters_are_merged_only_where_it_was_asked(studio, qtbot):
    key = ModelKey("/models/base", adapters=("/adapters/a b",))
    studio.window.models.export_key(key)
    dialog = studio.window.findChild(ExportDialog)
    assert dialog.form.merge.isVisible()
    assert not dialog.form.command().merge
    dialog.form.merge.setChecked(True)
    dialog.form.target.setText("/out/x")
    click(qtbot, dialog.copy)
    words = shlex.split(QGuiApplication.clipboard().text())
    assert words[:6] == ["gpt-studio", "convert", "/models/base", "/out/x", "--to", "huggingface"]
    assert words[6:] == ["--adapter", "/adapters/a b", "--merge"]
    dialog.close()


def test_without_adapters_there_is_nothing_to_merge(dialog):
    assert not dialog.form.merge.isVisible()


def test_the_command_says_what_the_dialog_does():
    command = Export(1, ModelKey("bundled"), "/out/m.gguf", "gguf", "Q4_1", force=True)
    assert command_line(command) == "gpt-studio convert bundled /out/m.gguf --to gguf --dtype Q4_1 --force"
    assert "--dtype" not in command_line(replace(command, dtype=""))


def test_a_suggested_place_is_free(tmp_path):
    assert suggested("/m/SmolLM2.Q4_1.gguf", "gguf", "F16", tmp_path) == tmp_path / "SmolLM2.Q4_1-F16.gguf"
    (tmp_path / "x-huggingface").mkdir()
    assert suggested("/m/x", "huggingface", "", tmp_path) == tmp_path / "x-huggingface-2"
    hub = "/hub/models--Org--Name/snapshots/abc"
    assert suggested(hub, "nanogpt", "", tmp_path) == tmp_path / "Org-Name-nanogpt"
    assert Path(suggested("/runs/r/checkpoints/step-000100", "nanogpt", "", tmp_path)).name == "r-step-000100-nanogpt"
