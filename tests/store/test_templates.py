"""Prompt templates: plain replacement, few-shot examples, files of strangers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpt_studio.files.places import resource
from gpt_studio.protocol.errors import StudioError
from gpt_studio.store.templates import (
    Template,
    delete_template,
    load_template,
    names,
    own_names,
    read_template,
    save_template,
    write_template,
)

FEW = Template(
    "Task: {{task}}\n{{examples}}In: {{ text }}\nOut:", {}, "In: {{input}}\nOut: {{output}}", "\n--\n",
    (("a", "b"), ("{{text}}", "{{task}}")),
)  # fmt: skip


def test_variables_are_replaced_and_examples_stand_in_their_place():
    assert FEW.variables == ("task", "text")
    assert FEW.filled({"task": "T", "text": "x"}) == (
        "Task: T\nIn: a\nOut: b\n--\nIn: {{text}}\nOut: {{task}}\n--\nIn: x\nOut:"
    )


def test_what_a_value_holds_is_not_looked_at_again():
    assert Template("{{a}}{{b}}").filled({"a": "{{b}}", "b": "{{a}}"}) == "{{b}}{{a}}"


def test_without_a_place_examples_stand_before_the_text_and_a_variable_without_a_value_is_empty():
    template = Template("Q: {{q}}\nA:", {}, "Q: {{input}}\nA: {{output}} ({{by}})", "\n", (("1", "2"),))
    assert template.variables == ("q", "by")
    assert template.filled({"by": "me"}) == "Q: 1\nA: 2 (me)\nQ: \nA:"


@given(st.text(), st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4))
def test_text_without_braces_stays_as_it_is(text, values):
    plain = text.replace("{", "")
    assert Template(plain).filled(values) == plain


@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=3))
def test_a_template_comes_back_from_its_file_as_it_was(tmp_path_factory, text, examples):
    path = tmp_path_factory.mktemp("t") / "one.json"
    text = text.encode("utf-8", "ignore").decode()
    examples = tuple((a.encode("utf-8", "ignore").decode(), b.encode("utf-8", "ignore").decode()) for a, b in examples)
    template = Template(text, {"a": "ä\n"}, "{{input}}→{{output}}", " | ", examples)
    write_template(path, template)
    assert read_template(path) == template


def test_own_templates_come_first_hide_those_of_the_program_and_are_deleted(tmp_path):
    brought = names(tmp_path)
    assert {"Translate", "Classify with examples", "Continue a story", "Question and answer"} == set(brought)
    save_template(tmp_path, "Translate", Template("mine"))
    save_template(tmp_path, "Z", FEW)
    assert names(tmp_path)[:2] == own_names(tmp_path) == ("Translate", "Z")
    assert load_template(tmp_path, "Translate").text == "mine"
    delete_template(tmp_path, "Translate")
    assert load_template(tmp_path, "Translate").text != "mine"


@pytest.mark.parametrize("path", sorted(resource("templates").glob("*.json")), ids=lambda p: p.stem)
def test_the_templates_of_the_program_are_whole(path):
    template = read_template(path)
    assert set(template.values) == set(template.variables)
    filled = template.filled(template.values)
    assert "{{" not in filled and filled == filled.strip()


@pytest.mark.parametrize(
    "held",
    ["[]", "{", '{"values": {}}', '{"text": 1}', '{"text": "a", "values": {"a": 1}}', '{"text": "a", "code": "x"}',
     '{"text": "a", "examples": [["a"]]}', '{"text": "a", "examples": [[1, "b"]]}', '{"text": "a", "examples": {}}',
     json.dumps({"text": "a", "examples": [["a", "b"]] * 1001})],
)  # fmt: skip
def test_a_file_that_is_no_template_is_refused_by_name(tmp_path, held):
    path = tmp_path / "bad.json"
    path.write_text(held)
    with pytest.raises(StudioError, match=r"bad\.json"):
        read_template(path)
    assert path.read_text() == held


@pytest.mark.parametrize("name", ["", "../a", "a/b", ".hidden", "a" * 101, "a\0"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path, name):
    with pytest.raises(StudioError):
        save_template(tmp_path, name, FEW)
    with pytest.raises(StudioError):
        load_template(tmp_path, name)
