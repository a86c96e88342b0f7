"""Token records as bytes: blocks of 128, MessagePack arrays under zlib, whose checksum tells a damaged block.

The engine's number of kept logits means something only while it lives, and is never written.
"""

from __future__ import annotations

import zlib
from itertools import count

import msgspec
from msgspec import Struct

from gpt_studio.protocol.records import Alternative, TokenRecord

BLOCK = 128  # tokens
# A block is so large at most: 128 tokens with thousands of alternatives each.
LARGEST_BYTES = 64 << 20


class _Record(Struct, array_like=True, gc=False):
    """The fields of a TokenRecord in the order in which `_fields` writes them. Alternatives are maps: those become
    their class in msgspec itself, and a page of tokens has thousands.
    """

    id: int
    text: str
    data: bytes
    position: int
    logprob: float | None
    rank: int | None
    entropy: float | None
    probability: float | None
    margin: float | None
    top: tuple[Alternative, ...]
    hidden: int
    mu: float | None

    def token(self) -> TokenRecord:
        if not 0 <= self.hidden <= len(self.text):
            raise ValueError("a token hides more than its text")
        return TokenRecord(
            self.id, self.text, self.data, self.position, self.logprob, self.rank, self.entropy, self.probability,
            self.margin, self.top, self.hidden, self.mu,
        )  # fmt: skip


_decoder = msgspec.msgpack.Decoder(tuple[_Record, ...])


def encode_block(records: tuple[TokenRecord, ...]) -> bytes:
    """At most BLOCK records."""
    return zlib.compress(msgspec.msgpack.encode([_fields(record) for record in records]), 1)


def decode_block(data: bytes) -> tuple[TokenRecord, ...]:
    """What `encode_block` took. Raises ValueError when the bytes are damaged."""
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(data, LARGEST_BYTES)
        if not unpacker.eof:
            raise ValueError("a block of tokens is cut off or too large")
        return tuple(record.token() for record in _decoder.decode(plain))
    except (zlib.error, msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"a block of tokens is damaged: {error}") from error


def first_difference(old: tuple[TokenRecord, ...], new: tuple[TokenRecord, ...]) -> int:
    """The first record that is not the very same object in both; the length of the shorter where all are."""
    pairs = zip(count(), old, new, strict=False)
    return next((at for at, one, other in pairs if one is not other), min(len(old), len(new)))


def _fields(record: TokenRecord) -> tuple[object, ...]:
    return (
        record.id, record.text, record.bytes, record.position, record.logprob, record.rank, record.entropy,
        record.probability, record.margin, record.top, record.hidden, record.mu,
    )  # fmt: skip
