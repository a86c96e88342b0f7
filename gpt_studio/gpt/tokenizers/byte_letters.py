"""GPT-2's letters for bytes: byte-level vocabularies write each byte as one printable character.

Printable Latin-1 stands for itself, the other 68 bytes take the characters from U+0100 on, in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def _letters() -> list[str]:
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(0x100, 0x200))
    return [chr(b if b in printable else next(others)) for b in range(256)]


LETTERS: tuple[str, ...] = tuple(_letters())
# Characters that stand for no byte are sent beyond Latin-1, where encoding refuses them.
_TO_LATIN_1 = {ord(letter): byte for byte, letter in enumerate(LETTERS)} | {
    byte: 0xFFFF for byte in range(256) if LETTERS[byte] != chr(byte)
}


def bytes_of_letters(token: str) -> bytes:
    """The bytes that a token of a byte-level vocabulary stands for. Raises UnicodeEncodeError for other characters."""
    return token.translate(_TO_LATIN_1).encode("latin-1")


def bytes_of_all_letters(tokens: Sequence[str]) -> list[bytes]:
    """The same for many tokens at once: a letter is a byte, so their lengths stay."""
    import numpy as np

    table = np.full(max(map(ord, LETTERS)) + 2, 256, np.uint16)  # 256: a letter for no byte, as all beyond the table
    table[[ord(letter) for letter in LETTERS]] = range(256)
    letters = np.frombuffer("".join(tokens).encode("utf-32-le", "surrogatepass"), np.uint32)
    found = table[np.minimum(letters, table.size - 1)]
    if (found > 255).any():
        raise UnicodeEncodeError("latin-1", "".join(tokens), 0, 1, "a letter of no byte")
    data = found.astype(np.uint8).tobytes()
    ends = list(accumulate(map(len, tokens)))
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def letters_of_bytes(token: bytes) -> str:
    """A token as byte-level vocabularies write it."""
    return "".join([LETTERS[b] for b in token])
