"""A lock that the system takes back when its process ends, however it ends."""

from __future__ import annotations

import sys
from typing import BinaryIO


def locked(file: BinaryIO) -> bool:
    """Whether `file` could be locked for this process alone. Closing it unlocks it."""
    try:
        _lock(file.fileno())
    except OSError:
        return False
    return True


if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
