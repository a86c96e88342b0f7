"""The samplers of a command line: single options, those of several values, a preset, the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.sampling import SamplingParams, order_named
from gpt_studio.store.presets import biases_to_json, load_preset, presets_folder

from .texts import unescape

# Fields that have no option of their own: several values stand in one option.
JOINT = (
    "dynamic_temperature_low", "dynamic_temperature_high", "dynamic_temperature_exponent", "mirostat_tau",
    "mirostat_eta",
)  # fmt: skip

Order = Annotated[
    str | None,
    typer.Option(help="hf, llama.cpp, or the samplers' names with commas. Default hf.", show_default=False),
]
Preset = Annotated[
    str | None, typer.Option(help="A preset by name, or its JSON file; other options beat it.", show_default=False)
]
DynamicTemperature = Annotated[
    str | None,
    typer.Option(
        metavar="LOW,HIGH,EXP", help="Temperature by entropy: LOW where sure, HIGH where not.", show_default=False
    ),
]
Mirostat = Annotated[
    str | None,
    typer.Option(metavar="TAU,ETA", help="Mirostat 2: steer the surprise to TAU bits.", show_default=False),
]
LogitBias = Annotated[
    list[str] | None,
    typer.Option(metavar="ID=B", help="Add B to a token's logit; -inf bans it, inf forces it. Repeatable."),
]
DryBreakers = Annotated[
    list[str] | None,
    typer.Option(
        help=r"DRY does not look over tokens with this text; \n, \t and \\ are understood, '' for none. Repeatable.",
        show_default=False,
    ),
]


def sampling_from(
    values: dict[str, Any],
    *,
    order: str | None,
    preset: str | None,
    dynamic_temperature: str | None,
    mirostat: str | None,
    logit_bias: Sequence[str] | None,
    data: Path,
    dry_breakers: Sequence[str] | None = None,
) -> SamplingParams:
    """The samplers that the options name; a value on the command line beats the preset. Raises StudioError."""
    sampling = SamplingParams() if preset is None else load_preset(presets_folder(data), preset)
    given = {name: value for name, value in values.items() if value is not None}
    if dynamic_temperature is not None:
        low, high, exponent = _numbers("--dynamic-temperature", dynamic_temperature, "LOW,HIGH,EXP", 3)
        given |= {
            "dynamic_temperature_low": low,
            "dynamic_temperature_high": high,
            "dynamic_temperature_exponent": exponent,
        }
    if mirostat is not None:
        given["mirostat_tau"], given["mirostat_eta"] = _numbers("--mirostat", mirostat, "TAU,ETA", 2)
    if logit_bias:
        given["logit_bias"] = tuple(_bias(text) for text in logit_bias)
    if dry_breakers:
        given["dry_breakers"] = tuple(unescape(text) for text in dry_breakers if text)
    if order is not None:
        given["order"] = order_named(order)
    return replace(sampling, **given)


def params_as_json(sampling: SamplingParams, values: dict[str, Any]) -> dict[str, Any]:
    """Every parameter by name, for the JSON document; infinite biases are strings."""
    plain = {name: value for name, value in values.items() if name not in ("order", "logit_bias")}
    return plain | {"logit_bias": biases_to_json(sampling)}


def _numbers(option: str, text: str, form: str, count: int) -> list[float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != count:
        raise StudioError("bad_parameter", f"{option} is not understood", expected=form, found=text)
    return values


def _bias(text: str) -> tuple[int, float]:
    token, _, value = text.partition("=")
    try:
        return int(token), float(value)
    except ValueError as error:
        raise StudioError("bad_parameter", "--logit-bias is not understood", expected="ID=B", found=text) from error
