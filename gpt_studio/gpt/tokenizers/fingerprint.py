"""What tells two tokenizers apart that give other ids: a hash of all that they go by."""

from __future__ import annotations

import hashlib
import json

from .base import Tokenizer
from .folders import json_of


def fingerprint(tokenizer: Tokenizer) -> str:
    """SHA-256 of its tokenizer.json and of the ids that end a text; the same once it was saved and loaded.

    Raises StudioError for a kind that cannot be written.
    """
    known = [tokenizer.kind, sorted(tokenizer.eos_ids), json_of(tokenizer)]
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
