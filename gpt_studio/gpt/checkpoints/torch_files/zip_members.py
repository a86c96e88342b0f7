"""The members of a PyTorch zip file, bounded: stored, named as torch names them, apart from each other. No torch here.

Format: PKWARE's APPNOTE; torch writes the 64-bit directory, no comments, and every member uncompressed.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

MAGIC = b"PK\x03\x04"
_LARGEST_DIRECTORY = 8 << 20
_MOST_MEMBERS = 50_000
_MEMBER = re.compile(
    r"[^/\\]{1,128}/"
    r"(data\.pkl|version|byteorder|\.format_version|\.storage_alignment|\.data/serialization_id|data/[0-9]{1,6})"
)
_END = struct.Struct("<4sHHHHIIH")
_END_64_PLACE = struct.Struct("<4sIQI")
_END_64 = struct.Struct("<4sQHHIIQQQQ")
_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_FULL = 0xFFFFFFFF


@dataclass(frozen=True)
class Member:
    """`size` bytes from `start` on."""

    start: int
    size: int


@dataclass(frozen=True)
class _Listed:
    name: str
    size: int
    header: int


def read_members(f: BinaryIO, path: Path) -> dict[str, Member]:
    """Members by name without the folder before it (`data.pkl`, `data/0`, …). Raises StudioError naming `path`."""
    try:
        return _read_members(f, path)
    except struct.error as error:
        raise damaged(path, "a whole zip file") from error


def _read_members(f: BinaryIO, path: Path) -> dict[str, Member]:
    size = os.fstat(f.fileno()).st_size
    directory, length = _directory(f, path, size)
    f.seek(directory)
    members: dict[str, Member] = {}
    home = ""
    for listed in _listed(f.read(length), path):
        if not _MEMBER.fullmatch(listed.name):
            raise StudioError(
                "unsafe", f"{path} holds a member that no checkpoint needs", expected="data.pkl and data/N",
                found=shown(listed.name), remedy="Convert it to safetensors where you trust it",
            )  # fmt: skip
        folder, name = listed.name.split("/", 1)
        if name in members or folder != (home := home or folder):
            raise damaged(path, "each member once, in one folder", shown(listed.name))
        members[name] = _located(f, listed, path)
        if len(members) > _MOST_MEMBERS:
            raise StudioError("too_large", f"{path} has too many members", expected=f"at most {_MOST_MEMBERS}")
    _refuse_overlaps(members, directory, path)
    return members


def _directory(f: BinaryIO, path: Path, size: int) -> tuple[int, int]:
    """Place and length of the central directory, which ends the file but for its end records."""
    end = size - _END.size
    if end < 0:
        raise damaged(path, "a zip file", f"{size} bytes")
    f.seek(end)
    mark, *_, length, start, comment = _END.unpack(f.read(_END.size))
    if mark != b"PK\x05\x06" or comment:
        raise damaged(path, "the end of a zip file", "something else")
    end_64 = _end_64(f, end)
    if end_64 is not None:
        end, length, start = end_64
    if start + length != end or length > _LARGEST_DIRECTORY:
        raise damaged(path, "a directory before the end")
    return start, length


def _end_64(f: BinaryIO, end: int) -> tuple[int, int, int] | None:
    """Place, length and start that the 64-bit end record names, where there is one."""
    at = end - _END_64_PLACE.size
    if at < 0:
        return None
    f.seek(at)
    mark, _, place, _ = _END_64_PLACE.unpack(f.read(_END_64_PLACE.size))
    if mark != b"PK\x06\x07":
        return None
    f.seek(min(place, end))
    record = _END_64.unpack(f.read(_END_64.size))
    whole = record[0] == b"PK\x06\x06" and place + _END_64.size == at
    return (place, record[8], record[9]) if whole else (-1, 0, 0)


def _listed(directory: bytes, path: Path) -> Iterator[_Listed]:
    at = 0
    while at < len(directory):
        entry = _ENTRY.unpack_from(directory, at)
        mark, _, _, flags, method = entry[:5]
        packed, size, name_length, extra_length, comment_length = entry[8:13]
        header = entry[16]
        at += _ENTRY.size
        name = directory[at : at + name_length].decode("utf-8", "replace")
        extra = directory[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        if mark != b"PK\x01\x02" or at > len(directory):
            raise damaged(path, "a whole directory")
        if method or flags & 1:
            raise StudioError(
                "unsafe",
                f"{path}: {shown(name)} is compressed or encrypted",
                expected="members as torch.save stores them",
            )
        packed, size, header = _wide(extra, packed, size, header)
        if packed != size:
            raise damaged(path, "stored members", shown(name))
        yield _Listed(name, size, header)


def _wide(extra: bytes, packed: int, size: int, header: int) -> tuple[int, int, int]:
    """The 64-bit sizes and place of an entry, where its 32-bit ones are full."""
    at = 0
    wide: list[int] = []
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            wide = [n for (n,) in struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length // 8 * 8])]
            break
        at += 4 + length
    rest = iter(wide)
    size = next(rest, _FULL) if size == _FULL else size
    packed = next(rest, _FULL) if packed == _FULL else packed
    header = next(rest, _FULL) if header == _FULL else header
    return packed, size, header


def _located(f: BinaryIO, listed: _Listed, path: Path) -> Member:
    f.seek(min(listed.header, 1 << 62))
    mark, _, flags, method, _, _, _, _, _, name_length, extra_length = _LOCAL.unpack(f.read(_LOCAL.size))
    name = f.read(name_length).decode("utf-8", "replace")
    if mark != MAGIC or method or flags & 1 or name != listed.name:
        raise damaged(path, "members as the directory lists them", shown(listed.name))
    return Member(listed.header + _LOCAL.size + name_length + extra_length, listed.size)


def _refuse_overlaps(members: dict[str, Member], directory: int, path: Path) -> None:
    at = 0
    for member in sorted(members.values(), key=lambda m: m.start):
        if member.start < at or member.start + member.size > directory:
            raise damaged(path, "members apart from each other, before the directory")
        at = member.start + member.size


def damaged(path: Path, expected: str, found: str = "something else") -> StudioError:
    """The refusal of a file that is cut or broken."""
    return StudioError("damaged", f"{path} is damaged or incomplete", expected=expected, found=found)
