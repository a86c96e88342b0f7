"""What a run would learn from: exact tokens of the first rows, counts, lengths, duplicates, overlap, what is cut."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np

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
from .looked import Looked, Reader
from .rendering import Example, Renderer, example_at
from .text_facts import look_at_ids, look_at_text

PROMPTS, BEGINNING = 2, 40  # examples that samples go on from; characters of a text


def look(beginning: Beginning, reader: Reader, params: TrainParams) -> Generator[int, None, Looked]:
    """Gives the rows (of running text the characters) done so far. Raises StudioError naming file and line."""
    if beginning.ids is not None:
        return (yield from look_at_ids(beginning, reader, params))
    if beginning.texts:
        return (yield from look_at_text(beginning, reader, params))
    return (yield from _look_at_examples(beginning, reader, params))


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
