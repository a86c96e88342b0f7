"""tokenizer.json, the format of Hugging Face's `tokenizers`: which tokenizer runs it, and what we write ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .base import MOST_TOKENS, AddedToken
from .byte_letters import bytes_of_all_letters, bytes_of_letters, letters_of_bytes
from .bytes_bpe import BytesBPE
from .chars import Chars
from .library import LibraryTokenizer
from .library_json import is_byte_level, library_tokenizer
from .merges import Pair
from .normalising import Form
from .post_processor import Ends, ends_of, json_of_ends
from .splitting import splitting_of

MOST_ADDED = 200_000
Json = dict[str, Any]


def tokenizer_from_json(found: Json, *, limit: int | None = None) -> BytesBPE | Chars | LibraryTokenizer:
    """The tokenizer that a tokenizer.json describes; added tokens with ids from `limit` on are left out.

    Byte-level BPEs run on tiktoken where it gives the same ids, all others on the library `tokenizers`.
    Raises StudioError for damaged files, and for what neither runs.
    """
    model = _object(found.get("model"), "model")
    if is_chars(found):
        return _chars(model)
    added = [token for token in added_tokens(found) if limit is None or token.id < limit]
    ends = ends_of(found.get("post_processor"), {token.text: token.id for token in added}, limit or MOST_TOKENS)
    if _fits_tiktoken(found):
        try:
            return _bytes_bpe(found, model, added, ends)
        except StudioError as error:
            if error.code != "unsupported":
                raise
    return library_tokenizer(found, added, ends)


def _bytes_bpe(found: Json, model: Json, added: list[AddedToken], ends: Ends) -> BytesBPE:
    splitting = splitting_of(found.get("pre_tokenizer"))
    spelt, vocabulary = spelt_of(model.get("vocab"), {token.text for token in added_tokens(found)})
    if model.get("unk_token") and any(bytes([b]) not in vocabulary for b in range(256)):
        raise _unknown("unk_token", model["unk_token"], "a token for each byte")
    return BytesBPE(
        vocabulary,
        merges_of(model.get("merges"), spelt),
        added=added,
        splitting=splitting,
        prefix=ends[0],
        suffix=ends[1],
        ignore_merges=bool(model.get("ignore_merges")),
        normal_form=normal_form_of(found.get("normalizer")),
    )


def _fits_tiktoken(found: Json) -> bool:
    """Whether the file is a byte-level BPE with nothing that tiktoken does not do."""
    model = _object(found.get("model"), "model")
    if model.get("type", "BPE") != "BPE" or not is_byte_level(found):
        return False
    odd = ("continuing_subword_prefix", "end_of_word_suffix", "dropout", "byte_fallback")
    if any(model.get(name) for name in odd) or not _normalises_plainly(found.get("normalizer")):
        return False
    entries = cast("list[Json]", found.get("added_tokens") or [])
    if any(entry.get(name) for entry in entries for name in ("single_word", "lstrip", "rstrip")):
        return False
    return found.get("normalizer") is None or not any(entry.get("normalized") for entry in entries)


def _normalises_plainly(normalizer: object) -> bool:
    return normalizer is None or normal_form_of(normalizer) is not None


def normal_form_of(normalizer: object) -> Form | None:
    """The Unicode normal form that a normalizer makes and nothing else; None for another one."""
    match normalizer:
        case {"type": "NFC" | "NFD" | "NFKC" | "NFKD" as form}:
            return form
        case {"type": "Sequence", "normalizers": [one]}:
            return normal_form_of(one)
        case _:
            return None


def is_chars(found: Json) -> bool:
    """Whether the file is a character level as `json_of_chars` writes it."""
    model = _object(found.get("model"), "model")
    pre_tokenizer = _json_of_characters({})["pre_tokenizer"]
    plain = not found.get("normalizer") and not found.get("added_tokens") and not found.get("post_processor")
    return model.get("type") == "WordLevel" and plain and found.get("pre_tokenizer") == pre_tokenizer


def added_tokens(found: Json) -> list[AddedToken]:
    """The tokens that tokenizer.json matches as wholes."""
    tokens: list[AddedToken] = []
    if len(_list(found.get("added_tokens") or [], "added_tokens")) > MOST_ADDED:
        raise _damaged("added_tokens", f"at most {MOST_ADDED}")
    for entry in _list(found.get("added_tokens") or [], "added_tokens"):
        match entry:
            case {"id": int(i), "content": str(text)} if 0 <= i < MOST_TOKENS and text:
                special, lstrip, rstrip = (bool(cast("Json", entry).get(n)) for n in ("special", "lstrip", "rstrip"))
                tokens.append(AddedToken(i, text, special, lstrip, rstrip))
            case _:
                raise _damaged("added_tokens", "ids and texts")
    if len({t.id for t in tokens}) != len(tokens) or len({t.text for t in tokens}) != len(tokens):
        raise _damaged("added_tokens", "each id and text once")
    return tokens


def spelt_of(found: object, without: set[str]) -> tuple[dict[str, bytes], dict[bytes, int]]:
    """Bytes by text, and ids by bytes, of a byte-level vocabulary, but for the added tokens. Raises StudioError."""
    entries = _object(found, "vocab")
    if len(entries) > MOST_TOKENS:
        raise StudioError("too_large", "the vocabulary is too large", expected=f"at most {MOST_TOKENS} tokens")
    if any(type(i) is not int or not 0 <= i < MOST_TOKENS for i in entries.values()) or "" in entries:
        raise _damaged("vocab", f"ids from 0 to {MOST_TOKENS - 1}")
    ordinary = [token for token in entries if token not in without]
    try:
        spelt = dict(zip(ordinary, bytes_of_all_letters(ordinary), strict=True))
    except UnicodeEncodeError as error:
        raise _unknown("vocabulary", _unspelt(ordinary), "a byte-level vocabulary") from error
    vocabulary = {data: entries[token] for token, data in spelt.items()}
    if len(set(vocabulary.values())) != len(spelt):
        raise _damaged("vocab", "each id once")
    return spelt, vocabulary


def _unspelt(tokens: list[str]) -> str:
    """The first token that is not written in the letters of bytes."""
    for token in tokens:
        try:
            bytes_of_letters(token)
        except UnicodeEncodeError:
            return token
    return ""


def merges_of(found: object, spelt: Mapping[str, bytes]) -> list[Pair]:
    """Pairs of bytes from merges written as `"a b"` or `["a", "b"]`. Raises StudioError."""
    merges: list[Pair] = []
    tokens = set(spelt.values())
    for entry in _list(found, "merges"):
        parts: object = entry.split(" ") if type(entry) is str else entry
        try:
            a, b = cast("list[str]", parts)
            one, other = spelt[a], spelt[b]
            if one + other not in tokens:
                raise KeyError(a + b)
            merges.append((one, other))
        except (ValueError, TypeError):
            raise _damaged("merges", "pairs of tokens") from None
        except KeyError as error:
            raise _damaged("merges", "pairs of tokens that make a token", shown(error.args[0])) from None
    return merges


def _chars(model: Json) -> Chars:
    entries = _object(model.get("vocab"), "vocab")
    if any(type(i) is not int for i in entries.values()) or any(len(token) != 1 for token in entries):
        raise _unknown("model", "WordLevel", "single characters")
    return Chars(cast("dict[str, int]", entries))


def json_of_bytes_bpe(tokenizer: BytesBPE) -> Json:
    """The tokenizer.json of a byte-level BPE."""
    ids = [(letters_of_bytes(token), i) for token, i in tokenizer.vocabulary.items()]
    ids += [(token.text, token.id) for token in tokenizer.added]  # `tokenizers` numbers those anew that are not there
    vocabulary = dict(sorted(ids, key=lambda item: item[1]))
    model = {
        "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
        "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
        "ignore_merges": tokenizer.ignore_merges, "vocab": vocabulary,
        "merges": [[letters_of_bytes(a), letters_of_bytes(b)] for a, b in tokenizer.merges],
    }  # fmt: skip
    byte_level = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    texts = {token.id: token.text for token in tokenizer.added}
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [json_of_added(token) for token in tokenizer.added],
        "normalizer": None if tokenizer.normal_form is None else {"type": tokenizer.normal_form},
        "pre_tokenizer": tokenizer.splitting.pre_tokenizer,
        "post_processor": json_of_ends(tokenizer.prefix(), tokenizer.suffix(), texts),
        "decoder": byte_level, "model": model,
    }  # fmt: skip


def json_of_chars(tokenizer: Chars) -> Json:
    """The tokenizer.json of a character level: words of one character, joined without spaces."""
    return _json_of_characters(tokenizer.stoi)


def _json_of_characters(stoi: dict[str, int]) -> Json:
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": {
            "type": "Split", "pattern": {"Regex": "[\\s\\S]"}, "behavior": "Isolated", "invert": False,
        },
        "post_processor": None, "decoder": {"type": "Fuse"},
        "model": {"type": "WordLevel", "vocab": stoi, "unk_token": "<unk>"},
    }  # fmt: skip


def json_of_added(token: AddedToken) -> Json:
    """An added token as tokenizer.json has it."""
    return {
        "id": token.id, "content": token.text, "single_word": False, "lstrip": False, "rstrip": False,
        "normalized": False, "special": token.special,
    }  # fmt: skip


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
