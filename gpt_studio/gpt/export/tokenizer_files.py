"""The files beside the weights: a folder's own, copied, or written anew; the chat template and its special tokens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gpt_studio.files.durable import replace_bytes, replace_text
from gpt_studio.gpt.checkpoints.chat_template_of import FILE as TEMPLATE
from gpt_studio.gpt.checkpoints.chat_template_of import special_texts, template_of
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.tokenizer_of import tokenizer_of
from gpt_studio.gpt.folder import CONFIG_LIMIT, TOKENIZER_LIMIT, has, read_inside, read_object
from gpt_studio.gpt.tokenizers import Tokenizer, save_tokenizer
from gpt_studio.gpt.tokenizers.folders import SETTINGS, has_tokenizer
from gpt_studio.protocol.errors import StudioError

COPIED = (
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
    "merges.txt", "tokenizer.model", "spiece.model", "vocab.txt", "generation_config.json",
)  # fmt: skip


def write_tokenizer(folder: Path, checkpoint: Checkpoint) -> None:
    """Put the checkpoint's tokenizer and chat template into `folder`.

    Files of a Hugging Face folder are copied as they are. A checkpoint without tokenizer stays without.
    """
    if checkpoint.packed is None and has_tokenizer(checkpoint.folder):
        for name in COPIED:
            if has(checkpoint.folder, name):
                replace_bytes(folder / name, read_inside(checkpoint.folder, name, TOKENIZER_LIMIT))
    else:
        tokenizer = tokenizer_if_any(checkpoint)
        if tokenizer is not None:
            save_tokenizer(folder, tokenizer)
            _add_roles(folder, checkpoint)
    template = template_of(checkpoint)
    if template is not None:
        replace_text(folder / TEMPLATE, template)


def tokenizer_if_any(checkpoint: Checkpoint) -> Tokenizer | None:
    """The checkpoint's tokenizer, None where it has none. Raises StudioError for a broken one."""
    try:
        return tokenizer_of(checkpoint)
    except StudioError as error:
        if error.code == "absent":
            return None
        raise


def _add_roles(folder: Path, checkpoint: Checkpoint) -> None:
    """Name the tokens that a chat template writes (`bos_token`, …) in the settings."""
    roles = special_texts(checkpoint)
    if roles:
        settings: dict[str, Any] = read_object(folder, SETTINGS, CONFIG_LIMIT) | roles
        replace_text(folder / SETTINGS, json.dumps(settings, ensure_ascii=False, indent=1) + "\n")
