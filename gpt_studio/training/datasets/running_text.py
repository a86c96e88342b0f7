"""Text files, one after another, as ids: an end-of-text token stands between them where the vocabulary has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.data import TokenData, id_type, newline_counts, split
from gpt_studio.training.vocabulary import make_vocabulary

from .arrays import Facts, Sink
from .cache_key import key_of
from .data_file import DataFile, texts_of
from .known_characters import known_only
from .origins import Marks, of_texts
from .pieces import encoded, pieces
from .token_cache import NO_CACHE, TokenCache

MARKS = ("mark_ids", "mark_offset", "mark_line")


@dataclass(frozen=True)
class RunningText:
    """Text files, one after another; none of them is ever held whole."""

    files: Sequence[DataFile]
    cache: TokenCache = NO_CACHE

    def vocabulary(self, named: str) -> Tokenizer:
        """The tokenizer of a new network. Raises StudioError."""
        return make_vocabulary(named, (piece for file in self.files for piece in pieces(texts_of(file))))

    def tokens(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, params: TrainParams) -> TokenData:
        """Ids of all texts, the tail kept for validation."""
        key = partial(key_of, "text", self.files, tokenizer)
        made = self.cache.arrays(key, partial(_write, self.files, tokenizer))
        names = [file.path.name for file in self.files]
        marks = None if made.facts["lines"] else Marks(self.files, *(made[name][:] for name in MARKS))
        origins = of_texts(names, made.facts["begins"], marks)
        return split(made["ids"], params.val_fraction, origins, made.facts["largest"])


def _write(files: Sequence[DataFile], tokenizer: Tokenizer, sink: Sink) -> Facts:
    """Ids of all files and the marks of their pieces; `begins` of each file and the end, the largest id, and whether
    the `lines` of the files can be counted in their tokens."""
    kind, newlines = id_type(tokenizer), newline_counts(tokenizer)
    between = np.array([min(tokenizer.eos_ids)] if tokenizer.eos_ids else [], kind)
    begins: list[int] = []
    count, largest, lines = 0, 0, True
    sink.add("ids", np.zeros(0, kind))
    for name in MARKS:
        sink.add(name, np.zeros(0, np.int64))
    for number, file in enumerate(files):
        if number:
            sink.add("ids", between)
            count += len(between)
        begins.append(count)
        offset, line = 0, 1
        for piece, ids in encoded(known_only(texts_of(file), tokenizer), tokenizer):
            part: Any = np.array(ids, kind)
            sink.add("ids", part)
            for name, value in zip(MARKS, (count, offset, line), strict=True):
                sink.add(name, np.array([value], np.int64))
            count += len(part)
            offset += len(piece.encode())
            line += piece.count("\n")
            largest = max(largest, int(part.max(initial=0)))
            lines = lines and int(newlines[part].sum()) == piece.count("\n")
    return {"begins": [*begins, count], "largest": largest, "lines": lines}
