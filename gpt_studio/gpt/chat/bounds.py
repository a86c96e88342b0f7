"""What a template may make: texts and lists, counted while they are made."""

from __future__ import annotations

from typing import Any

from jinja2.utils import Namespace

LONGEST_TEXT = 1 << 20
LARGEST_LIST = 1 << 16  # elements of a list or dict, all that they hold included
MOST_TEXT = 64 << 20  # characters made in one rendering


class Refused(Exception):
    """What a template may not do, in words."""


class Made:
    """How much one rendering has made so far."""

    def __init__(self) -> None:
        self._characters = 0

    def held(self, value: Any) -> Any:
        """The value, counted: texts by their characters, lists and dicts by all they hold."""
        if isinstance(value, str):
            self.count(len(value))
        elif isinstance(value, list | tuple | dict | set):
            self.measure(value)
        return value

    def count(self, characters: int) -> None:
        """Note that as many characters are about to be made. Raises Refused beyond the bounds."""
        self._characters += characters
        if characters > LONGEST_TEXT or self._characters > MOST_TEXT:
            raise Refused("it makes a giant text")

    def measure(self, value: Any) -> None:
        """Raise Refused when a list or dict holds too much, or machinery."""
        waiting, elements, characters = [value], 0, 0
        while waiting:
            item = waiting.pop()
            if isinstance(item, dict):
                waiting += [*item.keys(), *item.values()]
            elif isinstance(item, list | tuple | set):
                waiting += item
            elif isinstance(item, str):
                characters += len(item)
            elif isinstance(item, Namespace):
                raise Refused("it puts a namespace into a list")
            elements += 1
            if elements + len(waiting) > LARGEST_LIST:
                raise Refused("it makes a giant list")
        self.count(elements + characters)
