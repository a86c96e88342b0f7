"""Chat templates are a stranger's program: rendered in jinja2's sandbox, with a bound on time, on text and on nesting.

The sandbox keeps a template from Python's insides. Against templates that would fill the memory or never end, every
way to make a longer text or a larger list is counted, and a trace function stops what takes too long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import jinja2
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .bounds import LARGEST_LIST, LONGEST_TEXT, Made, Refused
from .deadline import deadline
from .namespaces import BoundedDict, BoundedNamespace
from .syntax import Counted, Generation

LARGEST_INTEGER = 4096  # bits
SECONDS = 2.0

_FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "int", "items", "last",
    "length", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "safe", "select", "selectattr",
    "sort", "title", "trim", "unique", "upper", "wordcount", "attr",
)  # fmt: skip
_METHODS = frozenset(
    (
        "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "startswith", "endswith", "lower", "upper",
        "title", "capitalize", "casefold", "swapcase", "find", "rfind", "index", "rindex", "count", "isalnum",
        "isalpha", "isascii", "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper",
        "partition", "rpartition", "removeprefix", "removesuffix", "replace", "join", "items", "keys", "values", "get",
    )
)  # fmt: skip
_WIDTH = re.compile(r"\d{4}|\*|:[^}]*\{")
_TIME_FORMAT = re.compile(r"(?:[^%]|%-?[A-Za-z%])*")


def render(source: str, values: Mapping[str, Any], seconds: float = SECONDS) -> str:
    """The text that the template makes of plain `values`. Raises StudioError for whatever goes wrong in it."""
    try:
        with deadline(seconds):
            pieces: list[str] = []
            size = 0
            for piece in _Sandbox().from_string(source).generate(**values):
                pieces.append(piece)
                size += len(piece)
                if size > LONGEST_TEXT:
                    raise Refused(f"it writes more than {LONGEST_TEXT} characters")
            return "".join(pieces)
    except Refused as error:
        raise StudioError(
            "unsafe", "the chat template goes beyond its bounds", expected="a short program", found=str(error)
        ) from error
    except Exception as error:  # whatever a stranger's program does
        raise StudioError(
            "damaged",
            "the chat template fails",
            expected="a text",
            found=shown(str(error) or type(error).__name__, 300),
        ) from error


class _Sandbox(ImmutableSandboxedEnvironment):
    """jinja2's immutable sandbox, counting what it makes."""

    code_generator_class = Counted
    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def __init__(self) -> None:
        super().__init__(
            trim_blocks=True, lstrip_blocks=True, optimized=False, extensions=[Generation, loopcontrols],
            finalize=self.printable, cache_size=0,
        )  # fmt: skip
        self._made = Made()
        filters = {name: self._counted(self.filters[name]) for name in _FILTERS}
        self.filters = filters | {
            "tojson": self._json, "join": self._join, "replace": self._replace, "string": self.text, "list": self._list,
            "indent": self._indent,
        }  # fmt: skip
        self.globals = {
            "range": self.globals["range"], "cycler": self.globals["cycler"], "joiner": self.globals["joiner"],
            "dict": BoundedDict(self._made), "namespace": BoundedNamespace, "raise_exception": _raise,
            "strftime_now": _now,
        }  # fmt: skip

    def joined(self, parts: tuple[Any, ...]) -> str:
        """The texts of the operands of `~`, one after another."""
        return self._join_texts([self.text(part) for part in parts], "")

    def held(self, value: Any) -> Any:
        """The value, counted."""
        return self._made.held(value)

    def text(self, value: Any) -> str:
        """The text of a value that is plain. Raises Refused for machinery."""
        return self.held(str(self.printable(value)))

    def printable(self, value: Any) -> Any:
        """The value, when it is plain and not too large to be written."""
        if isinstance(value, list | tuple | dict | set):
            self._made.measure(value)
        elif not isinstance(value, str | int | float | jinja2.Undefined | None):
            raise Refused(f"it writes a {type(value).__name__}")
        return value

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic; repeated texts and powers are bounded before they are made."""
        if operator == "*" and (isinstance(left, list | tuple) or isinstance(right, list | tuple)):
            raise Refused("it repeats a list")
        if operator == "*" and isinstance(left, str | bytes) != isinstance(right, str | bytes):
            text, times = (left, right) if isinstance(left, str | bytes) else (right, left)
            self._made.count(len(text) * max(int(times), 0))
        elif operator == "+" and isinstance(left, str) and isinstance(right, str):
            self._made.count(len(left) + len(right))
        elif operator == "%" and isinstance(left, str):
            self._check_format(left, right)
        elif isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
            if operator in ("*", "**") and bits > LARGEST_INTEGER:
                raise Refused("it makes a giant number")
        return self.held(super().call_binop(context, operator, left, right))

    def call(self, _context: Any, _callable: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call; methods of texts, lists and dicts only where their result is not larger than what went in."""
        owner = getattr(_callable, "__self__", None)
        name = getattr(_callable, "__name__", "")
        if isinstance(owner, str | bytes | list | tuple | dict | set | int | float):
            if name not in _METHODS:
                raise Refused(f"it calls {shown(name)}")
            if name == "join" and isinstance(owner, str):
                return self._join(list(*args), owner)
            if name == "replace" and isinstance(owner, str):
                return self._replace(owner, *args, **kwargs)
        wrapped = getattr(_callable, "__wrapped__", None)  # jinja2's stand-in for str.format
        if getattr(wrapped, "__name__", "") in ("format", "format_map"):
            self._check_format(str(getattr(wrapped, "__self__", "")), [args, kwargs])
        return self.held(super().call(_context, _callable, *args, **kwargs))

    def _check_format(self, text: str, operands: Any) -> None:
        """A format without widths of four digits, of operands that are small."""
        if _WIDTH.search(text) or text.count("{") + text.count("%") > 1000:
            raise Refused("it formats to a giant width")
        self._made.count(1000 * (text.count("{") + text.count("%")))
        self._made.measure(operands if isinstance(operands, list | tuple | dict) else [operands])

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The filter, its result counted; what jinja2 notes on it stays."""

        def counted(*args: Any, **kwargs: Any) -> Any:
            for value in args[1:2]:
                self.held(value)
            return self.held(function(*args, **kwargs))

        counted.__dict__.update(getattr(function, "__dict__", {}))
        return counted

    def _json(
        self,
        value: Any,
        ensure_ascii: bool = False,
        indent: Any = None,
        separators: Any = None,
        sort_keys: bool = False,
    ) -> str:
        """JSON without HTML's escapes, as chat templates expect."""
        self.printable(value)
        small = indent is None or (isinstance(indent, int) and 0 <= indent <= 16)
        if not small or any(len(s) > 16 for s in separators or ()):
            raise Refused("it indents far")
        return self.held(
            json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
        )

    def _join(self, value: Any, d: str = "", attribute: Any = None) -> str:
        items = self._list(value)
        if attribute is not None:
            items = [self.getitem(item, attribute) for item in items]
        return self._join_texts([self.text(item) for item in items], self.text(d))

    def _join_texts(self, texts: list[str], between: str) -> str:
        self._made.count(sum(map(len, texts)) + len(between) * len(texts))
        return between.join(texts)

    def _replace(self, s: Any, old: str, new: str, count: int | None = None) -> str:
        text = self.text(s)
        times = text.count(old) if count is None or count < 0 else min(count, text.count(old))
        self._made.count(len(text) + times * len(new))
        return text.replace(old, new, -1 if count is None else count)

    def _list(self, value: Any) -> list[Any]:
        items: list[Any] = []
        for item in value:
            items.append(item)
            if len(items) > LARGEST_LIST:
                raise Refused("it makes a giant list")
        return self.held(items)

    def _indent(self, s: Any, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
        step = width if isinstance(width, str) else " " * min(max(width, 0), 1000)
        lines = self.text(s).splitlines(keepends=True)
        self._made.count(sum(map(len, lines)) + len(step) * len(lines))
        return "".join(
            (step if (i or first) and (blank or line.strip()) else "") + line for i, line in enumerate(lines)
        )


def _raise(message: Any) -> None:
    raise jinja2.TemplateError(shown(message, 300))


def _now(format: str) -> str:  # noqa: A002  the name that templates use
    if len(format) > 64 or not _TIME_FORMAT.fullmatch(format):
        raise Refused("it formats the time in an odd way")
    return datetime.now().strftime(format)
