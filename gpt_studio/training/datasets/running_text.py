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
from .origins import of_files
from .pieces import encoded, pieces
from .token_cache import NO_CACHE, TokenCache


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
        origins = of_files(names, made.facts["begins"], lines=made.facts["lines"])
        return split(made["ids"], params.val_fraction, origins, made.facts["largest"])


def _write(files: Sequence[DataFile], tokenizer: Tokenizer, sink: Sink) -> Facts:
    """Ids of all files; `begins` of each of them and the end, the largest, and whether their `lines` can be counted."""
    kind, newlines = id_type(tokenizer), newline_counts(tokenizer)
    between = np.array([min(tokenizer.eos_ids)] if tokenizer.eos_ids else [], kind)
    begins: list[int] = []
    count, largest, lines = 0, 0, True
    sink.add("ids", np.zeros(0, kind))
    for number, file in enumerate(files):
        if number:
            sink.add("ids", between)
            count += len(between)
        begins.append(count)
        for piece, ids in encoded(known_only(texts_of(file), tokenizer), tokenizer):
            part: Any = np.array(ids, kind)
            sink.add("ids", part)
            count += len(part)
            largest = max(largest, *ids)
            lines = lines and int(newlines[part].sum()) == piece.count("\n")
    return {"begins": [*begins, count], "largest": largest, "lines": lines}
