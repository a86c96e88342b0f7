"""What a GGUF file says of itself, by key and with its type checked. No torch, no numpy here."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gpt_studio.gpt.folder import open_inside, shown
from gpt_studio.protocol.errors import StudioError

from .bounded_file import Scalar
from .header import STRING, Array, Header, Tensor, read_header, strings_of
from .header import numbers_of as numbers_in


@dataclass(frozen=True, eq=False)
class GGUF:
    """A file `name` of `folder` and its header; tensors may be in other files of the folder, too."""

    folder: Path
    name: str
    header: Header

    @property
    def path(self) -> Path:
        return self.folder / self.name

    @property
    def architecture(self) -> str:
        return self.text("general.architecture") or ""

    @contextmanager
    def opened(self) -> Generator[Callable[[Tensor], BinaryIO]]:
        """Which open file holds a tensor; all are closed at the end."""
        held: dict[str, BinaryIO] = {}
        with ExitStack() as files:

            def file_of(tensor: Tensor) -> BinaryIO:
                if tensor.file not in held:
                    held[tensor.file] = files.enter_context(open_inside(self.folder, tensor.file))
                return held[tensor.file]

            yield file_of

    def count(self, key: str, default: int | None = None) -> int:
        """A whole number from 0 on. Raises StudioError when it is absent without default, or something else."""
        value = self.header.metadata.get(key, default)
        if type(value) is not int or value < 0:
            raise self.broken(key, "a whole number", value)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number. Raises StudioError when it is absent without default, or something else."""
        value = self.header.metadata.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.broken(key, "a number", value)
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        """true or false. Raises StudioError for something else."""
        value = self.header.metadata.get(key, default)
        if not isinstance(value, bool):
            raise self.broken(key, "true or false", value)
        return value

    def text(self, key: str) -> str | None:
        """A text, None where there is none. Raises StudioError for something else."""
        value = self.header.metadata.get(key)
        if value is not None and not isinstance(value, str):
            raise self.broken(key, "a text", value)
        return value

    def length(self, key: str) -> int:
        """How many elements a list has; 0 where there is none."""
        match self.header.metadata.get(key):
            case None:
                return 0
            case Array() as array:
                return array.count
            case tuple() as values:
                return len(values)
            case value:
                raise self.broken(key, "a list", value)

    def strings(self, key: str) -> Iterator[str]:
        """The texts of a list, empty where there is none. Raises StudioError for something else."""
        value = self.header.metadata.get(key, ())
        if isinstance(value, Array) and value.type == STRING:
            with open_inside(self.folder, self.name) as f:
                for data in strings_of(f, value, self.path):
                    yield data.decode("utf-8", "surrogateescape")
        elif value != ():
            raise self.broken(key, "a list of texts", value)

    def numbers(self, key: str) -> tuple[Scalar, ...]:
        """The numbers of a list, empty where there is none. Raises StudioError for something else."""
        value = self.header.metadata.get(key, ())
        if isinstance(value, Array) and value.type != STRING:
            with open_inside(self.folder, self.name) as f:
                return numbers_in(f, value, self.path)
        if not isinstance(value, tuple):
            raise self.broken(key, "a list of numbers", value)
        return value

    def broken(self, key: str, expected: str, found: object) -> StudioError:
        """The refusal of a value."""
        return StudioError(
            "damaged", f"{self.path}: {key} is broken", expected=expected,
            found="nothing" if found is None else shown(found),
        )  # fmt: skip


def open_gguf(folder: Path, name: str) -> GGUF:
    """The header of a GGUF file of a folder. Raises StudioError."""
    with open_inside(folder, name) as f:
        return GGUF(folder, name, read_header(f, folder / name))
