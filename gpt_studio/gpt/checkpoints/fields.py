"""Values of a config.json, checked one by one: each says its key, what was expected and what was found."""

from __future__ import annotations

from typing import Any, cast

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

Json = dict[str, Any]

LONGEST_LIST = 10_000


def count(found: Json, key: str, default: int | None = None) -> int:
    """A size: a whole number above 0."""
    value = found.get(key, default)
    if type(value) is not int:
        raise broken(key, "a whole number", value)
    if not 0 < value < 1 << 40:
        raise broken(key, "a possible size", value)
    return value


def whole(found: Json, key: str, default: int | None = None) -> int:
    """A size that may be 0."""
    return 0 if found.get(key, default) == 0 and type(found.get(key, default)) is int else count(found, key, default)


def number(found: Json, key: str, default: float | None = None, limit: float = 1e12) -> float:
    """A finite number from 0 to below `limit`."""
    value = found.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < limit:
        raise broken(key, f"a number from 0 to {limit:g}", value)
    return float(value)


def fraction(found: Json, key: str, default: float | None = None) -> float:
    """A number from 0 to below 1."""
    return number(found, key, default, 1)


def switch(found: Json, key: str, default: bool | None = None) -> bool:
    """True or false."""
    value = found.get(key, default)
    if not isinstance(value, bool):
        raise broken(key, "true or false", value)
    return value


def word(found: Json, key: str, default: str | None = None) -> str:
    """A word, as it may stand in a message."""
    value = found.get(key, default)
    if not isinstance(value, str):
        raise broken(key, "a word", value)
    return shown(value)


def listed_values(found: Json, key: str) -> list[Any]:
    """A list of bounded length."""
    value = found.get(key)
    if not isinstance(value, list | tuple) or len(cast("list[Any]", value)) > LONGEST_LIST:
        raise broken(key, f"a list of at most {LONGEST_LIST}", value)
    return list(cast("list[Any]", value))


def part(found: Json, key: str) -> Json:
    """An object inside; an empty one where there is none."""
    value = found.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise broken(key, "an object", value)
    return cast("Json", value)


def broken(key: str, expected: str, found: object) -> StudioError:
    """The refusal of a value that is none."""
    return StudioError("damaged", f"{key} is broken", expected=expected, found=shown(found))


def cannot(key: str, expected: object, found: object) -> StudioError:
    """The refusal of a value that this network would have to approximate."""
    return StudioError(
        "unsupported", f"this version cannot run {key} exactly", expected=str(expected), found=shown(found)
    )
