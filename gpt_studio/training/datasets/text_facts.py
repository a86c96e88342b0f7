"""A look at running text, or at ids that somebody else has made of one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from gpt_studio.protocol.datasets import TRAIN_IDS, VAL_IDS, DataFacts
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.batches import IdArray
from gpt_studio.training.data import id_type, newline_counts

from .beginning import Beginning
from .known_characters import check_characters
from .looked import Lines, Looked, Reader
from .nanogpt import check_ids, check_meaning
from .pieces import encoded
from .repeats import repeats

BEGINNING = 40  # characters of a prompt
PIECE = 20_000  # characters or ids that are taken at a time


def look_at_text(beginning: Beginning, reader: Reader, params: TrainParams) -> Generator[int, None, Looked]:
    """Gives the characters done so far; the tail is kept for validation."""
    check_characters([text for _, text in beginning.texts], reader.tokenizer)
    shown, done, lines = Lines(reader.tokenizer), 0, 0
    parts: list[IdArray] = [np.zeros(0, id_type(reader.tokenizer))]
    for path, text in beginning.texts:
        shown.begin(path.name)
        for piece, ids in encoded(text, reader.tokenizer, PIECE):
            parts.append(np.array(ids, id_type(reader.tokenizer)))
            shown.add(ids)
            done += len(piece)
            yield done
        lines += text.count("\n") + (not text.endswith("\n") and bool(text))
    shown.end()
    ids = np.concatenate(parts)
    kept = int(len(ids) * (1 - params.val_fraction))
    facts = replace(_facts(beginning, reader, kept, len(ids) - kept), rows=lines)
    return Looked(facts, tuple(shown.rows), train=ids[:kept], val=ids[kept:])


def look_at_ids(beginning: Beginning, reader: Reader, params: TrainParams) -> Generator[int, None, Looked]:
    """Gives the ids done so far. Raises StudioError naming a file whose ids the tokenizer does not know."""
    assert beginning.ids is not None, "no beginning of ids"
    found = beginning.ids
    check_meaning(found.folder, reader.tokenizer)
    check_ids(found.folder / TRAIN_IDS, found.train, reader.tokenizer)
    check_ids(found.folder / VAL_IDS, found.val, reader.tokenizer)
    shown, newlines, lines = Lines(reader.tokenizer), newline_counts(reader.tokenizer), 0
    shown.begin(TRAIN_IDS)
    for start in range(0, len(found.train), PIECE):
        part = found.train[start : start + PIECE]
        if not shown.full:
            shown.add(part.tolist())
        lines += int(newlines[part].sum())
        yield start
    shown.end()
    facts = replace(_facts(beginning, reader, found.train_count, found.val_count), rows=lines)
    return Looked(facts, tuple(shown.rows), _prompts(shown), train=found.train, val=found.val)


def _prompts(shown: Lines) -> tuple[str, ...]:
    """The first words: what samples go on from."""
    texts = ("".join(token.text for token in row.tokens).strip() for row in shown.rows)
    return tuple(text[:BEGINNING] for text in texts if text)[:1]


def with_repeats(looked: Looked) -> Looked:
    """With what stands there more than once; without slices, for a thread beside."""
    found = repeats(looked.train, looked.val, looked.facts.context)
    facts = replace(
        looked.facts,
        stretch=found.stretch,
        duplicates=found.duplicates,
        val_rows=found.validated,
        overlap=found.overlap,
    )
    return replace(looked, facts=facts)


def _facts(beginning: Beginning, reader: Reader, train: int, val: int) -> DataFacts:
    return DataFacts(
        form=beginning.form,
        columns=(),
        first=(),
        rows=0,
        val_rows=0,
        bad=0,
        bad_rows=(),
        tokens=train + val,
        learnt=max(0, train - 1),
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
        val_tokens=val,
    )
