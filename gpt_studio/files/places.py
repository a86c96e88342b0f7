"""Where things live: the data folder, and the resources that ship with the program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

BUNDLED = "bundled"


def data_folder(override: str | os.PathLike[str] | None = None) -> Path:
    """The folder for runs, settings and history: `--data-dir`, `GPT_STUDIO_HOME`, or the platform's own place."""
    chosen = override or os.environ.get("GPT_STUDIO_HOME")
    return Path(chosen).expanduser().absolute() if chosen else _platform_folder()


def _platform_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "GPT Studio"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "GPT Studio"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "gpt-studio"


def runs_folder(override: str | os.PathLike[str] | None = None) -> Path:
    """The folder in which runs are made when no other is named."""
    return data_folder(override) / "runs"


def token_cache_folder(override: str | os.PathLike[str] | None = None) -> Path:
    """The folder in which the tokens of data sets are kept."""
    return data_folder(override) / "token-cache"


def resource(name: str) -> Path:
    """A file or folder that ships with the program, from a checkout or from an installed wheel."""
    package = Path(__file__).resolve().parent.parent
    for root in (package / "resources", package.parent / "resources"):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"the program's own resource {name} is missing; install GPT Studio again")


def model_path(model: str) -> Path:
    """The path that a MODEL argument means: `bundled` is the model that ships with the program."""
    return resource("models/bundled") if model == BUNDLED else Path(model).expanduser()
