"""What rows mean, and what is said of those that are not of their format."""

from __future__ import annotations

import pytest

from gpt_studio.protocol.chat import ChatMessage
from gpt_studio.protocol.errors import StudioError
from gpt_studio.training.datasets.formats import BadRow, Pair, Talk, Text, content_of, parse_columns, recognise

SAID: list[dict[str, object]] = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]


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
        ("messages", {"messages": [{"role": "user", "content": "a", "weight": 3}]}, "weight is unknown, found 3"),
        ("messages", {"messages": SAID, "tools": [{"type": "function"}]}, "tools: definitions"),
        ("sharegpt", {"conversations": [{"from": "gpt", "value": "a"}], "tools": "[{}]"}, "tools: definitions"),
        ("messages", {"messages": [{"role": "assistant", "content": None, "tool_calls": [{"id": 1}]}]}, "calls of"),
        ("messages", {"messages": [{"role": "assistant", "content": "a", "function_call": {"name": "f"}}]}, "calls of"),
        ("messages", {"messages": [SAID[0], SAID[1] | {"weight": 0}]}, "assistant"),
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


def test_messages_say_by_their_weight_that_they_are_not_learnt() -> None:
    row = {"messages": [*SAID, SAID[0], SAID[1] | {"weight": 0}, SAID[1] | {"weight": 1}], "tools": []}
    found = content_of(row, "messages", {})
    assert isinstance(found, Talk) and found.unlearnt == {3} and len(found.messages) == 5


def test_who_develops_is_the_system_and_a_function_is_a_tool() -> None:
    row = {"messages": [{"role": "developer", "content": "c"}, {"role": "function", "content": "d"}, *SAID]}
    found = content_of(row, "messages", {})
    assert isinstance(found, Talk) and [message.role for message in found.messages[:2]] == ["system", "tool"]
