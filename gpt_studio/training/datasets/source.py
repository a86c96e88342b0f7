"""Data as it lies on disk, running text or examples: its bytes by hash, and its tokens for a vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np

from gpt_studio.files.hashes import sha256_file
from gpt_studio.gpt.chat_pieces import plain_text
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.data import TextFile, TokenData, encode, read_text, split
from gpt_studio.training.feed import Feed
from gpt_studio.training.plan import Plan

from .examples import Examples, gather, held_back
from .formats import BadRow, Content, Pair, Talk, Text, content_of, parse_columns, recognise
from .packing import Packed
from .rendering import Example, Renderer, example_at
from .rows import BadLine, has_rows, read_rows


@dataclass(frozen=True)
class DataFile:
    """A file of the data by size and hash."""

    path: Path
    size: int
    sha256: str


class Tokens(Protocol):
    """Token ids of a data set, some of them kept for validation."""

    @property
    def train_tokens(self) -> int: ...

    @property
    def val_tokens(self) -> int: ...

    @property
    def largest(self) -> int:
        """The largest id."""
        ...

    @property
    def longest(self) -> int:
        """The most positions that a row can have use for."""
        ...

    def check(self, context: int) -> None:
        """Raise StudioError where there is not enough to make a row of."""
        ...

    def feed(self, plan: Plan) -> Feed:
        """The same as micro-batches."""
        ...


@dataclass(frozen=True)
class ExampleTokens:
    """Examples to learn from and to validate on."""

    train: Examples
    val: Examples
    packing: bool

    @property
    def train_tokens(self) -> int:
        return len(self.train.ids)

    @property
    def val_tokens(self) -> int:
        return len(self.val.ids)

    @property
    def largest(self) -> int:
        return max((int(np.max(part.ids)) for part in (self.train, self.val) if len(part.ids)), default=0)

    @property
    def longest(self) -> int:
        """Rows may hold several examples: no bound."""
        return 1 << 20

    def check(self, context: int) -> None:
        if not any(bool(self.train.learnt[a + 1 : min(b, a + context + 1)].any()) for a, b in self._bounds()):
            raise StudioError(
                "bad_data",
                "no example has anything to learn within the context",
                expected=f"a completion that begins before token {context} (--context)",
                found=f"{len(self.train)} examples",
                remedy="Give other data or a larger --context",
            )

    def _bounds(self) -> Iterator[tuple[int, int]]:
        return pairwise(self.train.begins.tolist())

    def feed(self, plan: Plan) -> Packed:
        return Packed(self.train, self.val, plan, self.packing)


class Source(Protocol):
    """Data that was read."""

    @property
    def files(self) -> Sequence[DataFile | TextFile]: ...

    def texts(self) -> Sequence[str]:
        """All that it says, for a new vocabulary."""
        ...

    def tokens(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, params: TrainParams) -> Tokens:
        """Its tokens; `checkpoint` brings the chat template. Raises StudioError."""
        ...


@dataclass(frozen=True)
class RunningText:
    """Text files, one after another."""

    files: Sequence[TextFile]

    def texts(self) -> Sequence[str]:
        return [file.text for file in self.files]

    def tokens(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, params: TrainParams) -> TokenData:
        """Ids of all texts, the tail kept for validation."""
        return split(encode(self.texts(), tokenizer), params.val_fraction)


@dataclass(frozen=True)
class Rows:
    """Examples of one or more files: what each row holds and where it stands; lines that hold none."""

    files: Sequence[DataFile]
    form: str
    contents: Sequence[Content]
    places: Sequence[tuple[Path, int]]  # file and line of each content
    bad: Sequence[tuple[Path, BadLine]]

    def texts(self) -> Sequence[str]:
        return [said(content) for content in self.contents]

    def tokens(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, params: TrainParams) -> ExampleTokens:
        """The examples as tokens, the last of them kept for validation."""
        found = gather(self.examples(tokenizer, checkpoint, params), tokenizer.size)
        kept = len(found) - held_back(len(found), params.val_fraction)
        return ExampleTokens(found.slice(0, kept), found.slice(kept, len(found)), params.packing)

    def examples(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, params: TrainParams) -> Iterator[Example]:
        """Each content as tokens. Raises StudioError naming file and line."""
        renderer = Renderer(tokenizer, checkpoint, mask_prompt=params.mask_prompt)
        for content, (path, line) in zip(self.contents, self.places, strict=True):
            yield example_at(renderer, content, path, line)


def read_source(params: TrainParams) -> Source:
    """The data that the parameters name. Raises StudioError naming file and line."""
    paths = [Path(path) for path in params.data]
    return _read_rows(paths, params) if holds_rows(params) else RunningText([read_text(path) for path in paths])


def holds_rows(params: TrainParams) -> bool:
    """Whether the data is rows and not running text: by its columns, its format, or the names of its files."""
    named = any(has_rows(Path(path)) for path in params.data)
    return named or bool(params.columns) or params.format not in ("auto", "text")


def _read_rows(paths: Sequence[Path], params: TrainParams) -> Rows:
    columns = parse_columns(params.columns)
    form = "table" if columns else params.format
    contents: list[Content] = []
    places: list[tuple[Path, int]] = []
    bad: list[tuple[Path, BadLine]] = []
    for path in paths:
        for one in read_rows(path):
            if not isinstance(one, BadLine):
                form = (recognise(one.row) or _unknown(path, one.row)) if form == "auto" else form
                try:
                    contents.append(content_of(one.row, form, columns))
                    places.append((path, one.line))
                    continue
                except BadRow as error:
                    one = BadLine(one.line, str(error))
            if params.bad_lines == "refuse":
                raise StudioError(
                    "bad_data",
                    f"{path.name}, line {one.line}, holds no example",
                    expected=f"a row of the format {form}" if form != "auto" else "a row of a known format",
                    found=one.reason,
                    remedy="Mend it, or skip such lines with --bad-lines skip",
                )
            bad.append((path, one))
    if not contents:
        raise StudioError(
            "bad_data", "the data holds no example", expected="at least one", found=f"{len(bad)} bad lines"
        )
    files = [DataFile(path, path.stat().st_size, sha256_file(path)) for path in paths]
    return Rows(files, form, contents, places, bad)


def _unknown(path: Path, row: dict[str, object]) -> str:
    names = ", ".join(list(row)[:12]) or "none"
    raise StudioError(
        "bad_data",
        f"{path.name} has columns of no known format",
        expected="messages, conversations, instruction and output, prompt and completion, or text",
        found=names,
        remedy="Say what they mean: --columns prompt=NAME --columns completion=NAME",
    )


def said(content: Content) -> str:
    """All that a content says, for a vocabulary."""
    match content:
        case Text(text):
            return text
        case Pair(prompt, completion):
            return prompt + completion
        case Talk(messages):
            return plain_text(messages)
