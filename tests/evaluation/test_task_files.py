"""Task files: what they hold becomes items; what they must not hold is refused by name."""

from __future__ import annotations

import json

import pytest

from gpt_studio.evaluation.task import Item, names, read_task, task_from
from gpt_studio.protocol.chat import ChatMessage
from gpt_studio.protocol.errors import StudioError
from gpt_studio.training.datasets.task_items import read_items


def items_of(text, tmp_path, limit=None, **files):
    for name, content in files.items():
        (tmp_path / name.replace("_", ".")).write_text(content, encoding="utf-8")
    (tmp_path / "task.toml").write_text(text, encoding="utf-8")
    return read_items(read_task(str(tmp_path / "task.toml")), limit)


def refusal(text, tmp_path, **files):
    with pytest.raises(StudioError) as refused:
        items_of(text, tmp_path, **files)
    return refused.value.one_line()


def test_a_template_is_filled_from_the_columns_and_understands_nothing_else(tmp_path):
    text = 'name = "t"\nmetrics = ["exact_match"]\ndata = "rows.jsonl"\nprompt = "{q} {{x}} {q.__class__}"\n'
    rows = json.dumps({"q": "{a}", "a": "1", "q.__class__": "plain"}) + "\n"
    assert items_of(text + 'reference = "a"', tmp_path, rows_jsonl=rows) == [Item("{a} {x} plain", "1")]


def test_a_chat_is_messages_with_the_system_before_them(tmp_path):
    text = 'name = "t"\nmetrics = ["exact_match"]\nchat = "Add {a}"\nsystem = "Be {how}"\nreference = "sum"\n'
    text += '[[items]]\na = "1 and 2"\nhow = "brief"\nsum = 3\n'
    asked = (ChatMessage("system", "Be brief"), ChatMessage("user", "Add 1 and 2"))
    assert items_of(text, tmp_path) == [Item(asked, "3")]
    assert items_of(text, tmp_path)[0].input == "Add 1 and 2"


@pytest.mark.parametrize(
    ("row", "asked", "reference"),
    [
        ({"prompt": "1+1=", "completion": "2"}, "1+1=", "2"),
        ({"instruction": "Add", "input": "1 1", "output": "2"}, (ChatMessage("user", "Add\n1 1"),), "2"),
        (
            {"conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "yes"}]},
            (ChatMessage("user", "hi"),),
            "yes",
        ),
    ],
)
def test_without_a_template_a_row_is_read_as_training_reads_it(tmp_path, row, asked, reference):
    text = 'name = "t"\nmetrics = ["exact_match"]\ndata = "rows.jsonl"\n'
    assert items_of(text, tmp_path, rows_jsonl=json.dumps(row)) == [Item(asked, reference)]


def test_of_a_conversation_the_last_answer_is_expected_and_all_before_it_asked(tmp_path):
    turns = [("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")]
    row = {"messages": [{"role": role, "content": content} for role, content in turns]}
    text = 'name = "t"\nmetrics = ["exact_match"]\ndata = "rows.jsonl"\n'
    (item,) = items_of(text, tmp_path, rows_jsonl=json.dumps(row))
    assert item.asked == tuple(ChatMessage(*turn) for turn in turns[:3])
    assert item.reference == "d"


def test_choices_come_from_a_column_or_from_templates_and_the_answer_by_number_or_text(tmp_path):
    head = 'name = "t"\nmetrics = ["choice_accuracy"]\nprompt = "{q}"\nanswer = "right"\n'
    listed = head + 'choices = "options"\n[[items]]\nq = "?"\noptions = ["x", "y"]\nright = 1\n'
    assert items_of(listed, tmp_path) == [Item("?", "y", ("x", "y"), 1)]
    table = head + 'choices = [" {a}", " {b}"]\ndata = "rows.csv"\n'
    found = items_of(table, tmp_path, rows_csv="q,a,b,right\n?,no,yes,1\n!,no,yes, no\n")
    assert [item.answer for item in found] == [1, 0]
    assert found[0].reference == " yes"


def test_the_limit_takes_the_first_items_and_reads_no_further(tmp_path):
    text = 'name = "t"\nmetrics = ["exact_match"]\ndata = "rows.jsonl"\n'
    rows = '{"prompt": "a", "completion": "1"}\n{"prompt": "b", "completion": "2"}\nnot json\n'
    assert [item.reference for item in items_of(text, tmp_path, 2, rows_jsonl=rows)] == ["1", "2"]
    assert "line 3" in refusal(text, tmp_path, rows_jsonl=rows)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('metrics = ["bleu"]', "name"),
        ('name = "t"\nmetrics = ["blue"]\nsample = {skill = "dates"}', "exact_match, contains, bleu"),
        ('name = "t"\nmetrics = []\nsample = {skill = "dates"}', "at least one"),
        ('name = "t"\nmetrics = ["bleu"]', "one of data, items and sample"),
        ('name = "t"\nmetrics = ["bleu"]\nsample = {skill = "times"}', "dates"),
        ('name = "t"\nmetrics = ["bleu"]\nsample = {skill = "dates"}\nprompts = "x"', "prompts"),
        ('name = "t"\nmetrics = ["bleu"]\nsample = {skill = "dates"}\nnormalise = ["lower"]', "casefold"),
        ('name = "t"\nmetrics = ["bleu"]\ndata = "gone.jsonl"', "gone.jsonl does not exist"),
        ('name = "t"\nmetrics = ["bleu"]\nprompt = "x"\nitems = [{a = 1}]', "reference"),
        ('name = "t"\nmetrics = ["bleu"]\nprompt = "x {b}"\nreference = "a"\nitems = [{a = 1}]', "no column 'b'"),
        ('name = "t"\nmetrics = ["choice_accuracy"]\nprompt = "x"\nitems = [{a = 1}]', "choices"),
        ('name = "t"\nmetrics = ["bleu"]\nitems = [{text = "alone"}]', "without a prompt"),
        ('name = "t"\nmetrics = ["bleu"]\nitems = [{a = 1}]', "no known format"),
        ('name = "t"\nmetrics = "bleu"\nitems = [{a = 1}]', "metrics"),
        ('name = "t"\nmetrics = ["bleu"]\nitems = [{a = 1}]\n[bleu]\ntokenize = "flores200"', "13a, intl"),
        ("name = ", "cannot be read"),
    ],
)
def test_a_task_that_cannot_be_is_refused_by_name(tmp_path, text, named):
    assert named in refusal(text, tmp_path)


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ('options = ["x"]\nright = 0', "fewer than two"),
        ('options = ["x", 1]\nright = 0', "no list of texts"),
        ('options = ["x", "y"]\nright = 2', "names no choice"),
        ('options = ["x", "y"]\nright = "z"', "names no choice"),
        ('options = ["x", "y"]', "no column 'right'"),
    ],
)
def test_choices_that_cannot_be_judged_are_refused(tmp_path, row, named):
    head = 'name = "t"\nmetrics = ["choice_accuracy"]\nprompt = "?"\nchoices = "options"\nanswer = "right"\n[[items]]\n'
    assert named in refusal(head + row, tmp_path)


def test_an_unknown_task_names_those_that_ship(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "dates" in names()
    with pytest.raises(StudioError, match="dates"):
        read_task("addition")


def test_every_task_that_ships_has_items():
    for name in names():
        assert read_items(read_task(name), 3)


def test_a_task_from_a_dictionary_names_its_origin():
    with pytest.raises(StudioError, match="here: metrics"):
        task_from({"name": "t", "metrics": ["x"], "items": [{}]}, "here")
