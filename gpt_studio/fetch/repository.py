"""Files of one commit of a repository become a model: fetched one after the other, checked, then renamed at once."""

from __future__ import annotations

import re
from pathlib import Path

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import GROWING_SUFFIX, GetFiles, WantedFile, model_of

from .hub import REPO, connect
from .names import check_wanted
from .part import Part, open_part
from .reporter import Reporter
from .transfer import GrowingFile, Tell, fetch_file


def get_files(request: GetFiles, models: Path, reporter: Reporter, wait_s: float = 1.0) -> Path:
    """The MODEL that the files make, in `models`. Raises StudioError, OSError, or what the hub's library raises."""
    check_wanted(request.files, pickles=request.pickles)
    if not re.fullmatch(r"[0-9a-f]{40}", request.revision) or not REPO.fullmatch(request.repo):
        raise StudioError("bad_parameter", "no repository at a commit", found=ascii(request.repo[:120]))
    connect()
    part = open_part(models, request.repo.replace("/", "--").rstrip("."), request)
    if not part.finished:
        with part.alone():
            _Getting(request, part, reporter, wait_s).run()
            part.publish()
    return part.place / model_of(request)


class _Getting:
    """The files that are there count as done; progress is over all of them."""

    def __init__(self, request: GetFiles, part: Part, reporter: Reporter, wait_s: float) -> None:
        self._request = request
        self._part = part
        self._reporter = reporter
        self._wait_s = wait_s
        self._total = sum(file.bytes for file in request.files)
        self._before = 0

    def run(self) -> None:
        self._part.need(sum(max(0, file.bytes - self._there(file)) for file in self._request.files))
        for file in sorted(self._request.files, key=lambda file: file.bytes):
            self._get(file)
            self._before += file.bytes

    def _get(self, file: WantedFile) -> None:
        place = self._part.folder / file.name
        place.parent.mkdir(parents=True, exist_ok=True)
        growing = place.with_name(place.name + GROWING_SUFFIX)

        def tell(phase: str, done: int) -> None:
            self._reporter.progress(phase, self._before + done, self._total, file.name)

        if place.exists():  # finished by an earlier start: looked at again, as the disk may have changed it
            if _is_right(place, file, tell):
                return
            place.unlink()
        tell("connecting", 0)
        fetch_file(self._request, file, growing, tell, self._wait_s)
        growing.rename(place)

    def _there(self, file: WantedFile) -> int:
        place = self._part.folder / file.name
        for path in (place, place.with_name(place.name + GROWING_SUFFIX)):
            if path.exists():
                return path.stat().st_size
        return 0


def _is_right(place: Path, file: WantedFile, tell: Tell) -> bool:
    if place.stat().st_size != file.bytes:
        return False
    growing = GrowingFile(place, file, tell)
    try:
        growing.finish()
    except StudioError:
        return False
    finally:
        growing.close()
    return True
