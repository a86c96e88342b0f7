"""How a script loads a model as the window did: what its MODEL is, and the options of `load_model`. Qt-free."""

from __future__ import annotations

from gpt_studio.files.places import BUNDLED, model_path
from gpt_studio.protocol.models import ModelKey


def place_of(key: ModelKey) -> str:
    """The path of a model, also of the one that ships with the program."""
    return str(model_path(key.path)) if key.path == BUNDLED else key.path


def loading_options(key: ModelKey) -> str:
    """What stands behind the path, where it is not as a matter of course; '' or begins with a comma."""
    named = {"dtype": key.dtype, "device": key.device}
    options = [f", {name}={value!r}" for name, value in named.items() if value != "auto"]
    options += [f", context={key.context}"] if key.context else []
    options += [f", adapters={key.adapters!r}"] if key.adapters else []
    options += [f", merged={key.merged!r}"] if key.merged else []
    return "".join(options)
