"""tokenizer.json, the format of Hugging Face's `tokenizers`: byte-level BPE, and our character level, both ways."""

from __future__ import annotations

from typing import Any, cast

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .byte_letters import bytes_of_letters, letters_of_bytes
from .bytes_bpe import AddedToken, BytesBPE
from .chars import Chars
from .merges import Pair
from .splitting import splitting_of

MOST_TOKENS = 2_000_000
Json = dict[str, Any]


def tokenizer_from_json(found: Json, *, limit: int | None = None) -> BytesBPE | Chars:
    """The tokenizer that a tokenizer.json describes; added tokens with ids from `limit` on are left out.

    Raises StudioError for kinds that this version does not know and for damaged files.
    """
    model = _object(found.get("model"), "model")
    if model.get("type") == "WordLevel":
        return _chars(model)
    if model.get("type", "BPE") != "BPE":
        raise _unknown("model", model.get("type"))
    if found.get("normalizer") is not None:
        raise _unknown("normalizer", _object(found["normalizer"], "normalizer").get("type"))
    _refuse_variants(model)
    added = [token for token in added_tokens(found) if limit is None or token.id < limit]
    vocabulary = vocabulary_of(model.get("vocab"), {token.text for token in added_tokens(found)})
    return BytesBPE(
        vocabulary,
        merges_of(model.get("merges"), vocabulary),
        added=added,
        splitting=splitting_of(found.get("pre_tokenizer")),
        prefix=_prefix(found.get("post_processor"), added),
        ignore_merges=bool(model.get("ignore_merges")),
    )


def _refuse_variants(model: Json) -> None:
    for name in ("continuing_subword_prefix", "end_of_word_suffix", "dropout", "byte_fallback", "unk_token"):
        if model.get(name):
            raise _unknown(f"{name} of the model", model[name])


def added_tokens(found: Json) -> list[AddedToken]:
    """The tokens that tokenizer.json matches as wholes."""
    tokens: list[AddedToken] = []
    for entry in _list(found.get("added_tokens") or [], "added_tokens"):
        match entry:
            case {"id": int(i), "content": str(text)} if 0 <= i < MOST_TOKENS and text:
                tokens.append(AddedToken(i, text, bool(cast("Json", entry).get("special", False))))
            case _:
                raise _damaged("added_tokens", "ids and texts")
    if len({t.id for t in tokens}) != len(tokens) or len({t.text for t in tokens}) != len(tokens):
        raise _damaged("added_tokens", "each id and text once")
    return tokens


def vocabulary_of(found: object, without: set[str]) -> dict[bytes, int]:
    """Bytes to id of a byte-level vocabulary, but for the added tokens. Raises StudioError."""
    entries = _object(found, "vocab")
    if len(entries) > MOST_TOKENS:
        raise StudioError("too_large", "the vocabulary is too large", expected=f"at most {MOST_TOKENS} tokens")
    vocabulary: dict[bytes, int] = {}
    for token, i in entries.items():
        if type(i) is not int or not 0 <= i < MOST_TOKENS or not token:
            raise _damaged("vocab", f"ids from 0 to {MOST_TOKENS - 1}")
        if token in without:
            continue
        try:
            vocabulary[bytes_of_letters(token)] = i
        except UnicodeEncodeError as error:
            raise _unknown("vocabulary", token, "a byte-level vocabulary") from error
    if len(set(vocabulary.values())) != len(entries.keys() - without):
        raise _damaged("vocab", "each id once")
    return vocabulary


def merges_of(found: object, vocabulary: dict[bytes, int]) -> list[Pair]:
    """Pairs of bytes from merges written as `"a b"` or `["a", "b"]`. Raises StudioError."""
    merges: list[Pair] = []
    for entry in _list(found, "merges"):
        parts = cast("object", entry.split(" ") if isinstance(entry, str) else entry)
        match parts:
            case [str(a), str(b)]:
                pair = _pair(a, b)
            case _:
                raise _damaged("merges", "pairs of tokens")
        if pair[0] not in vocabulary or pair[1] not in vocabulary or pair[0] + pair[1] not in vocabulary:
            raise _damaged("merges", "pairs of tokens that make a token", f"{shown(a)} {shown(b)}")
        merges.append(pair)
    return merges


def _pair(a: str, b: str) -> Pair:
    try:
        return bytes_of_letters(a), bytes_of_letters(b)
    except UnicodeEncodeError as error:
        raise _damaged("merges", "byte-level tokens", shown(f"{a} {b}")) from error


def _prefix(processor: object, added: list[AddedToken]) -> list[int]:
    """Ids that a post-processor puts before one text. Raises StudioError when it puts something behind it."""
    match processor:
        case None | {"type": "ByteLevel"}:
            return []
        case {"type": "Sequence", "processors": [*stages]}:
            return [i for stage in stages for i in _prefix(stage, added)]
        case {"type": "TemplateProcessing", "single": [*before, {"Sequence": {"id": "A"}}]}:
            return _template_ids(before, added)
        case _:
            raise _unknown("post-processor", _object(processor, "post_processor").get("type"))


def _template_ids(parts: list[Any], added: list[AddedToken]) -> list[int]:
    by_text = {token.text: token.id for token in added}
    ids: list[int] = []
    for part in parts:
        match part:
            case {"SpecialToken": {"id": str(text)}} if text in by_text:
                ids.append(by_text[text])
            case _:
                raise _damaged("post_processor", "special tokens before the text")
    return ids


def _chars(model: Json) -> Chars:
    entries = _object(model.get("vocab"), "vocab")
    if any(type(i) is not int for i in entries.values()) or any(len(token) != 1 for token in entries):
        raise _unknown("model", "WordLevel", "single characters")
    return Chars(cast("dict[str, int]", entries))


def json_of_bytes_bpe(tokenizer: BytesBPE) -> Json:
    """The tokenizer.json of a byte-level BPE."""
    vocabulary = {letters_of_bytes(token): i for token, i in _by_id(tokenizer.vocabulary)}
    model = {
        "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
        "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
        "ignore_merges": tokenizer.ignore_merges, "vocab": vocabulary,
        "merges": [[letters_of_bytes(a), letters_of_bytes(b)] for a, b in tokenizer.merges],
    }  # fmt: skip
    byte_level = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [_json_of_added(token) for token in tokenizer.added],
        "normalizer": None, "pre_tokenizer": tokenizer.splitting.pre_tokenizer,
        "post_processor": _json_of_prefix(tokenizer), "decoder": byte_level, "model": model,
    }  # fmt: skip


def json_of_chars(tokenizer: Chars) -> Json:
    """The tokenizer.json of a character level: words of one character, joined without spaces."""
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {
            "type": "Split", "pattern": {"Regex": "[\\s\\S]"}, "behavior": "Isolated", "invert": False,
        },
        "post_processor": None, "decoder": {"type": "Fuse"},
        "model": {"type": "WordLevel", "vocab": tokenizer.stoi, "unk_token": "<unk>"},
    }  # fmt: skip


def _by_id(vocabulary: dict[bytes, int]) -> list[tuple[bytes, int]]:
    return sorted(vocabulary.items(), key=lambda item: item[1])


def _json_of_added(token: AddedToken) -> Json:
    return {
        "id": token.id, "content": token.text, "single_word": False, "lstrip": False, "rstrip": False,
        "normalized": False, "special": token.special,
    }  # fmt: skip


def _json_of_prefix(tokenizer: BytesBPE) -> Json | None:
    ids = tokenizer.prefix()
    if not ids:
        return None
    texts = [tokenizer.token_bytes(i).decode("utf-8") for i in ids]
    before = [{"SpecialToken": {"id": text, "type_id": 0}} for text in texts]
    return {
        "type": "TemplateProcessing",
        "single": [*before, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [*before, {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {
            text: {"id": text, "ids": [i], "tokens": [text]} for text, i in zip(texts, ids, strict=True)
        },
    }


def _object(value: object, name: str) -> Json:
    if not isinstance(value, dict):
        raise _damaged(name, "an object")
    return cast("Json", value)


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise _damaged(name, "a list")
    return cast("list[Any]", value)


def _unknown(what: str, found: object, expected: str = "a byte-level BPE as GPT-2's") -> StudioError:
    return StudioError(
        "unsupported", f"the tokenizer's {what} is not known to this version", expected=expected, found=shown(found)
    )


def _damaged(what: str, expected: str, found: str = "") -> StudioError:
    return StudioError(
        "damaged", f"the tokenizer's {what} is broken", expected=expected, found=found or "something else"
    )
