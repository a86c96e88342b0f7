"""What the tokens of a data set depend on, as one name: the data's bytes, the tokenizer, what is made of the rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from gpt_studio import __version__
from gpt_studio.gpt.checkpoints.chat_template_of import special_texts, template_of
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.gpt.tokenizers.fingerprint import fingerprint
from gpt_studio.protocol.training import TrainParams

from .data_file import DataFile

LAYOUT = 3  # of the arrays in an entry


def key_of(
    kind: str, files: Sequence[DataFile], tokenizer: Tokenizer, settings: Mapping[str, Any] | None = None
) -> str:
    """SHA-256 of all that the ids depend on. Where the files lie and what they are called is not part of it."""
    known: dict[str, Any] = {
        "layout": LAYOUT,
        "version": __version__,
        "kind": kind,
        "data": [file.sha256 for file in files],
        "tokenizer": fingerprint(tokenizer),
        "settings": dict(settings or {}),
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def row_settings(files: Sequence[DataFile], checkpoint: Checkpoint | None, params: TrainParams) -> dict[str, Any]:
    """What becomes of rows: how the files are taken apart, what is learnt of them, the chat template."""
    template = None if checkpoint is None else template_of(checkpoint)
    return {
        "endings": [file.path.suffix.lower() for file in files],
        "format": params.format,
        "columns": list(params.columns),
        "mask_prompt": params.mask_prompt,
        "bad_lines": params.bad_lines,
        "template": template,
        "special": special_texts(checkpoint) if checkpoint is not None and template is not None else {},
    }
