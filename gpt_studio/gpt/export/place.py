"""Where an export goes: what may be written over, room on the disk, and publishing it as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from gpt_studio.files.durable import publish_folder, replace_path, sync_files
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

# What an export writes: a folder that holds something else is never taken away.
_OURS = re.compile(
    r"(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json"
    r"|tokenizer\.model|vocab\.txt|merges\.txt|chat_template\.(jinja|json)|ckpt\.pt|meta\.pkl|adapters|.*\.safetensors"
)
MARGIN = 16 << 20  # bytes that stay free on the disk


def check_place(out: Path, checkpoint: Checkpoint, *, force: bool) -> None:
    """Raise StudioError where `out` must not be written: it exists, is the model itself, or has no folder around."""
    target, model = out.resolve(), checkpoint.path.resolve()
    home = checkpoint.folder.resolve()
    inside = target.is_relative_to(model) or model.is_relative_to(target) or home.is_relative_to(target)
    if inside or (checkpoint.packed is None and target.is_relative_to(home)):
        raise StudioError(
            "unsafe", f"{out} belongs to the model that is read", expected="a place outside of it", found=str(model)
        )
    if not target.parent.is_dir():
        raise StudioError("absent", f"{out.parent} is no folder", expected="a folder to write into", found="none")
    if out.exists() or out.is_symlink():
        _check_replaceable(out, force)


def _check_replaceable(out: Path, force: bool) -> None:
    if not force:
        raise StudioError(
            "exists", f"{out} exists", expected="a new name", found="a folder" if out.is_dir() else "a file",
            remedy="Use --force to write over it",
        )  # fmt: skip
    if not out.is_dir():
        return
    others = sorted(path.name for path in out.iterdir() if not _OURS.fullmatch(path.name))
    if others:
        raise StudioError(
            "unsafe", f"{out} holds other files, which are not taken away", expected="an exported model",
            found=shown(others[0]), remedy="Choose another place, or empty the folder",
        )  # fmt: skip


def check_beside(out: Path, names: set[str], *, force: bool) -> None:
    """Raise StudioError where files that belong beside the file `out` are there and belong to something else."""
    there = sorted(name for name in names - {out.name} if (out.parent / name).exists())
    if there and not (force and out.exists()):
        raise StudioError(
            "exists", f"{out.parent / there[0]} exists", expected="a folder without another model",
            found=", ".join(there[:3]), remedy="Choose another folder",
        )  # fmt: skip


def check_room(out: Path, size: int) -> None:
    """Raise StudioError unless the disk has room for `size` bytes more."""
    free = shutil.disk_usage(out.parent).free
    if size + MARGIN > free:
        raise StudioError(
            "too_large", f"{out} does not fit on the disk", expected=f"{size + MARGIN} bytes free", found=f"{free}"
        )


@contextmanager
def beside(out: Path) -> Generator[Path]:
    """A folder beside `out` that is gone afterwards, whatever happens."""
    folder = out.with_name(f".{out.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(written: Path, out: Path) -> None:
    """Put the folder `written` in the place of `out`, synced. What stood there is gone only when the new one stands."""
    if not out.exists():
        publish_folder(written, out)
        return
    old = out.with_name(f".{out.name}.old-{os.getpid()}-{secrets.token_hex(4)}")
    out.rename(old)
    try:
        publish_folder(written, out)
    except BaseException:
        with contextlib.suppress(OSError):
            old.rename(out)
        raise
    if old.is_dir() and not old.is_symlink():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.unlink()


def publish_files(written: Path, out: Path) -> None:
    """Put the files of the folder `written` beside `out`, which is one of them and comes last."""
    sync_files(written)
    for path in sorted(written.iterdir(), key=lambda p: (p.name == out.name, p.name)):
        replace_path(path, out.parent / path.name)
