"""The dialog of the templates: fill in, see, insert in one step, keep as a file."""

from __future__ import annotations

import json

import pytest

from gpt_studio.store.templates import load_template, own_names, templates_folder


@pytest.fixture
def dialog(studio):
    studio.window.commands["edit.templates"].trigger()
    yield studio.window.templates.dialog
    if studio.window.templates.dialog is not None:
        studio.window.templates.dialog.close()


def choose(dialog, name):
    dialog.names.setCurrentRow([dialog.names.item(i).text() for i in range(dialog.names.count())].index(name))


def test_a_template_is_filled_in_and_its_prompt_is_seen(dialog):
    choose(dialog, "Continue a story")
    assert list(dialog.form.fields()) == ["title", "place", "hero"]
    dialog.form.fields()["hero"].setPlainText("a fox")
    assert "there lived a fox. One day" in dialog.preview.toPlainText()


def test_insert_puts_the_prompt_at_the_cursor_as_one_step_of_undo(studio, dialog, qtbot):
    studio.type(qtbot, "ab")
    studio.editor.set_caret(1)
    choose(dialog, "Continue a story")
    prompt = dialog.filled()
    dialog.insert.click()
    assert studio.document.text() == f"a{prompt}b"
    assert studio.editor.caret() == 1 + len(prompt)
    studio.window.commands["edit.undo"].trigger()
    assert studio.document.text() == "ab"


def test_examples_are_written_by_their_pattern_and_may_be_added(dialog):
    choose(dialog, "Classify with examples")
    count = len(dialog.examples.pairs())
    dialog.examples.add.click()
    row = dialog.examples.table.rowCount() - 1
    dialog.examples.table.item(row, 0).setText("So so.")
    dialog.examples.table.item(row, 1).setText("neutral")
    assert len(dialog.examples.pairs()) == count + 1
    dialog.made.separator.setText(r"\n##\n")
    assert "Review: So so.\nMood: neutral\n##\n" in dialog.preview.toPlainText()
    dialog.examples.table.setCurrentCell(row, 0)
    dialog.examples.remove.click()
    assert "So so." not in dialog.preview.toPlainText()


def test_a_new_variable_gets_a_field_and_what_was_typed_stays(dialog):
    choose(dialog, "Continue a story")
    dialog.form.fields()["place"].setPlainText("Rome")
    dialog.made.text.setPlainText("{{place}} and {{who}}")
    assert list(dialog.form.fields()) == ["place", "who"]
    dialog.form.fields()["who"].setPlainText("Ada")
    assert dialog.filled() == "Rome and Ada"


def test_a_template_is_saved_with_what_stands_in_it_and_deleted(studio, dialog):
    folder = templates_folder(studio.keeper.folder)
    choose(dialog, "Continue a story")
    dialog.form.fields()["hero"].setPlainText("a fox")
    dialog.made.name.setText("Mine")
    dialog.made.save.click()
    assert own_names(folder) == ("Mine",)
    assert load_template(folder, "Mine").values["hero"] == "a fox"
    assert dialog.names.currentItem().text() == "Mine" and dialog.delete.isEnabled()
    dialog.delete.click()
    assert own_names(folder) == () and not dialog.delete.isEnabled()


def test_what_is_not_saved_stays_while_another_template_is_looked_at_and_when_the_dialog_is_closed(studio, dialog):
    choose(dialog, "Continue a story")
    saved = dialog.template()
    assert dialog.made.unsaved.isHidden()
    dialog.made.text.setPlainText("Once, {{hero}} and")
    dialog.form.fields()["hero"].setPlainText("a fox")
    assert not dialog.made.unsaved.isHidden()
    choose(dialog, "Translate")
    assert dialog.made.unsaved.isHidden() and "fox" not in dialog.filled()
    choose(dialog, "Continue a story •")
    assert dialog.filled() == "Once, a fox and" and not dialog.made.unsaved.isHidden()
    dialog.close()
    studio.window.templates._on_gone()
    studio.window.templates.open()
    again = studio.window.templates.dialog
    choose(again, "Continue a story •")
    assert again.filled() == "Once, a fox and"
    again.made.discard.click()
    assert again.template() == saved and again.made.unsaved.isHidden()
    assert "Continue a story" in [again.names.item(i).text() for i in range(again.names.count())]


def test_saving_under_another_name_leaves_the_template_as_it_was(studio, dialog):
    choose(dialog, "Continue a story")
    dialog.made.text.setPlainText("Mine {{hero}}")
    dialog.made.name.setText("Mine")
    dialog.made.save.click()
    assert dialog.filled().startswith("Mine") and dialog.made.unsaved.isHidden()
    choose(dialog, "Continue a story")
    assert not dialog.filled().startswith("Mine") and dialog.made.unsaved.isHidden()


def test_import_and_export_go_through_files_and_what_is_none_is_said(studio, dialog, tmp_path):
    choose(dialog, "Translate")
    dialog.export_file(str(tmp_path / "Other.json"))
    dialog.import_file(str(tmp_path / "Other.json"))
    assert dialog.names.currentItem().text() == "Other"
    (tmp_path / "bad.json").write_text(json.dumps({"text": 1}))
    dialog.import_file(str(tmp_path / "bad.json"))
    assert dialog.banner.isVisible()
    dialog.made.name.setText("../out")
    dialog.made.save.click()
    assert dialog.banner.isVisible() and own_names(templates_folder(studio.keeper.folder)) == ("Other",)


def test_in_a_conversation_the_prompt_goes_into_the_message(studio, dialog):
    studio.window.commands["view.chat"].trigger()
    choose(dialog, "Continue a story")
    prompt = dialog.filled()
    dialog.insert.click()
    assert studio.window.page.chat.composer.field.toPlainText() == prompt
    assert studio.document.text() == ""
