"""What the window remembers: a JSON file that holds only what differs from the defaults.

A file that cannot be read is set aside and the defaults load; a value of the wrong kind falls back to its default;
keys of a newer version are kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta, Struct, field

from gpt_studio.files.bounded import read_json

from .set_aside import set_aside

SETTINGS_FILE = "settings.json"
LIMIT_BYTES = 1 << 20
RECENT_MODELS = 12


class Arrangement(Struct):
    """How one mode is laid out: whether its side is open, and its share of the width (0: as the mode has it)."""

    side_open: bool = False
    side_share: Annotated[float, Meta(ge=0, le=0.95)] = 0.0


class Drawing(Struct):
    """The window's samplers and what stands below them (`unfolded` or not).

    `samplers` holds only what differs from neutral, `logit_bias` values by token id (as store/presets.py writes them),
    `dry_breakers` None for the customary ones.
    `alternatives` is how many are kept of each token; `waterfall`: whether the samplers' steps are unfolded.
    """

    samplers: dict[str, float] = field(default_factory=lambda: {"temperature": 0.8})
    order: tuple[str, ...] = ()
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    seed_locked: bool = False
    max_tokens: Annotated[int, Meta(ge=1, le=1_000_000)] | None = 256
    stop: tuple[str, ...] = ()
    on_full: str = "stop"
    unfolded: bool = False
    dry_breakers: tuple[str, ...] | None = None
    logit_bias: dict[str, float | str] = field(default_factory=dict[str, float | str])
    alternatives: Annotated[int, Meta(ge=5, le=50)] = 10
    waterfall: bool = False


class Settings(Struct):
    """All settings, at their defaults. `geometry` is Qt's own, base64; `view` of Write is text or chat.

    `watched_folders` None: those of store/library.py `default_watched`.
    """

    language: str = ""
    scheme: str = "system"
    text_size: Annotated[float, Meta(ge=6, le=72)] = 14.0
    tint: str = "probability"
    strip_dismissed: bool = False
    recent_models: tuple[str, ...] = ()
    recent_commands: tuple[str, ...] = ()
    watched_folders: tuple[str, ...] | None = None
    hub_mirror: str = ""
    geometry: str = ""
    view: str = "text"
    exact_ids: bool = False
    history_open: bool = False
    history_share: Annotated[float, Meta(ge=0, le=0.95)] = 0.0
    arrangements: dict[str, Arrangement] = field(default_factory=dict[str, Arrangement])
    drawing: Drawing = field(default_factory=Drawing)
    unknown: dict[str, Any] = field(default_factory=dict[str, Any])

    def arrangement(self, mode: str) -> Arrangement:
        """How `mode` is laid out; changes to it are remembered."""
        return self.arrangements.setdefault(mode, Arrangement())

    def add_recent(self, model: str) -> None:
        """Put a model in front of the recent ones."""
        others = (known for known in self.recent_models if known != model)
        self.recent_models = (model, *others)[:RECENT_MODELS]

    def forget_recent(self, model: str) -> None:
        """Take a model out of the recent ones."""
        self.recent_models = tuple(known for known in self.recent_models if known != model)


def load_settings(path: Path) -> tuple[Settings, str]:
    """(the settings, one line about what could not be read or '')."""
    try:
        raw = read_json(path, LIMIT_BYTES)
    except FileNotFoundError:
        return Settings(), ""
    except (OSError, ValueError):
        return Settings(), _kept(path)
    if not isinstance(raw, dict):
        return Settings(), _kept(path)
    return _from_json(cast("dict[str, Any]", raw))


def encode_settings(settings: Settings) -> bytes:
    """The sparse JSON: what differs from the defaults, and what an earlier file held that is not known here."""
    plain, defaults = msgspec.to_builtins(settings), msgspec.to_builtins(Settings())
    unknown = plain.pop("unknown")
    sparse = {name: value for name, value in plain.items() if value != defaults[name]}
    return (json.dumps(unknown | sparse, indent=2, ensure_ascii=False) + "\n").encode()


def _kept(path: Path) -> str:
    name = set_aside(path)
    return f"The settings could not be read; the defaults are used. The old file is kept as {name or path.name}."


def _from_json(raw: dict[str, Any]) -> tuple[Settings, str]:
    settings, wrong = Settings(), list[str]()
    types = {f.name: f.type for f in msgspec.structs.fields(Settings) if f.name != "unknown"}
    for name, value in raw.items():
        if name not in types:
            settings.unknown[name] = value
            continue
        try:
            setattr(settings, name, msgspec.convert(value, types[name]))
        except msgspec.ValidationError:
            wrong.append(name)
    said = f"These settings could not be read and are at their defaults: {', '.join(wrong)}." if wrong else ""
    return settings, said
