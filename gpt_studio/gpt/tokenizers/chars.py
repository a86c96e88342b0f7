"""Character level: every character of the vocabulary is a token, as in nanoGPT's shakespeare_char."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gpt_studio.protocol.errors import StudioError

from .base import AddedToken


class Chars:
    """Text to ids, a character a token. `stoi` maps each character to its id; ids are 0 … n−1.

    Raises StudioError when it does not.
    """

    kind = "char"

    def __init__(self, stoi: Mapping[str, int]) -> None:
        self.stoi = dict(sorted(stoi.items(), key=lambda item: item[1]))
        if list(self.stoi.values()) != list(range(len(self.stoi))) or any(len(c) != 1 for c in self.stoi):
            raise StudioError(
                "damaged", "the vocabulary of characters is broken", expected="single characters with ids 0 … n−1"
            )
        self._bytes = [_utf8(c) for c in self.stoi]
        self.eos_ids: frozenset[int] = frozenset()
        self.added: tuple[AddedToken, ...] = ()

    @property
    def size(self) -> int:
        """How many characters there are."""
        return len(self._bytes)

    def encode(self, text: str, *, raw_special: bool = False, after: int | None = None) -> list[int]:
        """Ids of `text`; there are no special tokens. Raises StudioError naming the first unknown character."""
        try:
            return [self.stoi[c] for c in text]
        except KeyError as error:
            raise _unknown(str(error.args[0]), text.index(error.args[0])) from error

    def prefix(self) -> list[int]:
        """Nothing: the vocabulary has no control tokens."""
        return []

    def suffix(self) -> list[int]:
        """Nothing, as before a text."""
        return []

    def token_bytes(self, token: int) -> bytes:
        """The UTF-8 bytes of a character; b'' for ids that the vocabulary does not know."""
        return self._bytes[token] if 0 <= token < len(self._bytes) else b""

    def is_special(self, token: int) -> bool:
        """Never."""
        return False

    def decode(self, ids: list[int]) -> str:
        """Text of ids; ids that the vocabulary does not know are left out."""
        return b"".join([self.token_bytes(i) for i in ids]).decode("utf-8")


def chars_of(texts: Iterable[str]) -> Chars:
    """The vocabulary of all characters that occur in `texts`, in the order of their code points."""
    seen: set[str] = set()
    for text in texts:
        seen.update(text)
    return Chars({c: i for i, c in enumerate(sorted(seen))})


def _utf8(character: str) -> bytes:
    try:
        return character.encode("utf-8")
    except UnicodeEncodeError as error:
        raise StudioError(
            "damaged", "the vocabulary of characters is broken", expected="characters", found="half a surrogate pair"
        ) from error


def _unknown(character: str, place: int) -> StudioError:
    return StudioError(
        "unsupported",
        f"the vocabulary does not hold the character {character!r} (U+{ord(character):04X}) at place {place}",
        expected="characters of the text that the model was trained on",
        remedy="This model knows single characters; leave that one out, or use a model with a byte-level vocabulary",
    )
