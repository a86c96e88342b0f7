"""Zip files made field by field, so that a test can break one field of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Stored:
    """A member as its two headers show it; what is None follows from the rest."""

    name: bytes
    data: bytes
    method: int = 0
    flags: int = 0
    crc: int | None = None
    packed: int | None = None
    size: int | None = None
    header: int | None = None
    extra: bytes = b""
    local: dict[str, object] = field(default_factory=dict)


def members_of(path: Path) -> list[Stored]:
    """The members of a good file, in their order."""
    with zipfile.ZipFile(path) as z:
        return [Stored(info.filename.encode(), z.read(info)) for info in z.infolist()]


def zip_bytes(members: list[Stored], *, end: dict[str, int] | None = None, comment: bytes = b"") -> bytes:
    """A zip file of members; `end` changes fields of the end record: count, length, start, comment."""
    out, places = io.BytesIO(), []
    for m in members:
        places.append(out.tell())
        shown = {"name": m.name, "method": m.method, "flags": m.flags} | m.local
        crc = zlib.crc32(m.data) if m.crc is None else m.crc
        out.write(
            struct.pack(
                "<4sHHHHHIIIHH", b"PK\3\4", 20, shown["flags"], shown["method"], 0, 0, crc,
                len(m.data), len(m.data), len(shown["name"]), 0,
            ) + shown["name"] + m.data
        )  # fmt: skip
    start = out.tell()
    for m, place in zip(members, places, strict=True):
        crc = zlib.crc32(m.data) if m.crc is None else m.crc
        packed = len(m.data) if m.packed is None else m.packed
        size = len(m.data) if m.size is None else m.size
        out.write(
            struct.pack(
                "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, m.flags, m.method, 0, 0, crc, packed, size, len(m.name),
                len(m.extra), 0, 0, 0, 0, place if m.header is None else m.header,
            ) + m.name + m.extra
        )  # fmt: skip
    length = out.tell() - start
    fields = {"count": len(members), "length": length, "start": start, "comment": len(comment)} | (end or {})
    out.write(
        struct.pack(
            "<4sHHHHIIH", b"PK\5\6", 0, 0, fields["count"], fields["count"], fields["length"], fields["start"],
            fields["comment"],
        )
    )  # fmt: skip
    return out.getvalue() + comment
