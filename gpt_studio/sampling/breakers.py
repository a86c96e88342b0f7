"""The tokens at which DRY's repetitions end: those whose text holds one of the breakers."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.sampling import SamplingParams

_FOUND: WeakKeyDictionary[Tokenizer, dict[tuple[str, ...], frozenset[int]]] = WeakKeyDictionary()


def breaking_ids(params: SamplingParams, tokenizer: Tokenizer) -> frozenset[int]:
    """Ids of tokens that hold one of `dry_breakers`; none while DRY does not act. llama.cpp takes these too."""
    if not params.acts("dry") or not params.dry_breakers:
        return frozenset()
    known = _FOUND.setdefault(tokenizer, {})
    if params.dry_breakers not in known:
        held = [text.encode() for text in params.dry_breakers]
        known[params.dry_breakers] = frozenset(
            token for token in range(tokenizer.size) if any(text in tokenizer.token_bytes(token) for text in held)
        )
    return known[params.dry_breakers]
