"""One file over HTTP into a file that grows: it goes on from what is there, and is checked to the last byte."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huggingface_hub import get_hf_file_metadata, get_session, hf_hub_url
from huggingface_hub.errors import FileMetadataError
from huggingface_hub.utils import hf_raise_for_status

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import GetFiles, WantedFile

from .failures import unreachable
from .hub import TIMEOUT_S, headers_for, not_a_hub

TRIES = 5
PIECE_BYTES = 1024 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
Tell = Callable[[str, int], None]  # phase, bytes of this file


class GrowingFile:
    """The bytes that are there, with the running hash of them. Never longer than the file may be."""

    def __init__(self, path: Path, wanted: WantedFile, tell: Tell) -> None:
        self.path = path
        self.wanted = wanted
        self.done = 0
        self._tell = tell
        self._file = path.open("r+b" if path.exists() else "w+b")
        self._hash = _hash_of(wanted)
        while piece := self._file.read(PIECE_BYTES):
            self._hash.update(piece)
            self.done += len(piece)
            tell("checking", self.done)
        if self.done > wanted.bytes:
            self.restart()

    def restart(self) -> None:
        """Throw away what is there."""
        self._file.seek(0)
        self._file.truncate()
        self._hash = _hash_of(self.wanted)
        self.done = 0

    def add(self, piece: bytes) -> None:
        """Append bytes. Raises StudioError when there are more than the file has."""
        if self.done + len(piece) > self.wanted.bytes:
            raise _wrong(self.wanted, f"{self.wanted.bytes:,} bytes", "more")
        self._file.write(piece)
        self._hash.update(piece)
        self.done += len(piece)
        self._tell("downloading", self.done)

    def finish(self) -> None:
        """Sync and compare the checksum. Raises StudioError when it is another."""
        self._file.flush()
        os.fsync(self._file.fileno())
        expected = self.wanted.sha256 or self.wanted.git_sha1
        if self._hash.hexdigest() != expected:
            raise _wrong(self.wanted, f"checksum {expected}", self._hash.hexdigest())

    def close(self) -> None:
        self._file.close()


def fetch_file(request: GetFiles, wanted: WantedFile, path: Path, tell: Tell, wait_s: float = 1.0) -> None:
    """Fetch `wanted` into `path`, which may hold a beginning of it; `wait_s` doubles with each try that brings nothing.

    Raises StudioError; wrong content is deleted first. A connection that breaks leaves what came.
    """
    growing = GrowingFile(path, wanted, tell)
    try:
        _fill(request, growing, tell, wait_s)
        growing.finish()
    except StudioError as error:
        growing.close()
        if error.code == "damaged":
            path.unlink()
        raise
    finally:
        growing.close()


def _fill(request: GetFiles, growing: GrowingFile, tell: Tell, wait_s: float) -> None:
    failed, most = 0, growing.done
    while growing.done < growing.wanted.bytes:
        found = "the connection ended early"
        try:
            _stream(_locate(request, growing.wanted), growing)
        except Exception as error:
            if not _is_transient(error):
                raise
            found = str(error) or type(error).__name__
        if growing.done >= growing.wanted.bytes:
            return
        failed, most = (0, growing.done) if growing.done > most else (failed + 1, most)
        if failed >= TRIES:
            raise unreachable(request.endpoint, " ".join(found.split())[:300])
        tell("waiting", growing.done)
        time.sleep(wait_s * 2**failed if failed else 0)


def _locate(request: GetFiles, wanted: WantedFile) -> tuple[str, dict[str, str]]:
    """(where the bytes are, headers). Raises StudioError when the endpoint has another file there than it listed."""
    url = hf_hub_url(request.repo, wanted.name, revision=request.revision, endpoint=request.endpoint)
    headers = headers_for(request.endpoint)
    try:
        told = get_hf_file_metadata(url, token=False, headers=headers, timeout=TIMEOUT_S, endpoint=request.endpoint)
    except FileMetadataError as error:
        raise not_a_hub(request.endpoint) from error
    expected = wanted.sha256 or wanted.git_sha1
    if told.commit_hash not in (None, request.revision):
        raise _wrong(wanted, f"commit {request.revision}", str(told.commit_hash)[:64])
    if told.size not in (None, wanted.bytes):
        raise _wrong(wanted, f"{wanted.bytes:,} bytes", f"{told.size:,}")
    if told.etag and re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", told.etag) and told.etag != expected:
        raise _wrong(wanted, f"checksum {expected}", told.etag)
    return told.location, headers


def _stream(source: tuple[str, dict[str, str]], growing: GrowingFile) -> None:
    url, headers = source[0], {**source[1], "Accept-Encoding": "identity"}
    if growing.done:
        headers["Range"] = f"bytes={growing.done}-"
    with get_session().stream("GET", url, headers=headers) as response:
        if response.status_code == 416:
            growing.restart()
            return
        hf_raise_for_status(response)
        if growing.done and not _goes_on(response, growing):
            growing.restart()
            if response.status_code == 206:
                return
        for piece in response.iter_bytes():
            growing.add(piece)


def _goes_on(response: Any, growing: GrowingFile) -> bool:
    """Whether an answer to a Range begins where the file ends."""
    told = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
    return bool(
        response.status_code == 206
        and told
        and int(told[1]) == growing.done
        and told[2] in ("*", str(growing.wanted.bytes))
    )


def _is_transient(error: Exception) -> bool:
    """The network gave way, or the server asks for patience."""
    if type(error).__module__.startswith("httpx"):
        return any(kind.__name__ == "TransportError" for kind in type(error).__mro__)
    return getattr(getattr(error, "response", None), "status_code", 0) in (408, 500, 502, 503, 504)


def _hash_of(wanted: WantedFile) -> Any:
    if wanted.sha256:
        return hashlib.sha256()
    return hashlib.sha1(b"blob %d\0" % wanted.bytes, usedforsecurity=False)  # as git names a file's content


def _wrong(wanted: WantedFile, expected: str, found: str) -> StudioError:
    return StudioError(
        "damaged",
        f"{wanted.name} is not what the hub lists",
        expected=expected,
        found=found,
        remedy="It was deleted, the other files are kept; get it again, from another mirror if this stays",
    )
