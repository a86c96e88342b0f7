"""A tokenizer in a model's folder: found by its files, and written so that `tokenizers` reads it too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from gpt_studio.files.durable import replace_text
from gpt_studio.gpt.folder import TOKENIZER_LIMIT, has, naming, read_inside, read_object
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import TokenizerInfo

from .base import AddedToken, Tokenizer
from .bytes_bpe import END_OF_TEXT, BytesBPE
from .chars import Chars
from .library import LibraryTokenizer
from .library_json import kind_of
from .post_processor import json_of_ends
from .sentencepiece import pieces_of_model, tokenizer_of_pieces
from .splitting import BYTE_LEVEL
from .tokenizer_json import (
    added_tokens,
    is_chars,
    json_of_added,
    json_of_bytes_bpe,
    json_of_chars,
    tokenizer_from_json,
)
from .words import tokenizer_of_words

TOKENIZER_JSON = "tokenizer.json"
VOCAB, MERGES = "vocab.json", "merges.txt"
PIECES, WORDS = ("tokenizer.model", "spiece.model"), "vocab.txt"
SETTINGS = "tokenizer_config.json"
_ROLES = ("bos_token", "eos_token", "unk_token", "pad_token")
Json = dict[str, Any]


def has_tokenizer(folder: Path) -> bool:
    """Whether the folder holds tokenizer files that this version reads."""
    if any(has(folder, name) for name in (TOKENIZER_JSON, *PIECES, WORDS)):
        return True
    return has(folder, VOCAB) and has(folder, MERGES)


def load_tokenizer(folder: Path, *, limit: int | None = None) -> BytesBPE | Chars | LibraryTokenizer:
    """The tokenizer of a Hugging Face folder, ours included: tokenizer.json, or vocab.json and merges.txt, or
    sentencepiece's tokenizer.model, or BERT's vocab.txt.

    `limit` is the network's vocabulary: added tokens beyond it are left out, others refused.
    Raises StudioError that names the file.
    """
    tokenizer = _read(folder, limit)
    if limit is not None and tokenizer.size > limit:
        raise StudioError(
            "damaged", f"{folder}: tokenizer and network do not belong together", expected=f"at most {limit} tokens",
            found=str(tokenizer.size),
        )  # fmt: skip
    tokenizer.eos_ids = frozenset(i for i in _end_ids(folder, tokenizer) if 0 <= i < tokenizer.size)
    return tokenizer


def _read(folder: Path, limit: int | None) -> BytesBPE | Chars | LibraryTokenizer:
    if has(folder, TOKENIZER_JSON):
        with naming(folder / TOKENIZER_JSON):
            return tokenizer_from_json(read_object(folder, TOKENIZER_JSON, TOKENIZER_LIMIT), limit=limit)
    if has(folder, VOCAB) and has(folder, MERGES):
        with naming(folder / VOCAB):
            return tokenizer_from_json(_json_of_vocab_and_merges(folder), limit=limit)
    for name in PIECES:
        if has(folder, name):
            with naming(folder / name):
                return _from_pieces(folder, name)
    if has(folder, WORDS):
        with naming(folder / WORDS):
            return tokenizer_of_words(read_inside(folder, WORDS, TOKENIZER_LIMIT), _settings(folder))
    raise StudioError(
        "absent", f"{folder} holds no tokenizer", expected=f"{TOKENIZER_JSON}, or {VOCAB} and {MERGES}",
        found="neither",
    )  # fmt: skip


def describe_tokenizer(folder: Path, *, limit: int | None = None) -> TokenizerInfo:
    """Kind and size from the files alone, without building anything; `limit` as for loading. Raises StudioError."""
    if not has(folder, TOKENIZER_JSON) and not has(folder, VOCAB):
        tokenizer = load_tokenizer(folder, limit=limit)
        return TokenizerInfo(tokenizer.kind, tokenizer.size)
    name = TOKENIZER_JSON if has(folder, TOKENIZER_JSON) else VOCAB
    with naming(folder / name):
        found = read_object(folder, name, TOKENIZER_LIMIT)
        if name == VOCAB:
            added, found = _added_beside_vocab(folder, found), {"model": {"vocab": found}, "pre_tokenizer": BYTE_LEVEL}
        else:
            added = added_tokens(found)
        kind = "char" if is_chars(found) else kind_of(found)
    kept = [token.id for token in added if limit is None or token.id < limit]
    left_out = {token.text for token in added}
    return TokenizerInfo(kind, 1 + max([*_ids(found["model"].get("vocab"), left_out), *kept], default=-1))


def _ids(vocabulary: object, left_out: set[str]) -> Iterator[int]:
    if isinstance(vocabulary, list):  # Unigram: the place is the id
        return iter(range(len(cast("list[object]", vocabulary))))
    entries = cast("Json", vocabulary) if isinstance(vocabulary, dict) else {}
    return (i for token, i in entries.items() if type(i) is int and token not in left_out)


def _json_of_vocab_and_merges(folder: Path) -> Json:
    """The tokenizer.json that vocab.json, merges.txt and the settings beside them mean, as GPT-2's tokenizer does."""
    entries = read_object(folder, VOCAB, TOKENIZER_LIMIT)
    text = read_inside(folder, MERGES, TOKENIZER_LIMIT).decode("utf-8", "replace")
    lines = [line.rstrip("\r") for line in text.split("\n") if line.strip() and not line.startswith("#version")]
    added = _added_beside_vocab(folder, entries)
    settings = _settings(folder)
    ids = {token.text: token.id for token in added}
    return {
        "version": "1.0", "model": {"type": "BPE", "vocab": entries, "merges": lines}, "decoder": {"type": "ByteLevel"},
        "added_tokens": [json_of_added(token) for token in added],
        "pre_tokenizer": BYTE_LEVEL | {"add_prefix_space": settings.get("add_prefix_space") is True},
        "post_processor": json_of_ends(*_role_ends(folder, settings, ids), {i: text for text, i in ids.items()}),
    }  # fmt: skip


def _from_pieces(folder: Path, name: str) -> LibraryTokenizer:
    pieces = pieces_of_model(read_inside(folder, name, TOKENIZER_LIMIT))
    settings = _settings(folder)
    if str(settings.get("tokenizer_class")).startswith("T5Tokenizer"):
        settings |= {"add_bos_token": False, "add_eos_token": True}
    ends = _role_ends(folder, settings, {text: i for i, text in enumerate(pieces.texts)})
    return tokenizer_of_pieces(pieces, prefix=ends[0], suffix=ends[1])


def _role_ends(folder: Path, settings: Json, ids: Json) -> tuple[list[int], list[int]]:
    """What `add_bos_token` and `add_eos_token` of the settings put around a text."""
    roles = roles_of(folder)
    named = [(settings.get(f"add_{role}_token") is True, roles.get(f"{role}_token")) for role in ("bos", "eos")]
    first, last = ([ids[text]] if added and text in ids else [] for added, text in named)
    return first, last


def _settings(folder: Path) -> Json:
    return read_object(folder, SETTINGS) if has(folder, SETTINGS) else {}


def _added_beside_vocab(folder: Path, entries: Json) -> list[AddedToken]:
    """Control tokens of a vocab.json: the end of text, what the settings name, and added_tokens.json."""
    texts = {END_OF_TEXT, *roles_of(folder).values()}
    ids = {text: i for text in texts if type(i := entries.get(text)) is int}
    if has(folder, "added_tokens.json"):
        ids |= {text: i for text, i in read_object(folder, "added_tokens.json").items() if type(i) is int}
    return [AddedToken(i, text) for text, i in sorted(ids.items(), key=lambda item: item[1]) if i >= 0 and text]


def roles_of(folder: Path) -> dict[str, str]:
    """Texts of the tokens with a role (`eos_token`, …) in the settings beside the tokenizer."""
    roles: dict[str, str] = {}
    for name in ("special_tokens_map.json", SETTINGS):
        found = read_object(folder, name) if has(folder, name) else {}
        for role in _ROLES:
            match found.get(role):
                case str(text) | {"content": str(text)}:
                    roles[role] = text
                case _:
                    pass
    return roles


def _end_ids(folder: Path, tokenizer: BytesBPE | Chars | LibraryTokenizer) -> Iterator[int]:
    """Ids that end a text: of generation_config.json, else of config.json; and the settings' `eos_token`."""
    for name in ("generation_config.json", "config.json"):
        found = read_object(folder, name).get("eos_token_id") if has(folder, name) else None
        if found is not None:
            yield from (i for i in (found if isinstance(found, list) else [found]) if type(i) is int)
            break
    if not isinstance(tokenizer, Chars):
        end = roles_of(folder).get("eos_token", END_OF_TEXT)
        yield from (token.id for token in tokenizer.added if token.text == end)


def save_tokenizer(folder: Path, tokenizer: Tokenizer) -> None:
    """Write tokenizer.json and tokenizer_config.json, durably, the same bytes for the same tokenizer.

    Raises StudioError for a kind that has no such form.
    """
    found = json_of(tokenizer)
    settings: Json = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False}
    if not isinstance(tokenizer, Chars):
        ends = [token.text for token in tokenizer.added if token.id in tokenizer.eos_ids]
        settings |= {"eos_token": ends[0]} if ends else {}
    replace_text(folder / TOKENIZER_JSON, _dump(found))
    replace_text(folder / SETTINGS, _dump(settings))


def json_of(tokenizer: Tokenizer) -> Json:
    """The tokenizer.json of a tokenizer. Raises StudioError for a kind that has no such form."""
    match tokenizer:
        case BytesBPE():
            return json_of_bytes_bpe(tokenizer)
        case Chars():
            return json_of_chars(tokenizer)
        case LibraryTokenizer():
            return tokenizer.as_json()
        case _:
            raise StudioError("unsupported", f"a tokenizer of kind {tokenizer.kind} cannot be written")


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
