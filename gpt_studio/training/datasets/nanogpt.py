"""nanoGPT's data: a folder with train.bin and val.bin, 16-bit ids one after another, and sometimes meta.pkl.

The ids are read where they are used, never copied. Without meta.pkl nothing says what they mean: nanoGPT takes them for
GPT-2's. https://github.com/karpathy/nanoGPT (data/*/prepare.py, train.py)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.torch_files.nanogpt_meta import META, read_meta
from gpt_studio.gpt.folder import has
from gpt_studio.gpt.tokenizers import Chars, Tokenizer
from gpt_studio.protocol.datasets import TRAIN_IDS, VAL_IDS
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.batches import IdArray, Ids
from gpt_studio.training.data import TokenData
from gpt_studio.training.vocabulary import make_vocabulary

from .data_file import DataFile, changed, data_file
from .origins import of_ids
from .stored import stored

ID = "<u2"
CHECKED = 1 << 22  # ids that are looked at in one go
FEWEST = 32  # ids that say how wide they are
_REMEDY = "Put it back as it was, then go on with --resume"


@dataclass(frozen=True)
class NanoGPT:
    """A folder of nanoGPT's data; `files` are train.bin, val.bin where something is validated on, and meta.pkl."""

    folder: Path
    files: Sequence[DataFile]
    validates: bool

    def vocabulary(self, named: str) -> Tokenizer:
        """What the ids mean: the characters of meta.pkl, or what `named` says. Raises StudioError."""
        return vocabulary_of(self.folder, named)

    def tokens(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, params: TrainParams) -> TokenData:
        """The ids, once all of them are known to the tokenizer. Raises StudioError naming the file."""
        check_meaning(self.folder, tokenizer)
        train = self._ids(TRAIN_IDS)
        val = self._ids(VAL_IDS) if self.validates else np.zeros(0, ID)
        largest = max(check_ids(self.folder / n, ids, tokenizer) for n, ids in ((TRAIN_IDS, train), (VAL_IDS, val)))
        return TokenData(train, val, of_ids(TRAIN_IDS, len(train)), largest)

    def _ids(self, name: str) -> Ids:
        """The ids of a file whose bytes have been hashed."""
        ids = ids_of(self.folder / name)
        (file,) = (file for file in self.files if file.path.name == name)
        if file.size != len(ids) * np.dtype(ID).itemsize:
            raise changed(file)
        return ids


def holds_ids(params: TrainParams) -> bool:
    """Whether the data is a folder of ids: as it is said to be, or because it is a folder."""
    folder = any(path.is_dir() or path.name in (TRAIN_IDS, VAL_IDS) for path in map(_expanded, params.data))
    return params.format == "nanogpt" or (folder and params.format == "auto" and not params.columns)


def _expanded(path: str) -> Path:
    return Path(path).expanduser()


def read_folder(paths: Sequence[Path], params: TrainParams) -> NanoGPT:
    """The folder by its bytes. Raises StudioError naming what is missing or is no row of ids."""
    folder, names = names_in(paths, params)
    files = [data_file(folder / name, "nanoGPT's ids") for name in names]
    return NanoGPT(folder, files, bool(params.val_fraction))


def names_in(paths: Sequence[Path], params: TrainParams) -> tuple[Path, list[str]]:
    """The folder, and the files of it that matter. Raises StudioError naming one that is missing."""
    folder = only_folder(paths)
    needed = [TRAIN_IDS, *([VAL_IDS] if params.val_fraction else [])]
    for name in needed:
        if not has(folder, name):
            raise _absent(folder, name)
    return folder, [*needed, *([META] if has(folder, META) else [])]


def only_folder(paths: Sequence[Path]) -> Path:
    """The one folder that the data is. Raises StudioError."""
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0]
    if len(paths) == 1 and paths[0].name in (TRAIN_IDS, VAL_IDS):
        return paths[0].parent
    raise StudioError(
        "bad_parameter",
        "ids of nanoGPT stand alone",
        expected=f"one folder with {TRAIN_IDS} and {VAL_IDS}",
        found=", ".join(map(str, paths)),
    )


def _absent(folder: Path, name: str) -> StudioError:
    return StudioError(
        "absent",
        f"{folder / name} does not exist",
        expected=f"{TRAIN_IDS} and {VAL_IDS}, as nanoGPT's prepare.py writes them",
        found=", ".join(sorted(path.name for path in folder.iterdir())[:10]) or "an empty folder",
        remedy="Give nothing to validate on: --val-fraction 0" if name == VAL_IDS else "",
    )


def ids_of(path: Path) -> Ids:
    """The ids of a file. Raises StudioError naming it."""
    try:
        return stored(path, ID, _REMEDY)
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} does not exist", expected="nanoGPT's ids") from error
    except ValueError as error:
        raise StudioError(
            "bad_data",
            f"{path} holds no 16-bit ids",
            expected="two bytes for each",
            found=f"{path.stat().st_size} bytes",
            remedy="Write it again with nanoGPT's prepare.py",
        ) from error
    except OSError as error:
        raise StudioError("absent", f"{path} cannot be read", expected="nanoGPT's ids", found=str(error)) from error


def vocabulary_of(folder: Path, named: str) -> Tokenizer:
    """What the ids of a folder mean to a new network. Raises StudioError where `named` cannot be it."""
    if has(folder, META):
        if named != "char":
            raise _other_meaning(folder, f"characters ({META})", f"--tokenizer {named}", "Leave --tokenizer out")
        return read_meta(folder)
    if named == "char" or named.startswith("bpe:"):
        raise _other_meaning(
            folder, f"{META}, or --tokenizer gpt2", f"no {META}, and --tokenizer {named}",
            "Ids without meta.pkl are usually GPT-2's: --tokenizer gpt2",
        )  # fmt: skip
    return make_vocabulary(named, ())


def check_meaning(folder: Path, tokenizer: Tokenizer) -> None:
    """Raise StudioError where meta.pkl gives the ids another meaning than the tokenizer does."""
    if not has(folder, META):
        return
    characters = read_meta(folder)
    if not isinstance(tokenizer, Chars) or tokenizer.stoi != characters.stoi:
        raise _other_meaning(
            folder, f"the {characters.size} characters of {META}",
            f"a vocabulary of {tokenizer.size} ({tokenizer.kind})",
            "Train from scratch on these ids, or give the model its text",
        )  # fmt: skip


def _other_meaning(folder: Path, expected: str, found: str, remedy: str) -> StudioError:
    return StudioError(
        "bad_data", f"the ids in {folder} are of another vocabulary", expected=expected, found=found, remedy=remedy
    )


def check_ids(path: Path, ids: Ids, tokenizer: Tokenizer) -> int:
    """The largest id. Raises StudioError naming the first that the tokenizer does not know, and where they are wider
    than 16 bits."""
    largest = 0
    for start, part in _parts(ids):
        if not start and _is_wider(part):
            raise StudioError(
                "bad_data", f"{path} holds no 16-bit ids", expected="two bytes for each",
                found="nothing but zeros at every second place, as in ids of 32 bits",
                remedy="Write it again with nanoGPT's prepare.py",
            )  # fmt: skip
        largest = max(largest, int(part.max()))
        if largest >= tokenizer.size:
            at = start + int(np.argmax(part >= tokenizer.size))
            raise StudioError(
                "bad_data",
                f"{path} holds ids beyond the vocabulary",
                expected=f"ids below {tokenizer.size}",
                found=f"{int(part[at - start])} at place {at}",
                remedy="Take the tokenizer that the ids were made with",
            )
    return largest


def _is_wider(ids: IdArray) -> bool:
    """Whether the upper halves of wider ids stand between the lower ones: zeros, or next to it."""
    low, high = ids[0::2], ids[1::2]
    if len(high) < FEWEST:
        return False
    return int(high.max()) == 0 < int(low.max()) or (int(high.max()) < 4 and int(low.max()) >= 1 << 12)


def _parts(ids: Ids) -> Iterator[tuple[int, IdArray]]:
    return ((start, ids[start : start + CHECKED]) for start in range(0, len(ids), CHECKED))
