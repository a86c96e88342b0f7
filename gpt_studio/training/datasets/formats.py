"""What a row means: a text, a prompt with its completion, or a conversation, by the names of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from gpt_studio.protocol.chat import ChatMessage
from gpt_studio.protocol.errors import StudioError

from .rows import Row

FORMATS = ("messages", "sharegpt", "alpaca", "prompt_completion", "text", "table")
ROLES_OF_COLUMNS = ("prompt", "completion", "system", "text")
_SPEAKERS = {
    "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant", "chatgpt": "assistant",
    "model": "assistant", "system": "system", "tool": "tool", "observation": "tool",
    "function_call": "assistant", "function_response": "tool", "function": "tool", "developer": "system",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A whole text: all of it is learnt."""

    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A prompt and what is to follow it, letter by letter."""

    prompt: str
    completion: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation; what the assistant says is what is to be learnt. `unlearnt` are the numbers of the messages that
    are never learnt, whoever says them (`"weight": 0` in OpenAI's format)."""

    messages: tuple[ChatMessage, ...]
    unlearnt: frozenset[int] = frozenset()


Content = Text | Pair | Talk


class BadRow(ValueError):
    """A row that is not of its format; the text says what was expected and found."""


def recognise(columns: Mapping[str, object]) -> str | None:
    """The format of a row by its columns; None where they are no known names."""
    if "messages" in columns:
        return "messages"
    if "conversations" in columns:
        return "sharegpt"
    if "instruction" in columns and "output" in columns:
        return "alpaca"
    if "prompt" in columns and ("completion" in columns or "response" in columns):
        return "prompt_completion"
    return "text" if "text" in columns else None


def parse_columns(written: tuple[str, ...]) -> dict[str, str]:
    """`prompt=question` and the like as a mapping from what is meant to the column. Raises StudioError."""
    found: dict[str, str] = {}
    for one in written:
        role, equals, column = one.partition("=")
        if not equals or role not in ROLES_OF_COLUMNS or not column:
            raise StudioError(
                "bad_parameter",
                "columns are not understood",
                expected="prompt=NAME, completion=NAME, system=NAME or text=NAME",
                found=one,
            )
        found[role] = column
    if found and not ("text" in found or {"prompt", "completion"} <= found.keys()):
        raise StudioError(
            "bad_parameter",
            "columns leave out what is to be learnt",
            expected="text=NAME, or prompt=NAME and completion=NAME",
            found=", ".join(written),
        )
    return found


def content_of(row: Row, form: str, columns: Mapping[str, str]) -> Content:
    """What a row of a format holds. Raises BadRow."""
    match form:
        case "messages":
            return _conversation(row, row.get("messages"))
        case "sharegpt":
            return Talk(_turns(row))
        case "alpaca":
            return _alpaca(row)
        case "prompt_completion":
            return _pair(row)
        case "text":
            return Text(_filled(row, "text"))
        case _:
            return _mapped(row, columns)


def _mapped(row: Row, columns: Mapping[str, str]) -> Content:
    if "text" in columns:
        return Text(_filled(row, columns["text"]))
    prompt, completion = _filled(row, columns["prompt"]), _filled(row, columns["completion"])
    system = _string(row, columns["system"]) if "system" in columns else ""
    opening = (ChatMessage("system", system),) if system else ()
    return Talk((*opening, ChatMessage("user", prompt), ChatMessage("assistant", completion)))


def _conversation(row: Row, value: object) -> Talk:
    if not isinstance(value, list) or not value:
        raise BadRow("messages: a list that is not empty was expected")
    _refuse_tools(row)
    messages = cast("list[object]", value)
    unlearnt = frozenset(number for number, one in enumerate(messages) if _weight(one, number) == 0)
    return Talk(_answered(tuple(_message(one, number) for number, one in enumerate(messages)), unlearnt), unlearnt)


def _refuse_tools(row: Row) -> None:
    """What the template would tell the model of its tools is not rendered: leaving it out unsaid would teach to call
    what was never offered."""
    for name in ("tools", "functions"):
        if row.get(name) not in (None, "", "[]", [], {}):
            raise BadRow(f"{name}: definitions of tools cannot be learnt from")


def _weight(value: object, number: int) -> float:
    """How much a message counts: 1 unless it says 0."""
    match value:
        case {"weight": 0 | 1 as weight}:
            return float(weight)
        case {"weight": other} if other is not None:
            raise BadRow(f"messages[{number}]: weight is unknown, found {other!r}")
        case _:
            return 1.0


def _message(value: object, number: int) -> ChatMessage:
    match value:
        case {"tool_calls": [_, *_]} | {"function_call": {}}:
            raise BadRow(f"messages[{number}]: calls of tools cannot be learnt from")
        case {"role": str(role), "content": str(content)} if str(role) in _SPEAKERS:
            return ChatMessage(_SPEAKERS[str(role)], str(content))
        case {"role": str(role), "content": [*pieces]} if str(role) in _SPEAKERS:
            return ChatMessage(_SPEAKERS[str(role)], "".join(_piece(p, number) for p in cast("list[object]", pieces)))
        case {"role": str(role), "content": _}:
            raise BadRow(f"messages[{number}]: role or content is unknown, found role {str(role)!r}")
        case _:
            raise BadRow(f"messages[{number}]: role and content were expected")


def _piece(value: object, number: int) -> str:
    match value:
        case {"type": "text", "text": str(text)}:
            return str(text)
        case _:
            raise BadRow(f"messages[{number}]: a content of another kind than text")


def _turns(row: Row) -> tuple[ChatMessage, ...]:
    value = row.get("conversations")
    if not isinstance(value, list) or not value:
        raise BadRow("conversations: a list that is not empty was expected")
    system = row.get("system")
    opening = (ChatMessage("system", system),) if isinstance(system, str) and system else ()
    turns: list[ChatMessage] = []
    for number, one in enumerate(cast("list[object]", value)):
        match one:
            case {"from": str(who), "value": str(text)} if str(who) in _SPEAKERS:
                turns.append(ChatMessage(_SPEAKERS[str(who)], str(text)))
            case {"from": str(who)}:
                raise BadRow(f"conversations[{number}]: the speaker {str(who)!r} is unknown, or there is no value")
            case _:
                raise BadRow(f"conversations[{number}]: from and value were expected")
    _refuse_tools(row)
    return _answered((*opening, *turns))


def _answered(messages: tuple[ChatMessage, ...], unlearnt: frozenset[int] = frozenset()) -> tuple[ChatMessage, ...]:
    learnt = (message for number, message in enumerate(messages) if number not in unlearnt)
    if not any(message.role == "assistant" and message.content for message in learnt):
        raise BadRow("nothing that an assistant says")
    return messages


def _alpaca(row: Row) -> Talk:
    """`instruction` with `input` below it, `output`; `system` and earlier turns in `history` where there are any."""
    turns: list[ChatMessage] = []
    if system := _string(row, "system"):
        turns.append(ChatMessage("system", system))
    history = row.get("history") or []
    if not isinstance(history, list):
        raise BadRow("history: a list was expected")
    for number, one in enumerate(cast("list[object]", history)):
        match one:
            case [str(asked), str(said)]:
                turns += [ChatMessage("user", str(asked)), ChatMessage("assistant", str(said))]
            case _:
                raise BadRow(f"history[{number}]: two texts were expected")
    asked, given = _filled(row, "instruction"), _string(row, "input")
    question = f"{asked}\n{given}" if given else asked
    return Talk((*turns, ChatMessage("user", question), ChatMessage("assistant", _filled(row, "output"))))


def _pair(row: Row) -> Content:
    prompt = row.get("prompt")
    completion = row.get("completion", row.get("response"))
    if isinstance(prompt, list) and isinstance(completion, list):  # messages on both sides
        return _conversation(row, [*cast("list[Any]", prompt), *cast("list[Any]", completion)])
    if not isinstance(prompt, str) or not isinstance(completion, str):
        raise BadRow("prompt and completion: two texts were expected")
    if not completion:
        raise BadRow("completion is empty")
    return Pair(prompt, completion)


def _string(row: Row, column: str) -> str:
    value = row.get(column)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"{column}: a text was expected, found {type(value).__name__}")
    return value


def _filled(row: Row, column: str) -> str:
    if column not in row:
        raise BadRow(f"{column} is missing")
    text = _string(row, column)
    if not text:
        raise BadRow(f"{column} is empty")
    return text
