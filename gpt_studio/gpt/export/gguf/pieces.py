"""sentencepiece's BPE as pieces with scores and types, from a tokenizer that runs on Hugging Face's library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gpt_studio.gpt.tokenizers.library import LibraryTokenizer
from gpt_studio.gpt.tokenizers.sentencepiece import BYTE, CONTROL, NORMAL, UNKNOWN, USER_DEFINED

_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
_HARMLESS = ("Prepend", "Replace", "Sequence")


@dataclass(frozen=True)
class ScoredPieces:
    """Texts, scores and types by id. `normalised`: text is changed before it is cut, beyond its spaces."""

    texts: list[str]
    scores: list[float]
    types: list[int]
    space_first: bool
    normalised: bool


def pieces_of(tokenizer: LibraryTokenizer) -> ScoredPieces:
    """The pieces; where they have no scores, the place of the first merge that makes one is its score."""
    found = tokenizer.as_json()
    texts = list(tokenizer.texts)
    scores = list(tokenizer.scores) or _scores(found["model"], texts)
    types = list(tokenizer.types) or _types(tokenizer, found["model"], texts)
    normalised = any(kind not in _HARMLESS for kind in _stages(found.get("normalizer")))
    size = len(texts)
    return ScoredPieces(
        texts, (scores + [0.0] * size)[:size], (types + [USER_DEFINED] * size)[:size],
        tokenizer.opening != "never", normalised,
    )  # fmt: skip


def _scores(model: dict[str, Any], texts: list[str]) -> list[float]:
    places: dict[str, int] = {}
    for place, merge in enumerate(model["merges"]):
        a, b = merge.split(" ") if isinstance(merge, str) else merge
        places.setdefault(a + b, place)
    return [-float(places.get(text, len(places))) for text in texts]


def _types(tokenizer: LibraryTokenizer, model: dict[str, Any], texts: list[str]) -> list[int]:
    types = [BYTE if _BYTE.fullmatch(text) else NORMAL for text in texts]
    for token in tokenizer.added:
        types[token.id] = CONTROL if token.special else USER_DEFINED
        if token.text == model.get("unk_token"):
            types[token.id] = UNKNOWN
    return types


def _stages(normalizer: Any) -> list[str]:
    if not normalizer:
        return []
    inner = [kind for stage in normalizer.get("normalizers", []) for kind in _stages(stage)]
    return [str(normalizer.get("type")), *inner]
