"""Our own dialect of config.json: the decoder's switches by their names. No torch here."""

from __future__ import annotations

from dataclasses import MISSING, asdict, fields

from gpt_studio.gpt.config import DecoderConfig, Rope

from .fields import Json, broken, fraction, listed_values, number, part, switch, whole, word

OWN = "gpt_studio"  # our model_type


def own_to_json(config: DecoderConfig, dtype: str, eos: int | None) -> Json:
    """The config.json of a network in our own dialect."""
    return {"model_type": OWN, **asdict(config), "dtype": dtype, "eos_token_id": eos}


def own_from_json(found: Json) -> DecoderConfig:
    """The network that a config.json of our own dialect describes; switches that it leaves out are neutral."""
    return DecoderConfig(**_values(DecoderConfig, found))


def _values(kind: type[DecoderConfig | Rope], found: Json) -> Json:
    values: Json = {}
    for f in fields(kind):
        if f.name not in found and f.default is not MISSING:
            continue
        match f.type:
            case "int":
                values[f.name] = whole(found, f.name)
            case "float":
                values[f.name] = (fraction if f.name in ("norm_eps", "dropout") else number)(found, f.name)
            case "bool":
                values[f.name] = switch(found, f.name)
            case "tuple[int, ...]" | "tuple[float, ...]":
                values[f.name] = _numbers(found, f.name, f.type == "tuple[int, ...]")
            case "Rope | None":
                held = part(found, f.name)
                values[f.name] = Rope(**_values(Rope, held)) if held else None
            case _:
                values[f.name] = word(found, f.name)
    return values


def _numbers(found: Json, key: str, only_whole: bool) -> tuple[float, ...]:
    values = listed_values(found, key)
    for value in values:
        if not (type(value) is int or (type(value) is float and not only_whole)) or not abs(value) < 1e12:
            raise broken(key, "whole numbers" if only_whole else "numbers", value)
    return tuple(values if only_whole else map(float, values))
