"""A file of code as a tree: what a name in it can stand for, what a call hands over, what a function returns."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """A file: its tree, the functions around each node, its constants and where its names come from."""

    name: str
    tree: ast.Module
    around: dict[ast.AST, Function | None] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    caught: dict[Function, set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: set[str] = field(default_factory=set)

    @staticmethod
    def read(name: str, text: str) -> Module:
        module = Module(name, ast.parse(text))
        module._walk(module.tree, None)
        for node in module.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(targets[0], ast.Name) and node.value:
                module.constants[targets[0].id] = node.value
        return module

    def _walk(self, node: ast.AST, function: Function | None) -> None:
        for child in ast.iter_child_nodes(node):
            self.around[child] = function
            if isinstance(child, ast.ImportFrom):
                self.imports.update({alias.asname or alias.name: alias.name for alias in child.names})
            elif isinstance(child, ast.ClassDef):
                self.classes.add(child.name)
            elif isinstance(child, ast.ExceptHandler) and child.name and function is not None:
                self.caught[function].add(child.name)
            if not isinstance(child, ast.expr_context | ast.operator | ast.alias):
                self._walk(child, child if isinstance(child, Function) else function)


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def choices(node: ast.expr) -> list[ast.expr]:
    """What an expression can be one of, or holds: the sides of a choice, the items of a collection."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            return [one, other]
        case ast.BoolOp(values=nodes) | ast.Tuple(elts=nodes) | ast.List(elts=nodes):
            return nodes
        case ast.Dict(keys=keys, values=nodes):
            return [*filter(None, keys), *nodes]
        case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
            return [inner]
        case ast.Starred(value=inner) | ast.NamedExpr(value=inner) | ast.Subscript(value=inner):
            return [inner]
        case _:
            return []


def is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def parameter_names(function: Function) -> list[str]:
    """In the order in which they are given; a method's own object is not among them."""
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    return names[1 if names[:1] in (["self"], ["cls"]) else 0 :] + [argument.arg for argument in arguments.kwonlyargs]


def defaults(function: Function) -> dict[str, list[ast.expr]]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(reversed(named), reversed(arguments.defaults), strict=False)]
    pairs += [(a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None]
    return {argument.arg: [value] for argument, value in pairs}


def assigned(function: Function) -> dict[str, list[ast.expr]]:
    """What the local names of a function are set to, also as one of several."""
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for target, value in settings(function):
        if isinstance(target, ast.Name):
            found[target.id].append(value)
        elif isinstance(target, ast.Tuple):
            for place, each in enumerate(target.elts):
                for name in ast.walk(each):
                    if isinstance(name, ast.Name):
                        found[name.id] += one_of(value, place)
    return found


def settings(function: Function) -> Iterator[tuple[ast.expr, ast.expr]]:
    """(target, value) of every assignment and loop of a function."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[target], value=value) | ast.For(target=target, iter=value):
                yield target, value
            case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                yield target, value
            case ast.comprehension(target=target, iter=value):
                yield target, value
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield target, value
            case _:
                pass


def one_of(value: ast.expr, place: int) -> Iterator[ast.expr]:
    """The value at a place of a tuple, of a choice of tuples, or of each tuple of a tuple (in a loop); or all of it."""
    match value:
        case ast.IfExp(body=one, orelse=other):
            yield from (*one_of(one, place), *one_of(other, place))
        case ast.Tuple(elts=items) | ast.List(elts=items):
            rows = [item for item in items if isinstance(item, ast.Tuple) and len(item.elts) > place]
            if rows and len(rows) == len(items):
                yield from (row.elts[place] for row in rows)
            elif len(items) > place:
                yield items[place]
        case _:
            yield value


def returned(function: Function, module: Module) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None and module.around.get(node) is function:
            yield node.value
