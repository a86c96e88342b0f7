"""The chat template of a checkpoint: its own file, its settings, or the GGUF file itself. No torch, no jinja2 here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from gpt_studio.gpt.folder import has, read_inside, read_object
from gpt_studio.gpt.tokenizers.folders import roles_of
from gpt_studio.protocol.errors import StudioError

from .checkpoint import Checkpoint
from .gguf.metadata import GGUF

FILE, SETTINGS = "chat_template.jinja", "tokenizer_config.json"
KEY = "tokenizer.chat_template"
LONGEST_TEMPLATE = 256 << 10


def has_template(checkpoint: Checkpoint) -> bool:
    """Whether the checkpoint brings a chat template. Raises StudioError for broken settings."""
    if checkpoint.packed is not None:
        return bool(checkpoint.packed.file.text(KEY))
    return has(checkpoint.folder, FILE) or (
        has(checkpoint.folder, SETTINGS) and _in_settings(read_object(checkpoint.folder, SETTINGS)) is not None
    )


def template_of(checkpoint: Checkpoint) -> str | None:
    """The text of the chat template, None where there is none. Raises StudioError for one that is too long."""
    if checkpoint.packed is not None:
        found = checkpoint.packed.file.text(KEY)
    elif has(checkpoint.folder, FILE):
        found = read_inside(checkpoint.folder, FILE, LONGEST_TEMPLATE).decode("utf-8", "replace")
    elif has(checkpoint.folder, SETTINGS):
        found = _in_settings(read_object(checkpoint.folder, SETTINGS))
    else:
        found = None
    if found is not None and len(found.encode("utf-8", "replace")) > LONGEST_TEMPLATE:
        raise StudioError(
            "too_large",
            f"{checkpoint.path}: the chat template is too long",
            expected=f"at most {LONGEST_TEMPLATE} bytes",
        )
    return found or None


def _in_settings(settings: dict[str, Any]) -> str | None:
    """The template of tokenizer_config.json: one text, or a list of named ones of which `default` is meant."""
    match settings.get("chat_template"):
        case str(text) if text:
            return text
        case [*named]:
            texts = {
                cast("dict[str, Any]", t).get("name"): cast("dict[str, Any]", t).get("template")
                for t in named
                if isinstance(t, dict)
            }
            default = texts.get("default")
            return default if isinstance(default, str) and default else None
        case _:
            return None


def special_texts(checkpoint: Checkpoint) -> dict[str, str]:
    """What a template may write by name: `bos_token`, `eos_token`, … of the settings or of the GGUF file."""
    if checkpoint.packed is None:
        return roles_of(checkpoint.folder)
    return dict(_texts_of_roles(checkpoint.packed.file))


@lru_cache(maxsize=4)
def _texts_of_roles(file: GGUF) -> dict[str, str]:
    """The same once per opened file: a template asks for each text that it lays out, and the vocabulary is long."""
    ids = {f"{role}_token": f"tokenizer.ggml.{name}_token_id" for role, name in _ROLES.items()}
    wanted = {file.count(key): role for role, key in reversed(ids.items()) if key in file.header.metadata}
    texts = {i: text for i, text in enumerate(file.strings("tokenizer.ggml.tokens")) if i in wanted}
    return {role: texts[file.count(key)] for role, key in ids.items() if file.header.metadata.get(key) in texts}


_ROLES = {"bos": "bos", "eos": "eos", "unk": "unknown", "pad": "padding"}
