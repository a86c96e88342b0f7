"""Reading a pickle without running it: a small machine for the few opcodes that checkpoints need. No torch here.

It makes dicts, lists, tuples, strings and numbers. Names of functions and classes are only names to it; the few that
torch.save writes are given a meaning by `call` and `persistent`, everything else is refused.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

MOST_OPCODES = 250_000

# dicts, strings and numbers: all that nanoGPT's meta.pkl needs
PLAIN_OPCODES = frozenset(
    {"PROTO", "FRAME", "STOP", "MARK", "EMPTY_DICT", "SETITEM", "SETITEMS", "SHORT_BINUNICODE", "BINUNICODE"}
    | {"BININT", "BININT1", "BININT2", "MEMOIZE", "BINPUT", "LONG_BINPUT", "BINGET", "LONG_BINGET"}
)
# and what torch.save adds
TORCH_OPCODES = (
    PLAIN_OPCODES
    | {"GLOBAL", "REDUCE", "BUILD", "BINPERSID", "EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3"}
    | {"EMPTY_LIST", "APPEND", "APPENDS", "NONE", "NEWTRUE", "NEWFALSE", "BINFLOAT", "LONG1"}
)


class Refused(ValueError):
    """The pickle does what no checkpoint needs. The message says what, shortly."""


@dataclass(frozen=True)
class Name:
    """A function or class that the pickle names; never looked up."""

    module: str
    name: str


Call = Callable[[Name, tuple[Any, ...]], Any]


def read_values(
    data: bytes,
    opcodes: frozenset[str],
    call: Call | None = None,
    persistent: Callable[[Any], Any] | None = None,
    names: Iterable[Name] = (),
) -> Any:
    """The value of a pickle that uses only `opcodes` and `names`. Raises Refused."""
    machine = _Machine(opcodes, call or _no_call, persistent or _no_persistent, frozenset(names))
    try:
        return machine.run(data)
    except Refused:
        raise
    except (ValueError, IndexError, TypeError, OverflowError) as error:
        raise Refused("it is damaged or incomplete") from error


def _no_call(name: Name, arguments: tuple[Any, ...]) -> Any:
    raise Refused(f"it calls {name.name}")


def _no_persistent(identity: Any) -> Any:
    raise Refused("it refers to something outside")


class _Machine:
    def __init__(
        self, opcodes: frozenset[str], call: Call, persistent: Callable[[Any], Any], names: frozenset[Name]
    ) -> None:
        self.opcodes, self.call, self.persistent, self.names = opcodes, call, persistent, names
        self.stack: list[Any] = []
        self.below: list[list[Any]] = []  # what lies under each mark, out of reach as for torch's unpickler
        self.memo: dict[int, Any] = {}

    def run(self, data: bytes) -> Any:
        for count, (opcode, argument, place) in enumerate(pickletools.genops(data)):
            if opcode.name not in self.opcodes:
                raise Refused(f"it uses {opcode.name}")
            if count >= MOST_OPCODES:
                raise Refused(f"it has more than {MOST_OPCODES} steps")
            if opcode.name == "STOP":
                return self._result(data, place)
            self._step(opcode.name, argument, count)
        raise Refused("it does not end")

    def _result(self, data: bytes, place: int | None) -> Any:
        if place != len(data) - 1 or len(self.stack) != 1 or self.below:
            raise Refused("it ends too early")
        return self.stack[0]

    def _step(self, name: str, argument: Any, count: int) -> None:
        if name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name])
        elif name in _EMPTY:
            self.stack.append(_EMPTY[name]())
        elif name in _WITH_ARGUMENT:
            self.stack.append(argument)
        elif name in _MEMO_PUTS:
            self._put(count if name == "MEMOIZE" else argument, count, dense=name == "MEMOIZE")
        elif name in ("BINGET", "LONG_BINGET"):
            self._get(argument)
        elif name == "GLOBAL":
            self.stack.append(self._name(argument))
        elif name == "PROTO":
            self._protocol(argument)
        elif name != "FRAME":
            _STEPS[name](self)

    def _protocol(self, version: int) -> None:
        if version > 5:
            raise Refused("it is of an unknown protocol")

    def _put(self, index: int, count: int, *, dense: bool) -> None:
        if index > count:
            raise Refused("its memo is larger than it needs")
        self.memo[len(self.memo) if dense else index] = self.stack[-1]

    def _get(self, index: int) -> None:
        if index not in self.memo:
            raise Refused("it recalls what it did not keep")
        self.stack.append(self.memo[index])

    def _name(self, argument: str) -> Name:
        name = Name(*argument.split(" ", 1))
        if name not in self.names:
            raise Refused(f"it names {name.module[:60]}.{name.name[:60]}")
        return name

    def mark(self) -> None:
        self.below.append(self.stack)
        self.stack = []

    def above_mark(self) -> list[Any]:
        items, self.stack = self.stack, self.below.pop()
        return items

    def tuple_above_mark(self) -> None:
        items = tuple(self.above_mark())
        self.stack.append(items)

    def top(self, kind: type) -> Any:
        found = self.stack[-1]
        if type(found) is not kind:
            raise Refused(f"it treats a {type(found).__name__} as a {kind.__name__}")
        return found

    def tuple_of(self, count: int) -> None:
        if len(self.stack) < count:
            raise Refused("it is damaged or incomplete")
        items = tuple(self.stack[-count:])
        self.stack[-count:] = [items]

    def set_items(self, items: list[Any]) -> None:
        found = cast("dict[Any, Any]", self.top(dict))
        if len(items) % 2:
            raise Refused("it is damaged or incomplete")
        for key, value in zip(items[::2], items[1::2], strict=True):
            if type(key) not in (str, int):
                raise Refused(f"it uses a {type(key).__name__} as a key")
            found[key] = value

    def set_item(self) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self.set_items([key, value])

    def extend(self, items: list[Any]) -> None:
        cast("list[Any]", self.top(list)).extend(items)

    def reduce(self) -> None:
        arguments, name = self.stack.pop(), self.stack.pop()
        if not isinstance(name, Name) or not isinstance(arguments, tuple):
            raise Refused("it calls what is no function")
        self.stack.append(self.call(name, cast("tuple[Any, ...]", arguments)))

    def build(self) -> None:
        """State of an OrderedDict (a state dict's `_metadata`), which nothing here needs."""
        if type(self.stack.pop()) is not dict:
            raise Refused("it sets a state that is no dict")
        self.top(dict)

    def refer(self) -> None:
        self.stack.append(self.persistent(self.stack.pop()))


_CONSTANTS: dict[str, Any] = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
_EMPTY: dict[str, type] = {"EMPTY_DICT": dict, "EMPTY_LIST": list}
_WITH_ARGUMENT = frozenset(["SHORT_BINUNICODE", "BINUNICODE", "BININT", "BININT1", "BININT2", "BINFLOAT", "LONG1"])
_MEMO_PUTS = frozenset(["MEMOIZE", "BINPUT", "LONG_BINPUT"])
_STEPS: dict[str, Callable[[_Machine], None]] = {
    "MARK": _Machine.mark,
    "TUPLE": _Machine.tuple_above_mark,
    "TUPLE1": lambda m: m.tuple_of(1),
    "TUPLE2": lambda m: m.tuple_of(2),
    "TUPLE3": lambda m: m.tuple_of(3),
    "SETITEM": _Machine.set_item,
    "SETITEMS": lambda m: m.set_items(m.above_mark()),
    "APPEND": lambda m: m.extend([m.stack.pop()]),
    "APPENDS": lambda m: m.extend(m.above_mark()),
    "REDUCE": _Machine.reduce,
    "BUILD": _Machine.build,
    "BINPERSID": _Machine.refer,
}
