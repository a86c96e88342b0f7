"""What data holds, before a run learns from it: its format, exact tokens, and what is learnt of them."""

from __future__ import annotations

from dataclasses import dataclass

from .models import ModelKey
from .training import TrainParams

ROWS_SHOWN = 200
TOKENS_SHOWN = 600  # of a row
BAD_SHOWN = 50
# A file whose name ends so holds rows; any other holds running text.
ROW_ENDINGS = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
# A folder with these holds nanoGPT's ids: 16 bits each, little-endian.
TRAIN_IDS, VAL_IDS = "train.bin", "val.bin"


@dataclass(frozen=True)
class PreviewData:
    """Query: the data of `params` as a run would read it. Answers: Progress…, DataPreviewed | JobFailed.

    Read are `data`, `format`, `columns`, `mask_prompt`, `val_fraction`, `context`, `model` and `tokenizer`. Where the
    model of `key` is loaded, its tokenizer is taken instead of being read again.
    """

    job: int
    params: TrainParams
    key: ModelKey | None = None


@dataclass(frozen=True, slots=True)
class PreviewToken:
    """`text` holds the characters that the token completes, or what a control token is called."""

    id: int
    text: str
    bytes: bytes
    learnt: bool


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """An example, or a line of running text: the first tokens of `length`. `file` is its name, `line` counts from 1."""

    file: str
    line: int
    tokens: tuple[PreviewToken, ...]
    length: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that holds no example, and why."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True)
class Lengths:
    """Tokens of an example: quantiles and the longest."""

    least: int
    median: int
    ninety: int  # nine of ten are no longer
    longest: int


@dataclass(frozen=True)
class DataFacts:
    """Counts over what was read: all where `complete`, else the first `rows`. `total_bytes` are those of all files.

    `form` is `text` (running text, or rows of whole texts), `nanogpt`, one of the formats of examples, or '' where the
    `columns` have no known names; `first` are the values of the columns in the first row, cut short. `learnt` counts
    the tokens that are targets, `empty` the examples of which nothing is learnt within the context, `truncated` those
    that lose their end there. `duplicates` say what an earlier one says, token by token; `overlap` of the validation's
    `val_rows` stand among the training examples too.
    Running text and ids of nanoGPT (`nanogpt`) have no lengths and are never cut: `rows` counts lines, and duplicates
    and overlap count stretches of `stretch` tokens, `val_rows` those of the validation. `val_tokens` are kept for it.
    """

    form: str
    columns: tuple[str, ...]
    first: tuple[str, ...]
    rows: int
    val_rows: int
    bad: int
    bad_rows: tuple[BadRow, ...]
    tokens: int
    learnt: int
    lengths: Lengths | None
    duplicates: int
    overlap: int
    truncated: int
    empty: int
    context: int
    vocabulary: int
    total_bytes: int
    complete: bool
    exact_vocabulary: bool = True  # not: pieces of words were made from a part of the data
    val_tokens: int = 0
    stretch: int = 0

    @property
    def running(self) -> bool:
        """Whether it is running text or ids, without examples: rows with a column `text` are examples."""
        return self.form == "nanogpt" or (self.form == "text" and not self.columns)


@dataclass(frozen=True)
class DataPreviewed:
    """`params` are those that were asked about.

    `prompts` are the beginnings of some examples that are kept for validation (else of the first), as far as an answer
    follows: what samples can go on from. Control tokens stand in them by their names.
    """

    job: int
    params: TrainParams
    facts: DataFacts
    rows: tuple[PreviewRow, ...]
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True)
class MakeSampleData:
    """Query: a small skill to teach (dates), written into `folder` unless it is there. Answers: SampleDataMade."""

    job: int
    folder: str


@dataclass(frozen=True)
class SampleDataMade:
    """`path` is the file to learn from."""

    job: int
    path: str
