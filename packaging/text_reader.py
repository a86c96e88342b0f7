"""Which texts reach the errors of the program, as its code says: an f-string is a text with holes.

It follows what an argument is made of: both sides of `a if b else c`, constants, local names, what a builder of errors
is called with, what a function returns. What it cannot follow is a hole.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from code_trees import (
    Function,
    Module,
    assigned,
    called,
    choices,
    defaults,
    is_literal,
    parameter_names,
    returned,
)

OPAQUE, NESTED = "\0", "\1"  # a hole with a value as it stands, and one that can be a text of an error itself
MOST_WAYS = 12  # in which one text can read

# Where a text of an error, or a short word of state, is handed over: by place and by name.
PARTS = ("message", "expected", "found", "remedy")
SINKS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "StudioError": ((1,), PARTS),
    "Late": ((1,), PARTS),
    "FetchFailed": ((1, 2, 3, 4), PARTS),
    "JobFailed": ((2, 3, 4, 5), PARTS),
    **dict.fromkeys(("BadRow", "Refused", "TooLarge", "NoText", "DuplicateKey", "ValueError"), ((0,), ())),
    "BadLine": ((1,), ("reason",)),
    "EngineStopped": ((1,), ("message",)),
    **dict.fromkeys(("ModelInfo", "Checkpoint", "replace"), ((), ("warnings",))),
    "write": ((), ("message",)),
    "append": ((0,), ()),
}
SAYING = {"append": "problems", "write": "state"}  # whose method it has to be
# Words that stand alone for what was expected or found; all other words without a space are names of the code.
WORDS = {"both", "head", "heads", "layer", "layers", "less", "more", "neither", "none", "nothing", "one", "several"}
# What carries a text that was made elsewhere: an error's own parts, and the reasons of rows.
CARRIED = {*PARTS, "reason", "msg", "why", "one_line", "problem", "failure", "strerror"}
PASSED_ON = {"str", "shown", "ascii", "join"}  # functions whose result is the text of their argument
OF_THEMSELVES = {"items", "values", "split", "strip"}  # methods whose result is what they are called on


class Reader:
    """All texts that reach a sink."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules = list(modules)
        self.found: set[str] = set()
        self._functions: dict[str, list[tuple[Module, Function]]] = defaultdict(list)
        self._calls: dict[str, list[tuple[Module, ast.Call]]] = defaultdict(list)
        self._constants: dict[str, list[tuple[Module, ast.expr]]] = defaultdict(list)
        self._known: dict[ast.AST, list[str]] = {}
        self._local: dict[Function, dict[str, list[ast.expr]]] = {}
        for module in self.modules:
            for node in module.around:
                if isinstance(node, Function):
                    self._functions[node.name].append((module, node))
                elif isinstance(node, ast.Call) and (name := called(node)):
                    self._calls[module.imports.get(name, name)].append((module, node))
            for name, value in module.constants.items():
                self._constants[name].append((module, value))

    def read(self) -> set[str]:
        """Templates with `OPAQUE` and `NESTED` holes."""
        for module in self.modules:
            for node in module.around:
                if isinstance(node, ast.Call):
                    for argument in handed_over(node):
                        self._keep(self.texts(argument, module))
        return self.found

    def _keep(self, texts: Iterable[str]) -> None:
        self.found.update(text for text in texts if is_said(text))

    def texts(self, node: ast.expr, module: Module) -> list[str]:
        """The templates that an expression can be; [] where that is not known, or no text."""
        if node not in self._known:
            self._known[node] = []  # what leads back to itself says nothing more
            self._known[node] = list(dict.fromkeys(self._texts(node, module)))
        return self._known[node]

    def _texts(self, node: ast.expr, module: Module) -> Iterator[str]:
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=parts):
                yield from self._joined(parts, module)
            case ast.BinOp(left=left, op=ast.Add(), right=right) if any(map(is_literal, ast.walk(node))):
                yield from self._joined([left, right], module)
            case ast.Name(id=name):
                yield from self._named(name, node, module)
            case ast.Attribute(attr=name) if name in CARRIED:
                yield NESTED
            case ast.Call():
                yield from self._called(node, module)
            case _:
                yield from (text for each in choices(node) for text in self.texts(each, module))

    def _joined(self, parts: list[ast.expr], module: Module) -> Iterator[str]:
        """One text of several: choices within it are written out, other texts within it are holes."""
        bare = not "".join(part.value for part in parts if isinstance(part, ast.Constant)).strip()
        ways = [self._part(part, module, bare) for part in parts]
        for way in itertools.islice(itertools.product(*ways), MOST_WAYS):
            yield "".join(way)

    def _part(self, part: ast.expr, module: Module, bare: bool) -> list[str]:
        """What a part of a text can be; between parts that are all holes (`bare`) a known text is written out too."""
        if isinstance(part, ast.FormattedValue):
            if part.format_spec is not None or part.conversion == ord("r"):
                return [OPAQUE]
            part = part.value
        if isinstance(part, ast.Constant):
            return [str(part.value)]
        if isinstance(part, ast.JoinedStr | ast.BinOp):
            return self.texts(part, module) or [OPAQUE]
        if isinstance(part, ast.IfExp):
            return [way for side in (part.body, part.orelse) for way in self._part(side, module, bare)]
        known = self.texts(part, module)
        if any(known) and all(text[:1] in ("", " ", ",") or (bare and is_said(text)) for text in known):
            return known  # the end of a sentence, or nothing
        if isinstance(part, ast.BoolOp) and len(part.values) == 2 and isinstance(part.values[1], ast.Constant):
            known = known or [NESTED]
        self._keep(known)
        return [NESTED if NESTED in known or any(is_said(text) for text in known) else OPAQUE]

    def _named(self, name: str, node: ast.Name, module: Module) -> Iterator[str]:
        function = module.around.get(node)
        while function is not None:
            if name in module.caught.get(function, ()):
                yield NESTED
                return
            if name in (parameters := parameter_names(function)):
                yield from self._given(function, parameters, name, module)
                return
            if function not in self._local:
                self._local[function] = assigned(function)
            if values := self._local[function].get(name):
                yield from (text for value in values for text in self.texts(value, module))
                return
            function = module.around.get(function)
        if name in module.constants:
            yield from self.texts(module.constants[name], module)
        elif name in module.imports:
            for home, value in self._constants.get(module.imports[name], ()):
                yield from self.texts(value, home)

    def _given(self, function: Function, parameters: list[str], name: str, module: Module) -> Iterator[str]:
        """What a parameter is, wherever the function is called, and by itself."""
        place = parameters.index(name)
        for home, call in self._calls.get(function.name, ()):
            if home is not module and not reaches(home, call, function, module):
                continue
            given = [keyword.value for keyword in call.keywords if keyword.arg == name]
            given += [] if given or len(call.args) <= place else [call.args[place]]
            for value in given:
                yield from self.texts(value, home)
        for value in defaults(function).get(name, ()):
            yield from self.texts(value, module)

    def _called(self, node: ast.Call, module: Module) -> Iterator[str]:
        name = called(node)
        if name == "format" and isinstance(node.func, ast.Attribute):
            for text in self.texts(node.func.value, module):
                yield re.sub(r"\{[^{}]*\}", OPAQUE, text)
        elif name == "get" and isinstance(node.func, ast.Attribute):
            yield from (
                *self.texts(node.func.value, module),
                *(t for a in node.args[1:] for t in self.texts(a, module)),
            )
        elif (passed := passed_on(node)) is not None:
            yield from self.texts(passed, module)
        elif name in CARRIED:
            yield NESTED
        else:
            for home, function in self._functions.get(module.imports.get(name, name), ()):
                if home is module or name in module.imports:
                    for value in returned(function, home):
                        yield from self.texts(value, home)


def handed_over(node: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that are texts of an error."""
    name = called(node)
    if name not in SINKS:
        return
    if name in SAYING and SAYING[name] not in ast.unparse(node.func).lower():
        return
    places, names = SINKS[name]
    yield from (argument for place, argument in enumerate(node.args) if place in places)
    yield from (keyword.value for keyword in node.keywords if keyword.arg in names)


def passed_on(node: ast.Call) -> ast.expr | None:
    """The argument, or the object, whose text a call hands on as it is."""
    name = called(node)
    if name in OF_THEMSELVES and isinstance(node.func, ast.Attribute):
        return node.func.value
    if name in PASSED_ON and node.args:
        return node.args[0]
    if name == "next":
        return ast.Tuple(elts=node.args)
    return node.args[1] if name == "cast" else None


def reaches(home: Module, call: ast.Call, function: Function, module: Module) -> bool:
    """Whether a call in another file can be of the function: by its name, or as a method of a class known there."""
    names = set(home.imports.values())
    known = function.name in names or (isinstance(call.func, ast.Attribute) and not names.isdisjoint(module.classes))
    return known and not function.name.startswith("_")


def is_said(text: str) -> bool:
    """Whether there is something to translate: words with a space beside them, or one plain word."""
    said = text.strip(f"{OPAQUE}{NESTED} ")
    if len(text) > 600 or not said or (said in ("none", "nothing") and said != text):
        return False
    if re.search(r"[A-Za-z]{2}", text) is None:
        return text.endswith(NESTED) and re.fullmatch(f"[{OPAQUE}{NESTED}][:] {NESTED}", text) is not None
    return text in WORDS or (" " in text and "\n" not in text)
