"""Parameters as data: a dataclass field carries its range, unit, neutral value and help.

`validate` checks them, the window's controls and the command line's options are made from them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cache
from typing import Any, cast

from .errors import StudioError


@dataclass(frozen=True)
class ParameterInfo:
    """What a form has to know about one parameter.

    `low` and `high` are inclusive; `neutral` is the value at which a sampler does nothing (None: no such value).
    """

    name: str
    default: Any
    low: float | None
    high: float | None
    unit: str
    neutral: Any
    choices: tuple[str, ...]
    step: float | None
    help: str


def parameter(
    default: Any,
    *,
    help: str,  # noqa: A002
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    neutral: Any = None,
    choices: Sequence[str] = (),
    step: float | None = None,
) -> Any:
    """A dataclass field with the metadata that forms and `validate` use."""
    meta = {
        "low": low,
        "high": high,
        "unit": unit,
        "neutral": neutral,
        "choices": tuple(choices),
        "step": step,
        "help": help,
    }
    return field(default=default, metadata={"parameter": meta})


def parameters_of(kind: type[Any] | Any) -> tuple[ParameterInfo, ...]:
    """The parameters of a dataclass or of one of its instances, in the order in which they are declared."""
    return _declared(kind if isinstance(kind, type) else type(kind))


@cache
def _declared(kind: type[Any]) -> tuple[ParameterInfo, ...]:
    return tuple(_info(f) for f in fields(kind) if "parameter" in f.metadata)


def _info(f: Field[Any]) -> ParameterInfo:
    meta = cast("dict[str, Any]", f.metadata["parameter"])
    default = None if f.default is MISSING else f.default
    return ParameterInfo(name=f.name, default=default, **meta)


def validate(values: Any) -> None:
    """Raise StudioError for the first field of a parameter dataclass that is outside its range or choices."""
    for info in parameters_of(values):
        _check(info, getattr(values, info.name))


def _check(info: ParameterInfo, value: Any) -> None:
    if value is None:
        return
    if info.choices and value not in info.choices:
        raise _refusal(info, "one of " + ", ".join(info.choices), value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if not math.isfinite(value):
        raise _refusal(info, "a finite number", value)
    if info.low is not None and value < info.low:
        raise _refusal(info, f"at least {info.low:g}", value)
    if info.high is not None and value > info.high:
        raise _refusal(info, f"at most {info.high:g}", value)


def _refusal(info: ParameterInfo, expected: str, value: Any) -> StudioError:
    return StudioError("bad_parameter", f"{info.name} is out of range", expected=expected, found=str(value))
