"""Files of examples: their rows one after another, and all examples as tokens with where each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from typing import Any

import numpy as np

from gpt_studio.gpt.chat.layout import plain_text
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import SkippedLines
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.batches import Ids
from gpt_studio.training.data import id_type
from gpt_studio.training.plan import Plan
from gpt_studio.training.vocabulary import make_vocabulary

from .arrays import Arrays, Facts, Sink
from .cache_key import key_of, row_settings
from .data_file import DataFile, changed, data_file
from .examples import Examples, gather, held_back
from .formats import BadRow, Content, Pair, Talk, Text, content_of, parse_columns, recognise
from .origins import Origins
from .packing import Packed
from .rendering import Renderer, example_at
from .rows import BadLine, Numbered, read_rows
from .skipped import NONE, Skipped, skipped_of
from .token_cache import NO_CACHE, TokenCache

GATHERED = 1000  # examples that are held before they are put away
UNKNOWN = "columns of no known format"  # why a row is no example before the first that is one


@dataclass(frozen=True)
class ExampleTokens:
    """Examples to learn from and to validate on; `origins` say where those to learn from stand, `largest` is the
    largest id of all."""

    train: Examples
    val: Examples
    packing: bool
    origins: Origins
    largest: int
    skipped: SkippedLines = NONE

    @property
    def train_tokens(self) -> int:
        return len(self.train.ids)

    @property
    def val_tokens(self) -> int:
        return len(self.val.ids)

    @property
    def train_ids(self) -> Ids:
        return self.train.ids

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


@dataclass(frozen=True)
class Found:
    """What a row holds, the number of its file and the line (from 1) on which it stands."""

    content: Content
    file: int
    line: int


@dataclass(frozen=True)
class ExampleFiles:
    """One or more files of rows; they are read as often as they are asked for and never held."""

    files: Sequence[DataFile]
    params: TrainParams
    cache: TokenCache = NO_CACHE

    def rows(self, skipped: Skipped | None = None) -> Iterator[Found]:
        """What the rows hold. Raises StudioError naming file and line of one that holds no example, unless such are
        `skipped`, and where there is none at all."""
        skipped = skipped or Skipped()
        columns = parse_columns(self.params.columns)
        form = "table" if columns else self.params.format
        count, unknown = 0, None
        for number, file in enumerate(self.files):
            for one in read_rows(file.path):
                if form == "auto" and not isinstance(one, BadLine):
                    form = recognise(one.row) or "auto"
                    unknown = unknown or (_unknown(file, one.row) if form == "auto" else None)
                try:
                    yield Found(_content(one, form, columns), number, one.line)
                    count += 1
                except BadRow as error:
                    if self.params.bad_lines == "refuse":
                        raise unknown or _no_example(file, one.line, form, str(error)) from error
                    skipped.add(number, one.line, str(error))
        if not count:
            names = ", ".join(file.path.name for file in self.files)
            raise unknown or StudioError(
                "bad_data", f"{names} holds no example", expected="at least one", found=f"{skipped.count} bad lines"
            )

    def vocabulary(self, named: str) -> Tokenizer:
        """The tokenizer of a new network, from all that the rows say. Raises StudioError."""
        return make_vocabulary(named, (said(row.content) for row in self.rows()))

    def tokens(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, params: TrainParams) -> ExampleTokens:
        """The examples as tokens, the last of them kept for validation."""
        settings = row_settings(self.files, checkpoint, params)
        key = partial(key_of, "examples", self.files, tokenizer, settings)
        found = self.cache.arrays(
            key,
            partial(self._write, Renderer(tokenizer, checkpoint, mask_prompt=params.mask_prompt), id_type(tokenizer)),
        )
        examples = Examples(found["ids"], found["learnt"], found["begins"][:])
        kept = len(examples) - held_back(len(examples), params.val_fraction)
        train, val = examples.slice(0, kept), examples.slice(kept, len(examples))
        skipped = skipped_of(found.facts, [file.path.name for file in self.files])
        return ExampleTokens(train, val, params.packing, self._origins(train, found), found.facts["largest"], skipped)

    def _origins(self, train: Examples, found: Arrays) -> Origins:
        names = [file.path.name for file in self.files]
        return Origins(names, train.begins, found["file"], found["line"])

    def _write(self, renderer: Renderer, kind: Any, sink: Sink) -> Facts:
        """ids and learnt of all examples, where each begins (and the end), and its file and line."""
        sink.add("ids", np.zeros(0, kind))
        sink.add("learnt", np.zeros(0, np.bool_))
        sink.add("begins", np.zeros(1, np.int64))
        sink.add("file", np.zeros(0, np.int64))
        sink.add("line", np.zeros(0, np.int64))
        skipped = Skipped()
        count, largest, rows = 0, 0, self.rows(skipped)
        while held := list(islice(rows, GATHERED)):
            made = gather(
                (example_at(renderer, row.content, self.files[row.file].path, row.line) for row in held), kind
            )
            sink.add("ids", made.ids[:])
            sink.add("learnt", made.learnt[:])
            sink.add("begins", made.begins[1:] + count)
            sink.add("file", np.array([row.file for row in held], np.int64))
            sink.add("line", np.array([row.line for row in held], np.int64))
            count += len(made.ids)
            largest = max(largest, int(made.ids[:].max(initial=0)))
        for file in self.files:
            if data_file(file.path).sha256 != file.sha256:
                raise changed(file)
        return {"largest": largest} | skipped.facts()


def _no_example(file: DataFile, line: int, form: str, reason: str) -> StudioError:
    return StudioError(
        "bad_data",
        f"{file.path.name}, line {line}, holds no example",
        expected=f"a row of the format {form}" if form != "auto" else "a row of a known format",
        found=reason,
        remedy="Mend it, or skip such lines with --bad-lines skip",
    )


def _content(one: Numbered | BadLine, form: str, columns: dict[str, str]) -> Content:
    """What a row holds. Raises BadRow."""
    if isinstance(one, BadLine):
        raise BadRow(one.reason)
    if form == "auto":
        raise BadRow(UNKNOWN)
    return content_of(one.row, form, columns)


def _unknown(file: DataFile, row: dict[str, object]) -> StudioError:
    names = ", ".join(list(row)[:12]) or "none"
    return StudioError(
        "bad_data",
        f"{file.path.name} has columns of no known format",
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
