"""The samplers in the settings of a span: written when it is drawn, read when it is explained and replayed."""

from __future__ import annotations

from typing import Any

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.sampling import DRY_BREAKERS, SamplingParams
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.presets import biases_to_json, preset_from_json
from gpt_studio.store.switch_json import switches_from_json, switches_to_json

NAMES = ("samplers", "order", "logit_bias", "dry_breakers")


def described(sampling: SamplingParams) -> dict[str, Any]:
    """The samplers as a span keeps them."""
    kept: dict[str, Any] = {"samplers": sampling.differing(), "order": list(sampling.order)}
    if sampling.logit_bias:
        kept["logit_bias"] = biases_to_json(sampling)
    if sampling.dry_breakers != DRY_BREAKERS:
        kept["dry_breakers"] = list(sampling.dry_breakers)
    return kept


def retuned(settings: dict[str, Any], position: int, sampling: SamplingParams) -> dict[str, Any]:
    """The settings of a span whose samplers changed while it was drawn: `retuned` lists from which position on.

    Positions are those of the whole text, so that they stay true when a span is split.
    """
    before = [entry for entry in settings.get("retuned", []) if entry["position"] != position]
    return {**settings, "retuned": [*before, {"position": position, **described(sampling)}]}


def sampling_at(settings: dict[str, Any], position: int | None = None) -> SamplingParams | None:
    """The samplers of the token at a position of a span (None: of its last); None where the span does not tell."""
    changes = [entry for entry in settings.get("retuned", []) if position is None or entry["position"] <= position]
    kept = changes[-1] if changes else settings
    if "samplers" not in kept:
        return None
    try:
        return preset_from_json({name: kept[name] for name in NAMES if name in kept})
    except (StudioError, ValueError, OverflowError):
        return None


def random_numbers(settings: dict[str, Any]) -> tuple[int, int] | None:
    """(seed, member) of a span; None where it does not tell."""
    seed, member = settings.get("seed"), settings.get("member")
    return (seed, member) if isinstance(seed, int) and isinstance(member, int) else None


def switched(switches: Switches) -> dict[str, Any]:
    """What was off, as a span keeps it; nothing where everything was on."""
    return {"switches": switches_to_json(switches)} if switches.active else {}


def switched_with(settings: dict[str, Any]) -> Switches:
    """What was off while a span was drawn."""
    try:
        return switches_from_json(settings.get("switches", {}))
    except ValueError:
        return NOTHING_OFF
