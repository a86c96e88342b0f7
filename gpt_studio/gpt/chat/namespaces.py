"""`dict(…)` and `namespace(…)` of a template, which hold no more than they may."""

from __future__ import annotations

from typing import Any

from jinja2.utils import Namespace

from .bounds import Made, Refused


class BoundedDict:
    """`dict(a=1)` in a template, and nothing else of Python's dict."""

    def __init__(self, made: Made) -> None:
        self._made = made

    def __call__(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._made.held(dict(*args, **kwargs))


class BoundedNamespace(Namespace):
    """A namespace whose names begin with a letter and that holds no other namespace."""

    def __init__(*args: Any, **kwargs: Any) -> None:
        self, given = args[0], args[1:]
        attributes = dict(*given, **kwargs)
        for name, value in attributes.items():
            _check_attribute(name, value)
        Namespace.__init__(self, attributes)

    def __setitem__(self, name: str, value: Any) -> None:
        _check_attribute(name, value)
        super().__setitem__(name, value)


def _check_attribute(name: Any, value: Any) -> None:
    if str(name).startswith("_") or isinstance(value, Namespace):
        raise Refused("it stores what a namespace may not hold")
