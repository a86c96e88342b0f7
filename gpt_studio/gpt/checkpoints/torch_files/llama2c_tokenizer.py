"""llama2.c's vocabulary: sentencepiece's tokenizer.model, or the tokenizer.bin that its export writes. No torch here.

tokenizer.bin: the longest piece's bytes (uint32), then for each piece a score (float32), a length (int32) and its UTF-8
bytes with spaces for sentencepiece's mark; ids 0, 1, 2 are unknown, beginning and end. A text begins with 1, and a 1
that is drawn ends it, as run.c has it.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

from gpt_studio.gpt.folder import TOKENIZER_LIMIT, has, naming, read_inside
from gpt_studio.gpt.tokenizers.library import SPACE, LibraryTokenizer
from gpt_studio.gpt.tokenizers.sentencepiece import (
    BYTE,
    CONTROL,
    NORMAL,
    UNKNOWN,
    Pieces,
    pieces_of_model,
    tokenizer_of_pieces,
)
from gpt_studio.protocol.errors import StudioError

MODEL, BIN = "tokenizer.model", "tokenizer.bin"
FILES = (MODEL, BIN)
_BEGIN, _END = 1, 2
_FIRST = ("<unk>", "<s>", "</s>")
_HEAD = struct.Struct("<fi")
_BYTE = re.compile(r"<0x[0-9A-F]{2}>")


def has_pieces(folder: Path) -> bool:
    """Whether one of the files is there."""
    return any(has(folder, name) for name in FILES)


def tokenizer_of_llama2c(folder: Path, limit: int) -> LibraryTokenizer:
    """The tokenizer of a folder that `has_pieces`; `limit` is the network's vocabulary. Raises StudioError."""
    name = next(name for name in FILES if has(folder, name))
    with naming(folder / name):
        data = read_inside(folder, name, TOKENIZER_LIMIT)
        pieces = pieces_of_model(data) if name == MODEL else _pieces_of_bin(data, limit)
        if not _END < len(pieces.texts) <= limit:
            raise StudioError(
                "damaged", "tokenizer and network do not belong together", expected=f"3 to {limit} pieces",
                found=str(len(pieces.texts)),
            )  # fmt: skip
        return tokenizer_of_pieces(pieces, prefix=(_BEGIN,), eos_ids=frozenset((_BEGIN, _END)))


def _pieces_of_bin(data: bytes, limit: int) -> Pieces:
    pieces = Pieces()
    at = 4
    while at < len(data) and len(pieces.texts) <= limit:
        if at + _HEAD.size > len(data):
            raise _broken()
        score, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if not 0 <= length <= len(data) - at:
            raise _broken()
        text = data[at : at + length].decode("utf-8", "replace").replace(" ", SPACE)
        at += length
        index = len(pieces.texts)
        kind = NORMAL if not _BYTE.fullmatch(text) else BYTE
        if index < len(_FIRST):
            text, kind = _FIRST[index], CONTROL if index else UNKNOWN
        pieces.texts.append(text)
        pieces.scores.append(score)
        pieces.types.append(kind)
    return pieces


def _broken() -> StudioError:
    return StudioError("damaged", "it is no whole vocabulary", expected="a score, a length and a text of each piece")
