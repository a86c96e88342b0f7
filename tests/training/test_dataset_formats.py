"""What rows mean, and what is said of those that are not of their format."""

from __future__ import annotations

import pytest

from gpt_studio.protocol.chat import ChatMessage
from gpt_studio.protocol.errors import StudioError
from gpt_studio.training.datasets.formats import BadRow, Pair, Talk, Text, content_of, parse_columns, recognise


@pytest.mark.parametrize(
    ("columns", "form"),
    [
        ({"messages": 1, "id": 2}, "messages"), ({"conversations": 1}, "sharegpt"),
        ({"instruction": 1, "output": 1, "input": 1}, "alpaca"), ({"prompt": 1, "completion": 1}, "prompt_completion"),
        ({"prompt": 1, "response": 1}, "prompt_completion"), ({"text": 1}, "text"), ({"question": 1}, None),
    ],
)  # fmt: skip
def test_a_format_is_known_by_its_columns(columns: dict[str, int], form: str | None) -> None:
    assert recognise(columns) == form


def test_columns_of_any_name_are_mapped() -> None:
    columns = parse_columns(("prompt=question", "completion=answer", "system=role"))
    found = content_of({"question": "a?", "answer": "b", "role": "c", "more": 5}, "table", columns)
    assert found == Talk((ChatMessage("system", "c"), ChatMessage("user", "a?"), ChatMessage("assistant", "b")))
    assert content_of({"body": "all"}, "table", parse_columns(("text=body",))) == Text("all")


@pytest.mark.parametrize("written", [("prompt=q",), ("prompt",), ("question=q",), ("system=s",), ("text=",)])
def test_a_mapping_that_leaves_out_what_is_learnt_is_refused(written: tuple[str, ...]) -> None:
    with pytest.raises(StudioError, match="columns"):
        parse_columns(written)


def test_messages_may_stand_on_both_sides_of_a_pair() -> None:
    row = {"prompt": [{"role": "user", "content": "a"}], "completion": [{"role": "assistant", "content": "b"}]}
    assert content_of(row, "prompt_completion", {}) == Talk((ChatMessage("user", "a"), ChatMessage("assistant", "b")))
    assert content_of({"prompt": "", "response": "b"}, "prompt_completion", {}) == Pair("", "b")


@pytest.mark.parametrize(
    ("form", "row", "said"),
    [
        ("messages", {"messages": []}, "not empty"), ("messages", {"messages": [{"role": "user"}]}, "role and content"),
        ("messages", {"messages": [{"role": "clown", "content": "a"}]}, "unknown"),
        ("messages", {"messages": [{"role": "user", "content": "a"}]}, "assistant"),
        ("messages", {"messages": [{"role": "user", "content": [{"type": "image"}]}]}, "another kind"),
        ("sharegpt", {"conversations": [{"from": "clown", "value": "a"}]}, "clown"),
        ("sharegpt", {"conversations": "a"}, "list"), ("alpaca", {"instruction": "a"}, "output is missing"),
        ("alpaca", {"instruction": "a", "output": 3}, "found int"), ("text", {"text": ""}, "empty"),
        ("alpaca", {"instruction": "a", "output": "b", "history": ["c"]}, "two texts"),
        ("prompt_completion", {"prompt": "a", "completion": ""}, "empty"),
        ("prompt_completion", {"prompt": 1, "completion": "a"}, "two texts"), ("table", {"b": "c"}, "a is missing"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_of_its_format_says_what_was_expected(form: str, row: dict[str, object], said: str) -> None:
    with pytest.raises(BadRow, match=said):
        content_of(row, form, {"text": "a"})
