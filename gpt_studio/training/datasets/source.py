"""Data as it lies on disk: running text, files of examples, or nanoGPT's ids; by its bytes, and as tokens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import SkippedLines
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.batches import Ids
from gpt_studio.training.feed import Feed
from gpt_studio.training.plan import Plan

from .data_file import DataFile, data_file
from .example_files import ExampleFiles
from .nanogpt import holds_ids, names_in, read_folder
from .origins import Origins
from .rows import has_rows
from .running_text import RunningText
from .token_cache import NO_CACHE, TokenCache


class Tokens(Protocol):
    """Token ids of a data set, some of them kept for validation."""

    @property
    def train_tokens(self) -> int: ...

    @property
    def val_tokens(self) -> int: ...

    @property
    def train_ids(self) -> Ids:
        """All ids to train on, one after another."""
        ...

    @property
    def origins(self) -> Origins:
        """Where they stand."""
        ...

    @property
    def largest(self) -> int:
        """The largest id."""
        ...

    @property
    def skipped(self) -> SkippedLines:
        """Lines that hold no example."""
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


class Source(Protocol):
    """Data whose bytes are known."""

    @property
    def files(self) -> Sequence[DataFile]: ...

    def vocabulary(self, named: str) -> Tokenizer:
        """The tokenizer that `--tokenizer` names for a new network on this data. Raises StudioError."""
        ...

    def tokens(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, params: TrainParams) -> Tokens:
        """Its tokens; `checkpoint` brings the chat template. Raises StudioError."""
        ...


def read_source(params: TrainParams, cache: TokenCache = NO_CACHE) -> Source:
    """The data that the parameters name. Raises StudioError naming the file."""
    paths = [Path(path).expanduser() for path in params.data]
    if holds_ids(params):
        return read_folder(paths, params)
    if holds_rows(params):
        return ExampleFiles([data_file(path, "a file of examples") for path in paths], params, cache)
    return RunningText([data_file(path) for path in paths], cache)


def check_there(params: TrainParams) -> None:
    """Raise StudioError naming what of the data is not there, before anything is read."""
    paths = [Path(path).expanduser() for path in params.data]
    if holds_ids(params):
        names_in(paths, params)
        return
    for path in paths:
        if not path.is_file():
            what = "is no regular file" if os.path.lexists(path) else "does not exist"
            raise StudioError("absent", f"{path} {what}", expected="a text file")


def holds_rows(params: TrainParams) -> bool:
    """Whether the data is rows and not running text: by its columns, its format, or the names of its files."""
    named = any(has_rows(Path(path)) for path in params.data)
    return named or bool(params.columns) or params.format not in ("auto", "text", "nanogpt")
