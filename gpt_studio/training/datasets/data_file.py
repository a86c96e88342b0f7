"""A file of the data: where it is, and its bytes by size and hash, read without being held."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gpt_studio.files import bounded
from gpt_studio.protocol.errors import StudioError

BLOCK = 1 << 20  # bytes that are read at a time


@dataclass(frozen=True)
class DataFile:
    """A file of the data by size and hash."""

    path: Path
    size: int
    sha256: str


def data_file(path: Path, expected: str = "a text file") -> DataFile:
    """The file by its content. Raises StudioError naming one that is absent, empty or no file."""
    digest, size = hashlib.sha256(), 0
    for block in blocks(path, expected):
        digest.update(block)
        size += len(block)
    if not size:
        raise StudioError("bad_data", f"{path} is empty", expected=expected, found="0 bytes")
    return DataFile(path, size, digest.hexdigest())


def blocks(path: Path, expected: str = "a text file") -> Iterator[bytes]:
    """The bytes of a regular file, block by block. Raises StudioError naming it."""
    try:
        with bounded.open_regular(path) as file:
            while block := file.read(BLOCK):
                yield block
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} does not exist", expected=expected) from error
    except OSError as error:
        raise StudioError("absent", f"{path} cannot be read", expected=expected, found=str(error)) from error


def texts_of(file: DataFile) -> Iterator[str]:
    """The characters of a UTF-8 file as they are, newlines kept, block by block.

    Raises StudioError for bytes that are no UTF-8, and at the end where they are not those that were hashed.
    """
    decoder, digest, read = codecs.getincrementaldecoder("utf-8")(), hashlib.sha256(), 0
    for block in blocks(file.path):
        digest.update(block)
        yield _decoded(decoder, block, read, file.path)
        read += len(block)
    yield _decoded(decoder, b"", read, file.path, final=True)
    if digest.hexdigest() != file.sha256:
        raise changed(file)


def changed(file: DataFile) -> StudioError:
    """What is said of a file that another program writes meanwhile."""
    return StudioError(
        "data_changed", f"{file.path} changed while it was read", expected=f"sha256 {file.sha256}",
        remedy="Start again once it is written to its end",
    )  # fmt: skip


def _decoded(decoder: codecs.IncrementalDecoder, block: bytes, read: int, path: Path, *, final: bool = False) -> str:
    pending = len(decoder.getstate()[0])
    try:
        return decoder.decode(block, final)
    except UnicodeDecodeError as error:
        raise StudioError(
            "unsupported", f"{path} is no text", expected="UTF-8",
            found=f"byte 0x{error.object[error.start]:02x} at offset {read - pending + error.start}",
        ) from error  # fmt: skip
