"""PyTorch's pickled files (.pt, .bin): checked without running anything, then read by torch's own restricted unpickler.

torch.load(weights_only=True) runs no code of the file, but it lets a few hundred bytes ask for gigabytes. So the zip's
members and the pickle's opcodes are checked first, on the same open file. There is no way round this.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, BinaryIO, cast

from gpt_studio.gpt.checkpoints.tensors import ITEM_BYTES, Entry
from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

from .pickle_values import TORCH_OPCODES, Name, Refused, read_values
from .zip_members import MAGIC, Member, damaged, read_members

LARGEST_PICKLE = 4 << 20
OLDEST_TORCH = (2, 10)  # the restricted unpickler of older ones has been broken

_STORAGES = {
    "FloatStorage": "F32", "HalfStorage": "F16", "BFloat16Storage": "BF16", "DoubleStorage": "F64",
    "LongStorage": "I64", "IntStorage": "I32", "ShortStorage": "I16", "CharStorage": "I8", "ByteStorage": "U8",
    "BoolStorage": "BOOL",
}  # fmt: skip
_ORDERED_DICT = Name("collections", "OrderedDict")
_TENSOR = Name("torch._utils", "_rebuild_tensor_v2")
_PARAMETER = Name("torch._utils", "_rebuild_parameter")
_NAMES = (_ORDERED_DICT, _TENSOR, _PARAMETER, *(Name("torch", name) for name in _STORAGES))


class _Storage:
    """The bytes of one or more tensors: a member of the zip."""

    def __init__(self, dtype: str, key: str, count: int) -> None:
        self.dtype, self.key, self.count = dtype, key, count


def read_structure(f: BinaryIO, path: Path) -> Any:
    """What an open file of torch.save holds, with an `Entry` for each tensor; nothing is run, no weights are read.

    Raises StudioError naming `path` for every file that is not exactly what torch.save makes of plain values.
    """
    f.seek(0)
    start = f.read(4)
    if start != MAGIC:
        raise _no_zip(path, start)
    members = read_members(f, path)
    data = _member(f, members.get("data.pkl"), path)
    if "byteorder" in members and _member(f, members["byteorder"], path) != b"little":
        raise StudioError(
            "unsupported",
            f"{path} was written on a big-endian machine",
            expected="a little-endian file",
            remedy="Convert it to safetensors there",
        )
    storages = _Storages(members, path.name)
    try:
        return read_values(data, TORCH_OPCODES, _called, storages.storage, _NAMES)
    except Refused as error:
        raise StudioError(
            "unsafe", f"{path} is refused: its pickle is not one that torch.save makes of weights",
            expected="tensors and plain values", found=shown(str(error), 200),
            remedy="Convert it to safetensors where you trust it",
        ) from error  # fmt: skip


def load_values(f: BinaryIO, path: Path) -> Any:
    """The checked file with its tensors, on the CPU. Raises StudioError naming `path`."""
    import torch

    if tuple(int(n) for n in torch.__version__.split(".")[:2]) < OLDEST_TORCH:
        raise StudioError("unsupported", "this torch is too old to read pickles safely", expected="torch 2.10 or newer")
    read_structure(f, path)
    f.seek(0)
    try:
        return torch.load(f, map_location="cpu", weights_only=True, mmap=False)
    except Exception as error:  # torch names no end of errors for a file that it cannot read
        raise damaged(path, "what torch.save wrote", shown(str(error), 200)) from error


def _no_zip(path: Path, start: bytes) -> StudioError:
    if len(start) < 4:
        return damaged(path, "a file of torch.save", f"{len(start)} bytes")
    return StudioError(
        "unsupported", f"{path} is no zip file of torch.save", expected="the format of torch 1.6 and newer",
        found="an old pickle or something else", remedy="Convert it to safetensors where you trust it",
    )  # fmt: skip


def _member(f: BinaryIO, member: Member | None, path: Path) -> bytes:
    if member is None:
        raise damaged(path, "a data.pkl", "none")
    if member.size > LARGEST_PICKLE:
        raise StudioError(
            "too_large", f"{path}: the pickle is too large", expected=f"at most {LARGEST_PICKLE} bytes",
            found=str(member.size),
        )  # fmt: skip
    f.seek(member.start)
    return f.read(member.size)


def _called(name: Name, arguments: tuple[Any, ...]) -> Any:
    if name == _ORDERED_DICT and not arguments:
        return {}
    if name == _TENSOR:
        return _tensor(arguments)
    if name == _PARAMETER and len(arguments) == 3 and isinstance(arguments[0], Entry):
        return arguments[0]
    raise Refused(f"it calls {name.name} in an unusual way")


def _tensor(arguments: tuple[Any, ...]) -> Entry:
    match arguments:
        case (_Storage() as storage, int(offset), tuple(shape), tuple(stride), bool(), dict(hooks)) if not hooks:
            pass
        case _:
            raise Refused("it makes a tensor in an unusual way")
    numbers = cast("tuple[Any, ...]", (offset, *shape, *stride))
    if len(shape) != len(stride) or len(shape) > 8 or not all(type(n) is int and 0 <= n < 1 << 48 for n in numbers):
        raise Refused("it makes a tensor of an impossible shape")
    last = offset + sum((n - 1) * step for n, step in zip(shape, stride, strict=True))
    if math.prod(shape) and last >= storage.count:
        raise Refused("it makes a tensor larger than its bytes")
    return Entry(storage.dtype, shape, storage=f"{storage.key}+{offset}")


class _Storages:
    """Storages are members of the zip, each of exactly its size."""

    def __init__(self, members: dict[str, Member], file: str) -> None:
        self.members, self.file = members, file
        self.seen: dict[str, _Storage] = {}

    def storage(self, identity: Any) -> _Storage:
        match identity:
            case ("storage", Name(module="torch", name=str(kind)), str(key), str(), int(count)) if kind in _STORAGES:
                pass
            case _:
                raise Refused("it refers to something outside")
        dtype = _STORAGES[kind]
        member = self.members.get(f"data/{key}")
        if member is None or count < 0 or member.size != count * ITEM_BYTES[dtype]:
            raise Refused("it names bytes that the file does not hold")
        known = self.seen.setdefault(key, _Storage(dtype, key, count))
        if known.dtype != dtype:
            raise Refused("it reads the same bytes as two kinds of numbers")
        return known
