"""Tokens of data sets, made once and read from disk ever after: a sealed folder for each data set and tokenizer.

An entry is written beside its place, synced and renamed; before it is used every byte of it is checked against its
manifest. What does not verify is made again. All entries together stay below a bound: those that were used longest
ago go first, never the one that is in use.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gpt_studio.files import bounded, durable
from gpt_studio.files.sealed import MANIFEST, seal, verifies

from .arrays import Arrays, Files, Make, file_of, in_memory
from .stored import stored

LIMIT = 10 * 1024**3  # bytes of all entries together
ABANDONED_S = 3600.0  # what nobody has written to for so long was left by a crash
FACTS = "facts.json"
_REMEDY = "Go on with --resume: the tokens are made again"


def _unheard(text: str) -> None:
    """Nobody is told."""


@dataclass(frozen=True)
class TokenCache:
    """Entries under `folder`; without one everything is made anew in memory. `say` hears what people should know."""

    folder: Path | None = None
    limit: int = LIMIT
    say: Callable[[str], None] = _unheard

    def arrays(self, key: Callable[[], str], make: Make) -> Arrays:
        """The arrays of a key: those on disk, or else those that `make` makes, which then are on disk too.

        A disk that does not take them is no reason to fail: they stay in memory. Raises what `make` raises.
        """
        if self.folder is None:
            return in_memory(make)
        place = self.folder / key()
        try:
            return self._whole(place) or self._made(place, make)
        except OSError as error:
            self.say(f"the tokens are not kept on disk: {error}")
            return in_memory(make)

    def _whole(self, place: Path) -> Arrays | None:
        """The entry, once every byte of it is what its manifest says."""
        if not place.is_dir():
            return None
        if verifies(place):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
                found = _read(place)
                os.utime(place / MANIFEST)
                return found
        self.say(f"the tokens in {place} are damaged: they are made again")
        return None

    def _made(self, place: Path, make: Make) -> Arrays:
        place.parent.mkdir(parents=True, exist_ok=True)
        self._sweep(place.parent)
        _remove(place)
        beside = place.with_name(f".{place.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            _write(beside, make)
            _publish(beside, place)
        finally:
            _remove(beside)
        found = _read(place)
        self._make_room(place)
        return found

    def _make_room(self, kept: Path) -> None:
        """Remove the entries that were used longest ago until the others fit."""
        entries = sorted(_entries(kept.parent), key=_used, reverse=True)
        room = self.limit - _size(kept)
        for entry in entries:
            if entry == kept:
                continue
            room -= _size(entry)
            if room < 0:
                _remove(entry)

    def _sweep(self, folder: Path) -> None:
        """Remove what crashes left half written."""
        for stray in folder.glob(".*.tmp-*"):
            if time.time() - max([_changed(stray), *map(_changed, stray.glob("*"))]) > ABANDONED_S:
                _remove(stray)


NO_CACHE = TokenCache()


def _write(beside: Path, make: Make) -> None:
    """Make an entry in a folder of its own, sealed."""
    beside.mkdir()
    files = Files(beside)
    try:
        facts = make(files)
    finally:
        files.close()
    text = json.dumps({"types": files.types, "facts": facts}, indent=1, sort_keys=True)
    (beside / FACTS).write_text(text + "\n", encoding="utf-8")
    seal(beside, {})


def _publish(beside: Path, place: Path) -> None:
    """Rename a whole entry to its place; another process may have been quicker with the same."""
    try:
        durable.publish_folder(beside, place)
    except OSError:
        if not verifies(place):
            raise


def _read(place: Path) -> Arrays:
    """An entry that has verified. Raises OSError, ValueError, KeyError and TypeError for one that we did not write."""
    known = bounded.read_json(place / FACTS)
    arrays = {name: stored(file_of(place, name), kind, _REMEDY) for name, kind in known["types"].items()}
    return Arrays(arrays, dict(known["facts"]))


def _entries(folder: Path) -> Iterator[Path]:
    return (entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))


def _used(entry: Path) -> float:
    return _changed(entry / MANIFEST)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(entry: Path) -> int:
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in entry.iterdir())
    return 0


def _remove(place: Path) -> None:
    """Gone at once for readers, then from the disk, as far as that lets us."""
    if not place.exists():
        return
    gone = place
    if not place.name.startswith("."):
        gone = place.with_name(f".{place.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            place.rename(gone)
        except OSError:
            gone = place
    shutil.rmtree(gone, ignore_errors=True)
