"""A tokenizer.json of any kind, for Hugging Face's `tokenizers`: checked first, then run there.

The library is Rust without limits of its own: what makes it panic, or run without end, is refused here by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .base import MOST_TOKENS, AddedToken
from .library import LONGEST_TOKEN, LibraryTokenizer, Opening, Spelling, library_from_json
from .regexes import check_regex

if TYPE_CHECKING:
    import tokenizers

Json = dict[str, Any]
LONGEST_WORD = 1000  # characters that WordPiece looks at
_STAGES = {"normalizer": "normalizers", "pre_tokenizer": "pretokenizers", "decoder": "decoders"}


def library_tokenizer(found: Json, added: list[AddedToken], ends: tuple[list[int], list[int]]) -> LibraryTokenizer:
    """The tokenizer of a checked tokenizer.json; `ends` stand before and behind a text. Raises StudioError."""
    check_model(_part(found, "model"))
    check_stages(found)
    bare = found | {"truncation": None, "padding": None, "post_processor": None}
    kept = {token.id for token in added}
    bare["added_tokens"] = [entry for entry in found.get("added_tokens") or [] if entry.get("id") in kept]
    library = library_from_json(json.dumps(bare))
    for token in added:
        if library.token_to_id(token.text) != token.id:
            raise StudioError(
                "damaged", "the tokenizer's added_tokens are broken", expected=f"{shown(token.text)} as {token.id}",
                found=shown(library.token_to_id(token.text)),
            )  # fmt: skip
    return LibraryTokenizer(
        library, kind_of(found), spelling=spelling_of(found), added=added, prefix=ends[0], suffix=ends[1],
        opening=opening_of(found), opens_with=opening_stages(found), post_processor=found.get("post_processor"),
        unknown=_unknown_of(_part(found, "model"), library),
    )  # fmt: skip


def _unknown_of(model: Json, library: tokenizers.Tokenizer) -> int | None:
    """The id that stands for text that the vocabulary lacks."""
    if model.get("type") == "Unigram":
        return model.get("unk_id")
    text = model.get("unk_token")
    return library.token_to_id(text) if isinstance(text, str) else None


def kind_of(found: Json) -> str:
    """bpe (bytes) | sentencepiece | unigram | wordpiece | words."""
    match _part(found, "model").get("type", "BPE"):
        case "Unigram":
            return "unigram"
        case "WordPiece":
            return "wordpiece"
        case "WordLevel":
            return "words"
        case _ if spelling_of(found).style == "pieces":
            return "sentencepiece"
        case _:
            return "bpe"


def is_byte_level(found: Json) -> bool:
    """Whether the vocabulary writes bytes as letters."""
    stages = [*stages_of(found, "normalizer"), *stages_of(found, "pre_tokenizer")]
    return any(stage.get("type") == "ByteLevel" for stage in stages)


def spelling_of(found: Json) -> Spelling:
    """How the entries of the vocabulary are written."""
    model = _part(found, "model")
    prefix, suffix = str(model.get("continuing_subword_prefix") or ""), str(model.get("end_of_word_suffix") or "")
    decoders = {stage.get("type") for stage in stages_of(found, "decoder")}
    if is_byte_level(found):
        return Spelling("bytes", suffix=suffix)
    if model.get("type") in ("WordPiece", "WordLevel"):
        return Spelling("whole" if decoders & {"Fuse"} else "words", prefix)
    marked = any(stage.get("type") == "Metaspace" for stage in stages_of(found, "pre_tokenizer"))
    if model.get("type") == "Unigram" or model.get("byte_fallback") or marked or decoders & {"Metaspace", "Replace"}:
        return Spelling("pieces")
    return Spelling("words" if suffix or prefix else "whole", prefix, suffix)


def opening_of(found: Json) -> Opening:
    """When a space of its own is put before a text: "always" (behind control tokens too), "first" or "never"."""
    for stage in [*stages_of(found, "normalizer"), *stages_of(found, "pre_tokenizer")]:
        match stage:
            case {"type": "Prepend"} | {"type": "ByteLevel", "add_prefix_space": True}:
                return "always"
            case {"type": "Metaspace"} if stage.get("add_prefix_space", True):
                scheme = stage.get("prepend_scheme", "always")
                if scheme in ("always", "first"):
                    return scheme
            case _:
                pass
    return "never"


def opening_stages(found: Json) -> tuple[Json | None, Json | None]:
    """Normalizer and pre-tokenizer as they are where no space is put before the text."""
    return _unopened(found.get("normalizer")), _unopened(found.get("pre_tokenizer"))


def _unopened(stage: Any) -> Json | None:
    match stage:
        case {"type": "Prepend"}:
            return None
        case {"type": "ByteLevel"}:
            return stage | {"add_prefix_space": False}
        case {"type": "Metaspace"}:
            return {key: v for key, v in stage.items() if key != "add_prefix_space"} | {"prepend_scheme": "never"}
        case {"type": "Sequence", "pretokenizers": [_, *later]} if any(s.get("type") == "Metaspace" for s in later):
            return stage  # cut into words first: each has a space of its own, wherever the text stands
        case {"type": "Sequence"}:
            return stage | {
                name: [kept for inner in stage[name] if (kept := _unopened(inner)) is not None]
                for name in _STAGES.values() if name in stage
            }  # fmt: skip
        case _:
            return stage


def stages_of(found: Json, part: str) -> list[Json]:
    """The stages of the normalizer, pre_tokenizer or decoder, one after another. Raises StudioError."""
    return list(_flat(found.get(part), part, 0))


def _flat(stage: object, part: str, depth: int) -> Iterator[Json]:
    if stage is None:
        return
    if not isinstance(stage, dict) or depth > 8:
        raise _broken(part, "stages")
    entry = cast("Json", stage)
    if entry.get("type") != "Sequence":
        yield entry
        return
    inner = entry.get(_STAGES[part])
    if not isinstance(inner, list):
        raise _broken(part, "a list of stages")
    for one in cast("list[object]", inner):
        yield from _flat(one, part, depth + 1)


def check_stages(found: Json) -> None:
    """Raise StudioError for stages with a regex that may run without end, or that the library cannot run."""
    for part in _STAGES:
        for stage in stages_of(found, part):
            _check_stage(stage, part)


def _check_stage(stage: Json, part: str) -> None:
    match stage.get("pattern"):
        case {"Regex": str(regex)}:
            check_regex(regex)
        case {"String": ""} | "":
            raise _broken(part, "a pattern that is not empty")
        case _:
            pass
    kind = stage.get("type")
    if kind == "FixedLength" and not 0 < _whole(stage.get("length", 5)) <= 1 << 20:
        raise _broken(part, "pieces of at least one character")
    if kind == "Replace" and len(str(stage.get("content", ""))) > 100:
        raise _broken(part, "replacements of at most 100 characters")
    if kind == "Prepend" and len(str(stage.get("prepend", ""))) > 100:
        raise _broken(part, "at most 100 characters before a text")


def check_model(model: Json) -> None:
    """Raise StudioError for a model that is random, that panics, or whose words take too long."""
    if model.get("dropout"):
        raise StudioError("unsupported", "the tokenizer's dropout is not known to this version", expected="no dropout")
    prefix = model.get("continuing_subword_prefix") or ""
    if prefix and any(not _second(pair).startswith(prefix) for pair in _listed(model, "merges")):
        raise _broken("merges", f"second tokens that begin with {shown(prefix)}")
    if not 0 <= _whole(model.get("max_input_chars_per_word", 100)) <= LONGEST_WORD:
        raise _broken("max_input_chars_per_word", f"at most {LONGEST_WORD}")
    vocabulary = model.get("vocab")
    texts = list(cast("Json", vocabulary)) if isinstance(vocabulary, dict) else _listed(model, "vocab")
    longest = max((len(_text(entry)) for entry in texts), default=0)
    if longest > LONGEST_TOKEN:
        raise _broken("vocab", f"tokens of at most {LONGEST_TOKEN} characters")
    if isinstance(vocabulary, dict):
        _check_ids(cast("Json", vocabulary))


def _check_ids(vocabulary: Json) -> None:
    ids = list(vocabulary.values())
    if any(type(i) is not int or not 0 <= i < MOST_TOKENS for i in ids) or len(set(ids)) != len(ids):
        raise _broken("vocab", f"each id from 0 to {MOST_TOKENS - 1} once")


def _listed(model: Json, name: str) -> list[object]:
    """A list of the model, empty where there is none."""
    value = model.get(name) or []
    if not isinstance(value, list):
        raise _broken(name, "a list")
    return cast("list[object]", value)


def _second(pair: object) -> str:
    match pair:
        case [str(), str(second)]:
            return second
        case str() if " " in pair:
            return pair.split(" ", 1)[1]
        case _:
            raise _broken("merges", "pairs of tokens")


def _text(entry: object) -> str:
    match entry:
        case str(text) | [str(text), int() | float()]:
            return text
        case _:
            raise _broken("vocab", "texts, or texts with scores")


def _whole(value: object) -> int:
    return value if type(value) is int else -1


def _part(found: Json, name: str) -> Json:
    value = found.get(name)
    if not isinstance(value, dict):
        raise _broken(name, "an object")
    return cast("Json", value)


def _broken(what: str, expected: str) -> StudioError:
    return StudioError("damaged", f"the tokenizer's {what} is broken", expected=expected, found="something else")
