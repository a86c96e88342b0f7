"""Checkpoints survive kill -9, full disks and calls that fail: what was saved is there, what was not is never said."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import saving
from safetensors import SafetensorError

from gpt_studio.training import checkpoints

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL, fork and limits as on POSIX")
FULL = os.environ.get("GPT_STUDIO_GATES") == "full"
KILLS = 100 if FULL else 10
NOT_SAVED = (OSError, RuntimeError, SafetensorError)


def test_a_verified_checkpoint_no_older_than_the_last_acknowledged_is_there_after_every_kill(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(saving.__file__)), str(tmp_path), str(KILLS)],
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    trials = json.loads(done.stdout)
    assert len(trials) >= KILLS + 1
    assert all(1 <= said <= newest <= said + 1 for said, newest in trials), trials


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder in which the checkpoint of step 1 is saved."""
    saved(tmp_path / "checkpoints")
    return tmp_path / "checkpoints"


def saved(home: Path) -> None:
    home.mkdir(exist_ok=True)
    first = saving.training()
    first.progress.step = 1
    checkpoints.save(home, first)


def save_second(home: Path) -> None:
    second = saving.training()
    second.progress.step = 2
    checkpoints.save(home, second)


def assert_only_the_first(home: Path) -> None:
    assert [path.name for path in home.iterdir()] == ["step-000001"]
    assert checkpoints.newest(home) == home / "step-000001"


@pytest.fixture
def calls_restored() -> Iterator[None]:
    """What `saving.at_call` wraps is put back."""
    real = [(os if module == "os" else checkpoints, name) for module, name in saving.CALLS]
    kept = [getattr(owner, name) for owner, name in real]
    yield
    for (owner, name), function in zip(real, kept, strict=True):
        setattr(owner, name, function)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_whichever_call_fails_the_checkpoint_before_stays(home: Path, calls_restored: None, code: int) -> None:
    real = [getattr(os if module == "os" else checkpoints, name) for module, name in saving.CALLS]

    def fail() -> None:
        raise OSError(code, os.strerror(code))

    failed = 0
    for number in range(1, 200):
        count = saving.at_call(number, fail)
        try:
            save_second(home)
        except OSError:
            failed += 1
        for (module, name), function in zip(saving.CALLS, real, strict=True):
            setattr(os if module == "os" else checkpoints, name, function)
        if checkpoints.verifies(home / "step-000002"):  # the parent's last sync failed, or nothing did
            shutil.rmtree(home / "step-000002")
            if count() < number:
                break
        assert_only_the_first(home)
    assert failed >= number - 2 >= 10  # the look whether it is there already may fail


@pytest.mark.parametrize("share", [0.0, 0.02, 0.2, 0.5, 0.9, 0.99] if FULL else [0.0, 0.5, 0.99])
def test_a_limit_of_file_size_leaves_the_checkpoint_before(home: Path, share: float) -> None:
    largest = max(path.stat().st_size for path in (home / "step-000001").iterdir())
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest * share), before[1]))
    try:
        with pytest.raises(NOT_SAVED):
            save_second(home)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert_only_the_first(home)


@pytest.mark.parametrize("spare_kib", [0, 4, 8, 16, 24, 32, 36, 40, 44] if FULL else [0, 16, 36])
def test_a_full_disk_leaves_the_checkpoint_before(tmp_path: Path, spare_kib: int) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be made here: {mounted.stderr.decode().strip()}")
    try:
        home = disk / "checkpoints"
        saved(home)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "others").write_bytes(bytes(free - spare_kib * 1024))
        with pytest.raises(NOT_SAVED):
            save_second(home)
        assert_only_the_first(home)
        (disk / "others").unlink()
        save_second(home)
        assert checkpoints.newest(home) == home / "step-000002"
    finally:
        subprocess.run(["umount", str(disk)], check=True)
