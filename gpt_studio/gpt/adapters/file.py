"""An adapter's folder as PEFT writes it: adapter_config.json and one file of tensors, headers only. No torch here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gpt_studio.gpt.checkpoints.tensors import WEIGHT_TYPES, Entry, listed
from gpt_studio.gpt.checkpoints.weight_files import read_weights
from gpt_studio.gpt.folder import absent, has, meant, naming, read_object, shown
from gpt_studio.protocol.errors import StudioError

from .config import AdapterConfig, adapter_from_json

CONFIG, SAFETENSORS, PICKLE = "adapter_config.json", "adapter_model.safetensors", "adapter_model.bin"
FILES = (CONFIG, SAFETENSORS, PICKLE)
PREFIX = "base_model.model."
_A, _B = (".lora_A.weight", ".lora_embedding_A"), (".lora_B.weight", ".lora_embedding_B")


@dataclass(frozen=True)
class Names:
    """The two tensors of one module; `embedding`: its rows are looked up, not multiplied."""

    a: str
    b: str
    embedding: bool


@dataclass(frozen=True, eq=False)
class AdapterFile:
    """What the headers of an adapter say. `file` lies in `folder`; `pairs` and `whole` (modules_to_save, biases) map
    the name of a module, or of a weight, in the base model's files to tensors of `entries`.
    """

    folder: Path
    file: str
    config: AdapterConfig
    entries: Mapping[str, Entry]
    pairs: Mapping[str, Names]
    whole: Mapping[str, str]
    file_bytes: int

    @property
    def path(self) -> Path:
        return self.folder / self.file

    @property
    def parameters(self) -> int:
        """Numbers in the adapter."""
        return sum(math.prod(entry.shape) for entry in self.entries.values())

    @property
    def memory_bytes(self) -> int:
        """Bytes on a network: float32, and once more joined for drawing."""
        return 8 * self.parameters

    @property
    def summary(self) -> str:
        """One line for people: what it is called, what it changes, what it was made for."""
        rank = f"LoRA of rank {', '.join(map(str, self.ranks))} on " if self.pairs else "whole weights of "
        base = f", made for {self.config.base}" if self.config.base else ""
        name = shown(self.folder.resolve().name)
        return f"adapter {name}: {rank}{listed(list(self.modules))}, {self.parameters:,} numbers{base}"

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranks of its matrices, each once."""
        return tuple(sorted({self.entries[names.a].shape[0] for names in self.pairs.values()}))

    @property
    def modules(self) -> tuple[str, ...]:
        """The last names of the modules that it changes, each once."""
        names = (*self.pairs, *(name.rsplit(".", 1)[0] for name in self.whole))
        return tuple(dict.fromkeys(name.rsplit(".", 1)[-1] for name in names))


def is_adapter(folder: Path) -> bool:
    """Whether the folder holds an adapter's configuration."""
    return has(folder, CONFIG)


def read_adapter(folder: str | Path) -> AdapterFile:
    """The headers of an adapter's folder (or of one of its files). Raises StudioError naming the file."""
    path = Path(folder).expanduser()
    try:
        if not path.exists():
            raise absent(path)
        home = path if path.is_dir() else meant(path).parent
        return _read(home)
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, …
        raise StudioError(
            "absent", f"{shown(str(folder), 400)} cannot be read", expected="a folder with an adapter",
            found=(error.strerror or "") if isinstance(error, OSError) else shown(str(error)),
        ) from error  # fmt: skip


def _read(folder: Path) -> AdapterFile:
    if not is_adapter(folder):
        raise StudioError(
            "absent", f"{folder} holds no adapter", expected=f"{CONFIG} and {SAFETENSORS}", found=f"no {CONFIG}"
        )
    with naming(folder / CONFIG):
        config = adapter_from_json(read_object(folder, CONFIG))
    file = next((name for name in (SAFETENSORS, PICKLE) if has(folder, name)), None)
    if file is None:
        raise StudioError("absent", f"{folder} holds no tensors", expected=f"{SAFETENSORS} or {PICKLE}", found="none")
    weights = read_weights(folder, file)
    with naming(folder / file):
        pairs, whole = _sorted(weights.entries)
        _check(weights.entries, pairs, config)
    return AdapterFile(folder, file, config, weights.entries, pairs, whole, weights.file_bytes)


def _sorted(entries: Mapping[str, Entry]) -> tuple[dict[str, Names], dict[str, str]]:
    """The pairs by module, and the whole weights by name."""
    pairs: dict[str, Names] = {}
    whole: dict[str, str] = {}
    for key, entry in entries.items():
        if not key.startswith(PREFIX):
            raise _odd(key, f"names that begin with {PREFIX}")
        if entry.dtype not in WEIGHT_TYPES:
            raise StudioError(
                "unsupported", f"{shown(key)} is not of numbers that this version reads",
                expected=" or ".join(WEIGHT_TYPES), found=entry.dtype,
            )  # fmt: skip
        name = key.removeprefix(PREFIX)
        for a, b in zip(_A, _B, strict=True):
            if name.endswith((a, b)):
                module = name.removesuffix(a).removesuffix(b)
                pairs[module] = Names(PREFIX + module + a, PREFIX + module + b, a == _A[1])
                break
        else:
            if ".lora_" in name:
                raise _odd(key, "lora_A and lora_B")
            whole[name.replace(".base_layer.", ".")] = key
    return pairs, whole


def _check(entries: Mapping[str, Entry], pairs: Mapping[str, Names], config: AdapterConfig) -> None:
    """Each pair is whole, of one rank, which the configuration knows."""
    if not entries:
        raise StudioError("damaged", "the adapter is empty", expected="tensors lora_A and lora_B", found="none")
    for names in pairs.values():
        for name in (names.a, names.b):
            if name not in entries:
                raise StudioError(
                    "damaged", "tensors are missing", expected="pairs of A and B", found=f"no {shown(name)}"
                )
        a, b = entries[names.a].shape, entries[names.b].shape
        if len(a) != 2 or len(b) != 2 or a[0] != b[1]:
            raise StudioError(
                "damaged", f"{shown(names.a)} and its B do not fit each other", expected="[rank, in] and [out, rank]",
                found=f"{list(a)} and {list(b)}",
            )  # fmt: skip
        if a[0] not in config.ranks:
            raise StudioError(
                "damaged", f"{shown(names.a)} does not fit {CONFIG}",
                expected=f"rank {' or '.join(map(str, sorted(config.ranks)))}", found=f"rank {a[0]}",
            )  # fmt: skip


def _odd(key: str, expected: str) -> StudioError:
    return StudioError("unsupported", "a tensor is not of plain LoRA", expected=expected, found=shown(key, 200))
