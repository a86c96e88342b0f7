"""What a run would learn from: exact tokens of the first rows, counts, lengths, duplicates, overlap, what is cut."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer, completed_texts
from gpt_studio.protocol.datasets import (
    BAD_SHOWN,
    ROWS_SHOWN,
    TOKENS_SHOWN,
    DataFacts,
    Lengths,
    PreviewRow,
    PreviewToken,
)
from gpt_studio.protocol.training import TrainParams

from .beginning import Beginning
from .examples import held_back
from .formats import Text
from .known_characters import check_characters
from .pieces import encoded
from .rendering import Example, Renderer, example_at

PROMPTS, BEGINNING = 2, 40  # examples that samples go on from; characters of a text
PIECE = 20_000  # characters of running text that are encoded at a time


@dataclass(frozen=True)
class Reader:
    """How the data is read: the tokenizer and the chat template of what learns, and the tokens of a sequence."""

    tokenizer: Tokenizer
    checkpoint: Checkpoint | None
    context: int
    exact_vocabulary: bool = True


@dataclass(frozen=True)
class Looked:
    """Counts, and the first rows token by token."""

    facts: DataFacts
    rows: tuple[PreviewRow, ...]
    prompts: tuple[str, ...] = ()


def look(beginning: Beginning, reader: Reader, params: TrainParams) -> Generator[int, None, Looked]:
    """Gives the rows (of running text the characters) done so far. Raises StudioError naming file and line."""
    if beginning.texts:
        return (yield from _look_at_text(beginning, reader, params))
    return (yield from _look_at_examples(beginning, reader, params))


# -- examples ------------------------------------------------------------------------------------------


def _look_at_examples(beginning: Beginning, reader: Reader, params: TrainParams) -> Generator[int, None, Looked]:
    renderer = Renderer(reader.tokenizer, reader.checkpoint, mask_prompt=params.mask_prompt)
    keys: list[bytes] = []
    counts: list[tuple[int, int]] = []  # tokens, targets within the context
    shown: list[PreviewRow] = []
    for content, (path, line) in zip(beginning.contents, beginning.places, strict=True):
        example = example_at(renderer, content, path, line)
        keys.append(np.array(example.ids, np.uint32).tobytes())
        counts.append((len(example.ids), sum(example.learnt[1 : reader.context + 1])))
        if len(shown) < ROWS_SHOWN:
            shown.append(_row(path.name, line, example, reader.tokenizer))
        yield len(counts)
    facts = _facts(beginning, reader, params, keys, counts)
    return Looked(facts, tuple(shown), _prompts(beginning, reader, facts.val_rows))


def _prompts(beginning: Beginning, reader: Reader, kept: int) -> tuple[str, ...]:
    """What stands before the answer of the first examples of the validation."""
    masked = Renderer(reader.tokenizer, reader.checkpoint, mask_prompt=True)
    first = len(beginning.contents) - kept if kept else 0
    found: list[str] = []
    for content in beginning.contents[first : first + PROMPTS]:
        if isinstance(content, Text):
            found.append(content.text[:BEGINNING])
            continue
        example = masked.example(content)
        before = example.learnt.index(True) if True in example.learnt else len(example.ids)
        found.append(reader.tokenizer.decode(list(example.ids[len(reader.tokenizer.prefix()) : before])))
    return tuple(dict.fromkeys(text for text in found if text.strip()))


def _row(file: str, line: int, example: Example, tokenizer: Tokenizer) -> PreviewRow:
    ids = example.ids[:TOKENS_SHOWN]
    texts = completed_texts(tokenizer, ids)
    tokens = tuple(
        PreviewToken(token, text, tokenizer.token_bytes(token), learnt and at > 0)
        for at, (token, text, learnt) in enumerate(zip(ids, texts, example.learnt, strict=False))
    )
    return PreviewRow(file, line, tokens, len(example.ids))


def _facts(
    beginning: Beginning, reader: Reader, params: TrainParams, keys: Sequence[bytes], counts: Sequence[tuple[int, int]]
) -> DataFacts:
    lengths = np.array([tokens for tokens, _ in counts], np.int64)
    kept = held_back(len(keys), params.val_fraction)
    train = set(keys[: len(keys) - kept])
    return DataFacts(
        form=beginning.form,
        columns=beginning.columns,
        first=beginning.first,
        rows=len(counts),
        val_rows=kept,
        bad=len(beginning.bad),
        bad_rows=tuple(beginning.bad[:BAD_SHOWN]),
        tokens=int(lengths.sum()),
        learnt=sum(learnt for _, learnt in counts),
        lengths=_lengths(lengths) if len(lengths) else None,
        duplicates=len(keys) - len(set(keys)),
        overlap=sum(key in train for key in keys[len(keys) - kept :]),
        truncated=int((lengths > reader.context + 1).sum()),
        empty=sum(not learnt for _, learnt in counts),
        context=reader.context,
        vocabulary=reader.tokenizer.size,
        total_bytes=beginning.total_bytes,
        complete=beginning.complete,
        exact_vocabulary=reader.exact_vocabulary,
    )


def _lengths(lengths: np.ndarray) -> Lengths:
    median, ninety = np.quantile(lengths, (0.5, 0.9), method="inverted_cdf")
    return Lengths(int(lengths.min()), int(median), int(ninety), int(lengths.max()))


# -- running text --------------------------------------------------------------------------------------


def _look_at_text(beginning: Beginning, reader: Reader, params: TrainParams) -> Generator[int, None, Looked]:
    """All of it is learnt, but for its first token; the tail is kept for validation."""
    check_characters([text for _, text in beginning.texts], reader.tokenizer)
    shown: list[PreviewRow] = []
    tokens = lines = done = 0
    for path, text in beginning.texts:
        open_line: list[PreviewToken] = []
        number = 1
        for piece, ids in encoded(text, reader.tokenizer, PIECE):
            tokens += len(ids)
            done += len(piece)
            if len(shown) < ROWS_SHOWN:
                for token, part in zip(ids, completed_texts(reader.tokenizer, ids), strict=True):
                    learnt = bool(shown or open_line)
                    open_line.append(PreviewToken(token, part, reader.tokenizer.token_bytes(token), learnt))
                    if "\n" in part and len(shown) < ROWS_SHOWN:
                        shown.append(_line(path.name, number, open_line))
                        number, open_line = number + part.count("\n"), []
            yield done
        if open_line and len(shown) < ROWS_SHOWN:
            shown.append(_line(path.name, number, open_line))
        lines += len(text.splitlines())
    return Looked(_text_facts(beginning, reader, params, tokens, lines), tuple(shown))


def _line(file: str, number: int, tokens: list[PreviewToken]) -> PreviewRow:
    return PreviewRow(file, number, tuple(tokens[:TOKENS_SHOWN]), len(tokens))


def _text_facts(beginning: Beginning, reader: Reader, params: TrainParams, tokens: int, lines: int) -> DataFacts:
    return DataFacts(
        form="text",
        columns=(),
        first=(),
        rows=lines,
        val_rows=0,
        bad=0,
        bad_rows=(),
        tokens=tokens,
        learnt=max(0, int(tokens * (1 - params.val_fraction)) - 1),
        lengths=None,
        duplicates=0,
        overlap=0,
        truncated=0,
        empty=0,
        context=reader.context,
        vocabulary=reader.tokenizer.size,
        total_bytes=beginning.total_bytes,
        complete=beginning.complete,
        exact_vocabulary=reader.exact_vocabulary,
    )
