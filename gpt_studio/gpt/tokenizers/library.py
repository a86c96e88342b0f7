"""Tokenizers that run on Hugging Face's `tokenizers`: Unigram, WordPiece, sentencepiece's BPE, normalised bytes.

The library is Rust: on odd input it may panic, which is no Exception; here that is a StudioError like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import tokenizers

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .base import AddedToken
from .byte_letters import bytes_of_letters
from .cutting import whole_characters

SPACE = "\u2581"  # sentencepiece writes a space as ▁
LONGEST_TEXT = 10_000_000
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
Result = TypeVar("Result")


class LibraryTokenizer:
    """`kind`: bpe (byte-level) | sentencepiece | unigram | wordpiece.

    `opens_with_space`: a space before the text is its own and does not show.
    Raises StudioError for what the library refuses.
    """

    def __init__(
        self,
        library: tokenizers.Tokenizer,
        kind: str,
        *,
        added: Sequence[AddedToken] = (),
        prefix: Sequence[int] = (),
        eos_ids: frozenset[int] = frozenset(),
        opens_with_space: bool = False,
    ) -> None:
        self.kind = kind
        self.added = tuple(added)
        self.eos_ids = eos_ids
        self._prefix = list(prefix)
        self._library = library
        self._opens_with_space = opens_with_space
        self._special = frozenset(token.id for token in self.added if token.special)
        whole = {token.id: token.text for token in self.added}
        size = 1 + max(library.get_vocab(with_added_tokens=True).values(), default=-1)
        texts = [whole.get(i) or library.id_to_token(i) or "" for i in range(size)]
        self._continues = [kind == "wordpiece" and text.startswith("##") for text in texts]
        self._bytes = [text.encode() if i in whole else _bytes_of(text, kind) for i, text in enumerate(texts)]

    @property
    def size(self) -> int:
        """One more than the largest id."""
        return len(self._bytes)

    def encode(self, text: str, *, raw_special: bool = False) -> list[int]:
        """Ids of `text`, without what the post-processor adds. Raises StudioError where the library gives up."""
        return list(self._encoding(text, raw_special).ids)

    def spans(self, text: str, ids: Sequence[int]) -> list[tuple[int, int]] | None:
        """(start, end) in characters of each token, when `ids` are those of the text; else None."""
        for raw_special in (False, True):
            encoding = self._encoding(text, raw_special)
            if list(encoding.ids) == list(ids):
                return [(start, end) for start, end in encoding.offsets]
        return None

    def _encoding(self, text: str, raw_special: bool) -> tokenizers.Encoding:
        if len(text) > LONGEST_TEXT:
            raise StudioError(
                "too_large", "the text is too long for this tokenizer", expected=f"at most {LONGEST_TEXT} characters",
                found=str(len(text)),
            )  # fmt: skip
        self._library.encode_special_tokens = not raw_special
        return guarded(lambda: self._library.encode(whole_characters(text), add_special_tokens=False))

    def prefix(self) -> list[int]:
        """Ids that the post-processor puts before a text."""
        return list(self._prefix)

    def token_bytes(self, token: int) -> bytes:
        """The bytes of a token, as within a text; b'' for ids that the vocabulary does not know."""
        return self._bytes[token] if 0 <= token < len(self._bytes) else b""

    def bytes_after(self, previous: int | None, token: int) -> bytes:
        """The bytes of a token behind another one, or at the start of a text.

        Words of WordPiece stand apart unless one of them is no Latin word: Chinese characters follow one another.
        """
        found = self.token_bytes(token)
        if self.kind == "wordpiece":
            before = b"" if previous is None else self.token_bytes(previous)[-1:]
            apart = before.isalnum() and found[:1].isalnum() and not self._continues[token]
            return b" " + found if apart else found
        if self._opens_with_space and (previous is None or previous in self._special) and found.startswith(b" "):
            return found[1:]
        return found

    def is_special(self, token: int) -> bool:
        """Whether the token is a control token."""
        return token in self._special

    def decode(self, ids: list[int]) -> str:
        """Text of ids; bytes that are no UTF-8 become U+FFFD."""
        before = [None, *ids[:-1]]
        pieces = [self.bytes_after(a, b) for a, b in zip(before, ids, strict=True)] if ids else []
        return b"".join(pieces).decode("utf-8", "replace")


def library_from_json(text: str) -> tokenizers.Tokenizer:
    """The library's tokenizer of a tokenizer.json. Raises StudioError."""
    return guarded(lambda: tokenizers.Tokenizer.from_str(text))


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


def _bytes_of(text: str, kind: str) -> bytes:
    """The bytes that an entry of the vocabulary stands for."""
    if kind == "bpe":
        try:
            return bytes_of_letters(text)
        except UnicodeEncodeError:
            return text.encode("utf-8", "replace")
    if kind == "wordpiece":
        return text.removeprefix("##").encode("utf-8", "replace")
    byte = _BYTE.fullmatch(text)
    return bytes([int(byte[1], 16)]) if byte else text.replace(SPACE, " ").encode("utf-8", "replace")


def opens_with_space(found: dict[str, Any]) -> bool:
    """Whether a tokenizer.json puts a space before the text."""
    dumped = [found.get("normalizer") or {}, found.get("pre_tokenizer") or {}]
    while dumped:
        stage = dumped.pop()
        if stage.get("type") == "Prepend":
            return True
        if stage.get("type") == "Metaspace" and stage.get("prepend_scheme", "always") != "never":
            return bool(stage.get("add_prefix_space", True))
        for name in ("normalizers", "pretokenizers"):
            dumped += [s for s in stage.get(name) or [] if isinstance(s, dict)]
    return False
