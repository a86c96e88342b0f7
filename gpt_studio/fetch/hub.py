"""The hub's routes: search, and the files of a repository at one commit. Imported after prepare_environment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, cast

from huggingface_hub import HfApi, get_session, set_client_factory
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

from gpt_studio import __version__
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import FilesListed, HubModel, ListFiles, ModelsFound, SearchHub, WantedFile

from .environment import is_hub
from .names import choose
from .reporter import Reporter

RESULTS = 50
MAX_FILES = 10_000
TIMEOUT_S = 20.0
ANSWER_BYTES = 16 * 1024 * 1024
_EXPAND = ("downloads", "likes", "lastModified", "gated", "tags", "safetensors", "gguf")
REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@cache
def connect() -> None:
    """Make the one session that every request goes through: with a time limit, and with a token to the hub alone."""
    client = type(get_session())

    def factory() -> Any:
        made = client(follow_redirects=True, timeout=TIMEOUT_S)
        made.event_hooks = {"request": [without_token]}
        return made

    set_client_factory(factory)


def without_token(request: Any) -> None:
    """Take the token off a request that does not go to the hub itself: a mirror, a redirect, a store of files."""
    if not is_hub(str(request.url)):
        request.headers.pop("authorization", None)


def headers_for(endpoint: str) -> dict[str, str]:
    """The headers of a request to `endpoint`: a token only for the hub itself, no word about this machine."""
    return build_hf_headers(
        token=None if is_hub(endpoint) else False, library_name="gpt-studio", library_version=__version__
    )


def search(request: SearchHub, reporter: Reporter) -> ModelsFound:
    """Models by name, most downloaded first. Raises what the library raises; no second try, so that it is quick."""
    connect()
    reporter.progress("connecting")
    params = {"search": request.text, "limit": RESULTS, "sort": "downloads", "expand": list(_EXPAND)}
    found = _json(f"{request.endpoint}/api/models", params, headers_for(request.endpoint))
    if not isinstance(found, list):
        raise not_a_hub(request.endpoint)
    rows = [cast("dict[str, Any]", row) for row in cast("list[Any]", found)[:RESULTS] if isinstance(row, dict)]
    return ModelsFound(tuple(_model(row) for row in rows if REPO.fullmatch(str(row.get("id")))))


def list_files(request: ListFiles, reporter: Reporter) -> FilesListed:
    """The files of the newest commit with sizes, checksums and kinds. Raises what the library raises."""
    if not REPO.fullmatch(request.repo):
        raise StudioError("bad_parameter", "no name of a model", expected="OWNER/NAME", found=ascii(request.repo[:120]))
    connect()
    reporter.progress("connecting")
    endpoint = request.endpoint
    api = HfApi(endpoint=endpoint, token=None if is_hub(endpoint) else False, library_name="gpt-studio")
    info = api.model_info(request.repo, revision=request.revision, timeout=TIMEOUT_S)
    if not _COMMIT.fullmatch(info.sha or ""):
        raise not_a_hub(endpoint)
    tree = islice(api.list_repo_tree(request.repo, recursive=True, revision=info.sha), MAX_FILES)
    files = [_wanted(entry) for entry in tree if isinstance(entry, RepoFile)]
    card: dict[str, Any] = info.card_data.to_dict() if info.card_data else {}
    licence, link = _licence(card, info.tags or [])
    return FilesListed(
        repo=request.repo,
        revision=str(info.sha),
        licence=licence,
        licence_link=link or f"{endpoint}/{request.repo}",
        gated=bool(info.gated),
        files=choose(sorted(files, key=lambda file: file.name)),
    )


def not_a_hub(endpoint: str) -> StudioError:
    """What answers at `endpoint` does not speak the hub's language."""
    return StudioError(
        "unsupported",
        f"{endpoint} answers, but not as a Hugging Face hub does",
        remedy="Check the address of the mirror",
    )


def _json(url: str, params: Mapping[str, Any], headers: dict[str, str]) -> Any:
    """A JSON answer of bounded size."""
    with get_session().stream("GET", url, params=dict(params), headers=headers) as response:
        hf_raise_for_status(response)
        data = bytearray()
        for piece in response.iter_bytes():
            data += piece
            if len(data) > ANSWER_BYTES:
                raise StudioError(
                    "too_large",
                    f"{url} sends more than {ANSWER_BYTES:,} bytes",
                    remedy="Check the address of the mirror",
                )
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise not_a_hub(url) from error


def _model(row: dict[str, Any]) -> HubModel:
    tags = [tag for tag in row.get("tags") or () if isinstance(tag, str)]
    return HubModel(
        repo=str(row["id"]),
        downloads=_count(row.get("downloads")),
        likes=_count(row.get("likes")),
        licence=_licence({}, tags)[0],
        parameters=_total(row.get("safetensors")) or _total(row.get("gguf")),
        updated=_seconds(row.get("lastModified")),
        gated=bool(row.get("gated")),
    )


def _wanted(entry: RepoFile) -> WantedFile:
    if entry.lfs is not None:
        return WantedFile(entry.path, entry.lfs.size, sha256=entry.lfs.sha256)
    return WantedFile(entry.path, entry.size, git_sha1=entry.blob_id)


def _licence(card: Mapping[str, Any], tags: list[str]) -> tuple[str, str]:
    """(name, link) from the model's card, or the name from its tags."""
    name = card.get("license_name") or card.get("license")
    if not isinstance(name, str):
        name = next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), "")
    link = card.get("license_link")
    return name[:80], link[:500] if isinstance(link, str) and link.startswith("https://") else ""


def _total(found: object) -> int:
    return _count(cast("dict[str, Any]", found).get("total")) if isinstance(found, dict) else 0


def _count(found: object) -> int:
    return max(0, found) if isinstance(found, int) else 0


def _seconds(found: object) -> float:
    try:
        return datetime.fromisoformat(str(found)).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
