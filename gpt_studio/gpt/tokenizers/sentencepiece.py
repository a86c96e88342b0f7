"""sentencepiece's vocabularies: pieces with scores, as in tokenizer.model and in GGUF files.

A `tokenizer.model` is a protobuf message (sentencepiece_model.proto); the few fields that matter are read here, each
length checked against what remains.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gpt_studio.protocol.errors import StudioError

from .base import MOST_TOKENS, AddedToken
from .library import LONGEST_TOKEN, SPACE, LibraryTokenizer, Spelling, guarded

if TYPE_CHECKING:
    from tokenizers import decoders, models, normalizers

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)
UNIGRAM, BPE = 1, 2
LONGEST_PIECE = 128  # characters of a piece that merges make


@dataclass
class Pieces:
    """Texts, scores and types of the pieces by id; `model` is UNIGRAM or BPE; `space_first`: one before the text."""

    texts: list[str] = field(default_factory=list[str])
    scores: list[float] = field(default_factory=list[float])
    types: list[int] = field(default_factory=list[int])
    model: int = BPE
    space_first: bool = True
    one_space: bool = False
    characters: bytes = b""  # a table of replacements, in the library's own form


def tokenizer_of_pieces(
    pieces: Pieces,
    *,
    prefix: Sequence[int] = (),
    suffix: Sequence[int] = (),
    eos_ids: frozenset[int] = frozenset(),
) -> LibraryTokenizer:
    """The tokenizer of a sentencepiece vocabulary. Raises StudioError for one that is broken."""
    import tokenizers
    from tokenizers import normalizers

    if max(map(len, pieces.texts), default=0) > LONGEST_TOKEN:
        raise _broken(f"pieces of at most {LONGEST_TOKEN} characters")
    if len(set(pieces.texts)) != len(pieces.texts) or not 0 < len(pieces.texts) <= MOST_TOKENS:
        raise _broken("each piece once")
    whole = [
        AddedToken(i, text, special=type_ != USER_DEFINED)
        for i, (text, type_) in enumerate(zip(pieces.texts, pieces.types, strict=True))
        if type_ in (CONTROL, USER_DEFINED, UNKNOWN) and text
    ]
    unknown = pieces.types.index(UNKNOWN) if UNKNOWN in pieces.types else None
    library = guarded(lambda: tokenizers.Tokenizer(_model(pieces, unknown)))
    stages: list[normalizers.Normalizer] = []
    if pieces.characters:
        stages.append(guarded(lambda: normalizers.Precompiled(pieces.characters)))
    if pieces.one_space:
        stages.append(normalizers.Replace(tokenizers.Regex(" {2,}"), " "))
    stages += [normalizers.Prepend(SPACE)] if pieces.space_first else []
    library.normalizer = normalizers.Sequence([*stages, normalizers.Replace(" ", SPACE)])
    library.decoder = _decoder(pieces)
    for token in whole:
        added = tokenizers.AddedToken(token.text, special=token.special, normalized=False)
        (library.add_special_tokens if token.special else library.add_tokens)([added])
    normalizer: dict[str, Any] = json.loads(library.to_str())["normalizer"]
    inner = [stage for stage in normalizer["normalizers"] if stage["type"] != "Prepend"]
    return LibraryTokenizer(
        library, "unigram" if pieces.model == UNIGRAM else "sentencepiece", spelling=Spelling("pieces"), added=whole,
        prefix=prefix, suffix=suffix, eos_ids=eos_ids, opening="always" if pieces.space_first else "never",
        opens_with=(normalizer | {"normalizers": inner}, None), scores=pieces.scores, types=pieces.types,
        unknown=unknown,
    )  # fmt: skip


def _decoder(pieces: Pieces) -> decoders.Decoder:
    """Text of pieces, as transformers makes it from a saved tokenizer."""
    from tokenizers import decoders

    stages: list[decoders.Decoder] = [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    return decoders.Sequence([*stages, decoders.Strip(" ", 1, 0)] if pieces.space_first else stages)


def _model(pieces: Pieces, unknown: int | None) -> models.Model:
    from tokenizers import models

    has_bytes = pieces.types.count(BYTE) == 256
    if pieces.model == UNIGRAM:
        entries = list(zip(pieces.texts, pieces.scores, strict=True))
        return models.Unigram(entries, unknown, has_bytes)
    vocabulary = {text: i for i, text in enumerate(pieces.texts)}
    return models.BPE(
        vocabulary, _merges(pieces, vocabulary), fuse_unk=True, byte_fallback=has_bytes,
        unk_token=None if unknown is None else pieces.texts[unknown],
    )  # fmt: skip


def _merges(pieces: Pieces, vocabulary: dict[str, int]) -> list[tuple[str, str]]:
    """Every pair of pieces that makes a piece, in the order of the scores: the best is joined first."""
    ordered = sorted(range(len(pieces.texts)), key=lambda i: (-pieces.scores[i], i))
    merges: list[tuple[str, str]] = []
    for i in ordered:
        text = pieces.texts[i]
        if pieces.types[i] not in (NORMAL, USER_DEFINED, UNUSED):
            continue
        if len(text) > LONGEST_PIECE:
            raise _broken(f"pieces of at most {LONGEST_PIECE} characters")
        pairs = [(text[:k], text[k:]) for k in range(1, len(text)) if text[:k] in vocabulary and text[k:] in vocabulary]
        merges += sorted(pairs, key=lambda pair: (vocabulary[pair[0]], vocabulary[pair[1]]))
    return merges


def pieces_of_model(data: bytes) -> Pieces:
    """The pieces of a tokenizer.model. Raises StudioError for a file that is none, or of a kind that is not run."""
    pieces = Pieces()
    for number, value in _fields(data):
        if number == 1 and isinstance(value, bytes):
            _add_piece(pieces, value)
        elif number == 2 and isinstance(value, bytes):
            trainer = dict(_fields(value))
            pieces.model = int(_number(trainer.get(3), UNIGRAM))
        elif number == 3 and isinstance(value, bytes):
            normalizer = dict(_fields(value))
            pieces.space_first = bool(_number(normalizer.get(3), 1))
            pieces.one_space = bool(_number(normalizer.get(4), 1))
            table = normalizer.get(2)
            pieces.characters = table if isinstance(table, bytes) else b""
    if not pieces.texts or pieces.model not in (UNIGRAM, BPE):
        raise _broken("pieces of a unigram or BPE model")
    return pieces


def _add_piece(pieces: Pieces, data: bytes) -> None:
    found = dict(_fields(data))
    text, score = found.get(1), found.get(2)
    if not isinstance(text, bytes) or not isinstance(score, float | None) or len(pieces.texts) >= MOST_TOKENS:
        raise _broken("a text and a score of each piece")
    pieces.texts.append(text.decode("utf-8", "replace"))
    pieces.scores.append(score or 0.0)
    pieces.types.append(int(_number(found.get(3), NORMAL)))


def _number(value: int | float | bytes | None, default: int) -> int | float:
    return default if value is None or isinstance(value, bytes) else value


def _fields(data: bytes) -> Iterator[tuple[int, int | float | bytes]]:
    """Field numbers and values of one protobuf message; every length is checked."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        match key & 7:
            case 0:
                value, at = _varint(data, at)
                yield key >> 3, value
            case 5 if at + 4 <= len(data):
                yield key >> 3, struct.unpack_from("<f", data, at)[0]
                at += 4
            case 1 if at + 8 <= len(data):
                yield key >> 3, struct.unpack_from("<d", data, at)[0]
                at += 8
            case 2:
                length, at = _varint(data, at)
                if length > len(data) - at:
                    raise _broken("a whole file")
                yield key >> 3, data[at : at + length]
                at += length
            case _:
                raise _broken("protobuf fields")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise _broken("a whole file")


def _broken(expected: str) -> StudioError:
    return StudioError("damaged", "the sentencepiece vocabulary is broken", expected=expected, found="something else")
