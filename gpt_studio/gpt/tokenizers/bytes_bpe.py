"""Byte-level BPE on tiktoken, built from a checkpoint's own vocabulary and merges, offline."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from gpt_studio.files.places import resource
from gpt_studio.protocol.errors import StudioError

from .base import AddedToken
from .byte_letters import bytes_of_letters
from .cutting import cut, whole_characters
from .library import pre_tokenizer_of
from .merges import Pair, check_same_as_list, merge_piece, ordered_unions, pairs_of_ranks
from .normalising import Form, normalise
from .splitting import Splitting

if TYPE_CHECKING:  # each takes a while to import: only building one does
    import tiktoken
    import tokenizers

__all__ = ["END_OF_TEXT", "AddedToken", "BytesBPE", "gpt2"]

END_OF_TEXT = "<|endoftext|>"
Result = TypeVar("Result")


class BytesBPE:
    """Text to ids by byte-level BPE.

    `vocabulary` holds the ordinary tokens; `merges` is the list that makes them (None: ranks are the ids, as in
    tiktoken's files). A byte that the vocabulary lacks encodes to nothing, as in `tokenizers`. `normal_form` is made
    of the text between added tokens first. `prefix` and `suffix` are what the post-processor puts around a text.
    Raises StudioError where tiktoken could not follow the merges exactly.
    """

    kind = "bpe"

    def __init__(
        self,
        vocabulary: dict[bytes, int],
        merges: Sequence[Pair] | None = None,
        *,
        added: Sequence[AddedToken] = (),
        splitting: Splitting | None = None,
        prefix: Sequence[int] = (),
        suffix: Sequence[int] = (),
        eos_ids: frozenset[int] = frozenset(),
        ignore_merges: bool = False,
        normal_form: Form | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.added = tuple(added)
        self.splitting = splitting or Splitting()
        self.eos_ids = eos_ids
        self.ignore_merges = ignore_merges
        self.normal_form: Form | None = normal_form
        self._prefix, self._suffix = list(prefix), list(suffix)
        self._given_merges = None if merges is None else tuple(merges)
        self._ranks = _ranks(vocabulary, self._given_merges, ignore_merges)
        self.missing = {b for b in range(256) if bytes([b]) not in self._ranks}
        self._bytes = _bytes_by_id(vocabulary, self.added)
        self._special = frozenset(token.id for token in self.added if token.special)
        self._always = frozenset(token.text for token in self.added if not token.special)
        self._all = frozenset(token.text for token in self.added)
        self._by_text = {token.text: token.id for token in self.added}
        self._apart = normal_form is not None or _one_begins_another(self._all)
        # tiktoken counts on its own: ordinary tokens, the missing bytes, added tokens; `_ids` leads back to our ids
        self._ids = [vocabulary[token] for token in self._ranks]
        self._ids += [-1] * len(self.missing) + [token.id for token in self.added]
        self._same = self._ids == list(range(len(self._ids)))
        self._encoding = _guarded(self._build)

    def _build(self) -> tiktoken.Encoding:
        import tiktoken

        ranks = dict(self._ranks)
        for byte in sorted(self.missing):
            ranks[bytes([byte])] = len(ranks)
        special = {token.text: len(ranks) + i for i, token in enumerate(self.added)}
        return tiktoken.Encoding(
            "checkpoint", pat_str=self.splitting.pattern, mergeable_ranks=ranks, special_tokens=special
        )

    @property
    def size(self) -> int:
        """One more than the largest id."""
        return len(self._bytes)

    @cached_property
    def merges(self) -> tuple[Pair, ...]:
        """The pairs that make the tokens, in the order in which they are joined."""
        return tuple(pairs_of_ranks(self._ranks)) if self._given_merges is None else self._given_merges

    def encode(self, text: str, *, raw_special: bool = False, after: int | None = None) -> list[int]:
        """Ids of `text`, without what the post-processor adds. Raises StudioError where tiktoken gives up."""
        allowed = self._all if raw_special else self._always
        text = whole_characters(text)
        if self._apart:
            return [i for part in self._between(text, allowed) for i in self._encode_apart(part)]
        return [i for part in cut(text, allowed) for i in self._encode_part(part, allowed)]

    def _encode_apart(self, part: str | int) -> list[int]:
        if isinstance(part, int):
            return [part]
        text = part if self.normal_form is None else normalise(part, self.normal_form)
        return [i for piece in cut(text) for i in self._encode_part(piece, frozenset())]

    def _encode_part(self, part: str, allowed: frozenset[str]) -> list[int]:
        raw = _guarded(lambda: self._encoding.encode(part, allowed_special=allowed, disallowed_special=()))
        if self._same:
            return raw
        ids = [self._ids[i] for i in raw]
        return self._without_missing(part, allowed) if -1 in ids else ids

    def _without_missing(self, part: str, allowed: frozenset[str]) -> list[int]:
        """Ids of a part with bytes that the vocabulary lacks: these vanish from their piece before it is merged."""
        ids: list[int] = []
        for stretch in self._between(part, allowed):
            if isinstance(stretch, int):
                ids.append(stretch)
                continue
            for letters, _ in _guarded(partial(self._pre_tokenizer.pre_tokenize_str, stretch)):
                ids += self._merge(bytes(b for b in bytes_of_letters(letters) if b not in self.missing))
        return ids

    @cached_property
    def _pre_tokenizer(self) -> tokenizers.pre_tokenizers.PreTokenizer:
        """Cuts as tiktoken does; only rare bytes lead here."""
        return pre_tokenizer_of(self.splitting.pre_tokenizer)

    def _merge(self, piece: bytes) -> list[int]:
        whole = self.ignore_merges and piece in self._ranks
        return [self.vocabulary[token] for token in ([piece] if whole else merge_piece(piece, self._ranks))]

    def _between(self, text: str, allowed: frozenset[str]) -> Iterator[str | int]:
        """The stretches of a text between added tokens, and the ids of these; the longest wins where two begin."""
        ordered = sorted(allowed, key=len, reverse=True)
        stretches = re.split("(" + "|".join(map(re.escape, ordered)) + ")", text) if ordered else [text]
        for stretch in stretches:
            if stretch:
                yield self._by_text[stretch] if stretch in allowed else stretch

    def prefix(self) -> list[int]:
        """Ids that the post-processor puts before a text."""
        return list(self._prefix)

    def suffix(self) -> list[int]:
        """Ids that the post-processor puts behind a text that is whole."""
        return list(self._suffix)

    def token_bytes(self, token: int) -> bytes:
        """The bytes of a token; b'' for ids that the vocabulary does not know."""
        return self._bytes[token] if 0 <= token < len(self._bytes) else b""

    def is_special(self, token: int) -> bool:
        """Whether the token is a control token."""
        return token in self._special

    def decode(self, ids: list[int]) -> str:
        """Text of ids; bytes that are no UTF-8 become U+FFFD."""
        return b"".join([self.token_bytes(i) for i in ids]).decode("utf-8", "replace")


def gpt2() -> BytesBPE:
    """GPT-2's tokenizer, from the ranks that ship with the program: 50,257 tokens, the last ends a text."""
    lines = resource("tokenizers/r50k_base.tiktoken").read_bytes().splitlines()
    ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines)}
    end = len(ranks)
    return BytesBPE(ranks, added=[AddedToken(end, END_OF_TEXT)], eos_ids=frozenset([end]))


def _ranks(vocabulary: dict[bytes, int], merges: tuple[Pair, ...] | None, whole_pieces: bool) -> dict[bytes, int]:
    """Ranks in merge order: single bytes first, then what merges make."""
    if merges is None:
        ordered = sorted(vocabulary, key=vocabulary.__getitem__)
        return {token: rank for rank, token in enumerate(ordered)}
    unions = ordered_unions(merges)
    singles = sorted((t for t in vocabulary if len(t) == 1), key=vocabulary.__getitem__)
    ordered = singles + list(unions)
    if whole_pieces:  # pieces that are tokens, though no merge makes them
        ordered += sorted((t for t in vocabulary if len(t) > 1 and t not in unions), key=vocabulary.__getitem__)
    ranks = {token: rank for rank, token in enumerate(ordered)}
    check_same_as_list(ranks, unions, whole_pieces=whole_pieces)
    return ranks


def _bytes_by_id(vocabulary: dict[bytes, int], added: tuple[AddedToken, ...]) -> list[bytes]:
    size = 1 + max([*vocabulary.values(), *(token.id for token in added)], default=-1)
    table = [b""] * size
    for token, i in vocabulary.items():
        table[i] = token
    for token in added:
        table[token.id] = token.text.encode("utf-8")
    return table


def _one_begins_another(texts: frozenset[str]) -> bool:
    """Whether a text is the beginning of another one: tiktoken would then take either."""
    ordered = sorted(texts)
    return any(b.startswith(a) for a, b in pairwise(ordered))


def _guarded(call: Callable[[], Result]) -> Result:
    """What `call` returns. tiktoken's ValueError and its panic, which is no Exception, become one StudioError."""
    try:
        return call()
    except ValueError as error:
        raise _gave_up() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _gave_up() from error


def _gave_up() -> StudioError:
    return StudioError(
        "unsupported",
        "the tokenizer gives up on this text",
        expected="short pieces",
        found="one too long",
    )
