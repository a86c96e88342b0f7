"""Functions of the program's own source with all that they use, as text for a script that stands alone. Qt-free.

So the samplers and the random numbers of a script are those of the program, and there is one place to correct them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import gpt_studio

MODULES = ("gumbel", "cuts", "shapes", "penalties")
# Bindings that come from an import, by name.
IMPORTS = {
    "math": "import math",
    "np": "import numpy as np",
    "torch": "import torch",
    "Tensor": "from torch import Tensor",
    "Sequence": "from collections.abc import Sequence",
    "Collection": "from collections.abc import Collection",
    "NDArray": "from numpy.typing import NDArray",
}


@lru_cache(maxsize=1)
def definitions() -> dict[str, tuple[str, frozenset[str]]]:
    """Top-level functions and constants of MODULES: (source, names used in it), in the order in which they stand."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for module in MODULES:
        text = (Path(gpt_studio.__file__).parent / "sampling" / f"{module}.py").read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            name = _defined(node)
            if name:
                source = ast.get_source_segment(text, node) or ""
                found[name] = (source, frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name)))
    return found


def _defined(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) if not name.startswith("__"):
            return name
        case _:
            return ""


def closure(names: Iterable[str]) -> list[str]:
    """`names` and every definition that they use, in the order of the source."""
    known, waiting, needed = definitions(), list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed.add(name)
            waiting += known[name][1]
    return [name for name in known if name in needed]


def source_of(names: Iterable[str]) -> str:
    """The text of those definitions, constants before functions."""
    known, wanted = definitions(), closure(names)
    constants = [known[name][0] for name in wanted if not known[name][0].startswith("def ")]
    functions = [known[name][0] for name in wanted if known[name][0].startswith("def ")]
    return "\n".join(constants) + "\n\n\n" + "\n\n\n".join(functions)


def imports_of(names: Iterable[str]) -> set[str]:
    """The import lines that those definitions need."""
    known = definitions()
    return {line for name, line in IMPORTS.items() if any(name in known[n][1] for n in closure(names))}
