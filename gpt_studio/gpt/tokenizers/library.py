"""Tokenizers that run on Hugging Face's `tokenizers`: Unigram, WordPiece, sentencepiece's BPE, rare byte-level ones.

The library is Rust: on odd input it may panic, which is no Exception, and it cannot be interrupted. Here a panic is a
StudioError like any other, and a text that takes too long is given up.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .base import AddedToken
from .byte_letters import bytes_of_letters
from .clock import Late, within
from .cutting import whole_characters
from .post_processor import json_of_ends

if TYPE_CHECKING:
    import tokenizers

SPACE = "\u2581"  # sentencepiece writes a space as ▁
LONGEST_TEXT = 10_000_000
LONGEST_TOKEN = 2000  # characters
SHORTEST_LIMIT, SECONDS_PER_MEGABYTE = 2.0, 3.0  # of the processor's time
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
Json = dict[str, Any]
Opening = Literal["always", "first", "never"]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Spelling:
    """How the entries of a vocabulary are written.

    `style`: "bytes" (GPT-2's letters), "pieces" (▁ is a space, <0xE4> a byte), "words" (apart from one another, but for
    those that begin with `prefix`), "whole" (as they are). Entries that end in `suffix` end a word.
    """

    style: Literal["bytes", "pieces", "words", "whole"]
    prefix: str = ""
    suffix: str = ""

    def bytes_of(self, text: str) -> bytes:
        """The bytes that an entry stands for."""
        text = text.removesuffix(self.suffix) if self.suffix else text.removeprefix(self.prefix)
        if self.style == "bytes":
            try:
                return bytes_of_letters(text)
            except UnicodeEncodeError:
                return text.encode("utf-8", "replace")
        if self.style == "pieces":
            byte = _BYTE.fullmatch(text)
            return bytes([int(byte[1], 16)]) if byte else text.replace(SPACE, " ").encode("utf-8", "replace")
        return text.encode("utf-8", "replace")


class LibraryTokenizer:
    """`kind`: bpe (byte-level) | sentencepiece | unigram | wordpiece | words.

    `opening` says when a space of its own is put before a text, which does not show; `opens_with` are normalizer and
    pre-tokenizer where it is not. `unknown` stands for text that the vocabulary lacks. `prefix` and `suffix` are what
    the post-processor puts around a text; `scores` and `types` (of sentencepiece) are those of the pieces by id.
    """

    def __init__(
        self,
        library: tokenizers.Tokenizer,
        kind: str,
        *,
        spelling: Spelling,
        added: Sequence[AddedToken] = (),
        prefix: Sequence[int] = (),
        suffix: Sequence[int] = (),
        eos_ids: frozenset[int] = frozenset(),
        opening: Opening = "never",
        opens_with: tuple[Json | None, Json | None] = (None, None),
        post_processor: Json | None = None,
        unknown: int | None = None,
        scores: Sequence[float] = (),
        types: Sequence[int] = (),
    ) -> None:
        self.kind = kind
        self.spelling = spelling
        self.added = tuple(added)
        self.eos_ids = eos_ids
        self.opening = opening
        self.scores, self.types = tuple(scores), tuple(types)
        self._prefix, self._suffix = list(prefix), list(suffix)
        self._library = library
        self._stages = _Stages(library, opens_with) if opening != "never" else None
        self._post_processor = post_processor
        self._late: Late | None = None
        self._special = frozenset(token.id for token in self.added if token.special)
        self._unknown = unknown
        self._openers = self._special - {unknown}  # a text begins anew behind these
        whole = {token.id: token.text for token in self.added}
        size = 1 + max(library.get_vocab(with_added_tokens=True).values(), default=-1)
        self.texts = [whole.get(i) or library.id_to_token(i) or "" for i in range(size)]
        self._bytes = [text.encode() if i in whole else spelling.bytes_of(text) for i, text in enumerate(self.texts)]

    @property
    def size(self) -> int:
        """One more than the largest id."""
        return len(self._bytes)

    def encode(self, text: str, *, raw_special: bool = False, after: int | None = None) -> list[int]:
        """Ids of `text`, without what the post-processor adds; `after` is the token that it stands behind.

        Raises StudioError where the library gives up, or takes too long.
        """
        return list(self._encoding(text, raw_special, after).ids)

    def spans(self, text: str, ids: Sequence[int], after: int | None = None) -> list[tuple[int, int]] | None:
        """(start, end) in characters of each token, when `ids` are those of the text; else None.

        Marks that a normalizer joins to the character before them belong to its token.
        """
        for raw_special in (False, True):
            encoding = self._encoding(text, raw_special, after)
            if list(encoding.ids) == list(ids):
                return _with_marks(text, self._without_own_space(ids, encoding.offsets))
        return None

    def _without_own_space(self, ids: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The spans, empty for a space that the tokenizer put there: the library says the character behind it."""
        found = list(spans)
        for i in range(len(found) - 1) if self.opening != "never" else ():
            opens = i == 0 or ids[i - 1] in self._openers
            if opens and found[i][0] == found[i + 1][0] and self.token_bytes(ids[i]) == b" ":
                found[i] = found[i][0], found[i][0]
        return found

    def _encoding(self, text: str, raw_special: bool, after: int | None) -> tokenizers.Encoding:
        if len(text) > LONGEST_TEXT:
            raise StudioError(
                "too_large", "the text is too long for this tokenizer", expected=f"at most {LONGEST_TEXT} characters",
                found=str(len(text)),
            )  # fmt: skip
        if self._late is not None and self._late.running.is_alive():
            raise StudioError(
                "unsupported",
                "the tokenizer is still busy with a text that takes too long",
                remedy="Wait until it is done",
            )
        self._library.encode_special_tokens = not raw_special
        if self._stages is not None:
            self._stages.choose(opened=after is None or (self.opening == "always" and after in self._openers))
        batch = [whole_characters(text)]  # a batch, since the library lets other threads run only for these
        limit = max(SHORTEST_LIMIT, SECONDS_PER_MEGABYTE * len(batch[0].encode()) / 1e6)
        try:
            return within(
                limit,
                lambda: guarded(lambda: self._library.encode_batch(batch, add_special_tokens=False)[0]),
            )
        except Late as late:
            self._late = late
            raise

    def prefix(self) -> list[int]:
        """Ids that the post-processor puts before a text."""
        return list(self._prefix)

    def suffix(self) -> list[int]:
        """Ids that the post-processor puts behind a text that is whole."""
        return list(self._suffix)

    def token_bytes(self, token: int) -> bytes:
        """The bytes of a token, as within a text; b'' for ids that the vocabulary does not know."""
        return self._bytes[token] if 0 <= token < len(self._bytes) else b""

    def bytes_after(self, previous: int | None, token: int) -> bytes:
        """The bytes of a token behind another one, or at the start of a text.

        Words stand apart unless one of them is no word that is: Chinese characters follow one another.
        """
        found = self.token_bytes(token)
        if self.spelling.style == "words" and previous is not None and found and token not in self._openers:
            return b" " + found if self._apart(previous, token) else found
        opens = previous is None or (self.opening == "always" and previous in self._openers)
        return found[1:] if self.opening != "never" and opens and found.startswith(b" ") else found

    def _apart(self, previous: int, token: int) -> bool:
        before, text = self.token_bytes(previous).decode("utf-8", "replace"), self.texts[token]
        if previous in self._openers or not before:
            return False
        if self.spelling.suffix:
            return self.texts[previous].endswith(self.spelling.suffix)
        if self.spelling.prefix and text.startswith(self.spelling.prefix):
            return False
        return (previous == self._unknown or _latin(before[-1])) and (token == self._unknown or _latin(text[0]))

    def is_special(self, token: int) -> bool:
        """Whether the token is a control token."""
        return token in self._special

    def decode(self, ids: list[int]) -> str:
        """Text of ids; bytes that are no UTF-8 become U+FFFD."""
        before = [None, *ids[:-1]]
        pieces = [self.bytes_after(a, b) for a, b in zip(before, ids, strict=True)] if ids else []
        return b"".join(pieces).decode("utf-8", "replace")

    def as_json(self) -> Json:
        """The tokenizer.json of this tokenizer."""
        if self._stages is not None:
            self._stages.choose(opened=True)
        found: Json = json.loads(guarded(lambda: self._library.to_str()))
        ends = self._post_processor or json_of_ends(self._prefix, self._suffix, dict(enumerate(self.texts)))
        return found | {"post_processor": ends}


class _Stages:
    """A tokenizer's normalizer and pre-tokenizer: as they are, and without the space that opens a text."""

    def __init__(self, library: tokenizers.Tokenizer, without: tuple[Json | None, Json | None]) -> None:
        other = _empty(without[0], without[1])
        self._library = library
        self._opened = True
        self._both = {True: (library.normalizer, library.pre_tokenizer), False: (other.normalizer, other.pre_tokenizer)}

    def choose(self, *, opened: bool) -> None:
        if opened != self._opened:
            self._library.normalizer, self._library.pre_tokenizer = self._both[opened]
            self._opened = opened


def library_from_json(text: str) -> tokenizers.Tokenizer:
    """The library's tokenizer of a tokenizer.json. Raises StudioError."""
    import tokenizers

    return guarded(lambda: tokenizers.Tokenizer.from_str(text))


def pre_tokenizer_of(stage: Json) -> tokenizers.pre_tokenizers.PreTokenizer:
    """The library's pre-tokenizer that a tokenizer.json describes so. Raises StudioError."""
    found = _empty(None, stage).pre_tokenizer
    assert found is not None
    return found


def _empty(normalizer: Json | None, pre_tokenizer: Json | None) -> tokenizers.Tokenizer:
    """A tokenizer without tokens, for its stages."""
    model = {"type": "BPE", "vocab": {}, "merges": []}
    stages = {"normalizer": normalizer, "pre_tokenizer": pre_tokenizer}
    return library_from_json(json.dumps({"version": "1.0", "added_tokens": [], "model": model, **stages}))


def guarded(call: Callable[[], Result]) -> Result:
    """What `call` returns; whatever the library raises, its panic included, becomes one StudioError."""
    try:
        return call()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise StudioError(
            "damaged", "the tokenizer cannot be used", expected="what the library `tokenizers` reads",
            found=shown(str(error), 200),
        ) from error  # fmt: skip


def _with_marks(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, each with the marks behind it that no other token stands for."""
    found = list(spans)
    limit = len(text)
    for i in range(len(found) - 1, -1, -1):
        start, end = found[i]
        grown = end
        while start < end and grown < limit and unicodedata.category(text[grown])[0] == "M":
            grown += 1
        found[i] = start, grown
        limit = min(limit, start) if i == 0 or found[i - 1][0] < start else limit
    return found


def _latin(character: str) -> bool:
    """Whether words of this character stand apart: letters and digits, but no Chinese or Japanese characters."""
    wide = unicodedata.east_asian_width(character) in "WF" and not _HANGUL.match(character)
    return character.isalnum() and not wide
