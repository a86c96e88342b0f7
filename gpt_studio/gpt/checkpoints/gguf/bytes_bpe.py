"""The byte-level BPE of a GGUF file: its tokens, merges and token types on the tokenizer that every such BPE has."""

from __future__ import annotations

from contextlib import suppress

from gpt_studio.gpt.folder import shown
from gpt_studio.gpt.tokenizers.base import MOST_TOKENS, AddedToken
from gpt_studio.gpt.tokenizers.bytes_bpe import BytesBPE
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.gpt.tokenizers.library import LibraryTokenizer
from gpt_studio.gpt.tokenizers.post_processor import json_of_ends
from gpt_studio.gpt.tokenizers.splitting import BYTE_LEVEL, splitting_of
from gpt_studio.gpt.tokenizers.tokenizer_json import json_of_added, tokenizer_from_json
from gpt_studio.protocol.errors import StudioError

from .ends import end_ids, prefix_ids, suffix_ids
from .metadata import GGUF
from .pre_tokenizers import PRE_TOKENIZERS, UNNAMED

TOKENS, TYPES, MERGES, PRE = (f"tokenizer.ggml.{name}" for name in ("tokens", "token_type", "merges", "pre"))
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)


def bytes_bpe_of(file: GGUF) -> BytesBPE | LibraryTokenizer:
    """The tokenizer of a file whose `tokenizer.ggml.model` is gpt2. Raises StudioError."""
    pre = file.text(PRE) or UNNAMED.get(file.architecture, "")
    if pre not in PRE_TOKENIZERS:
        raise StudioError(
            "unsupported", f"{file.path}: {PRE} is not known to this version", expected=", ".join(PRE_TOKENIZERS),
            found=shown(pre) if pre else "nothing",
        )  # fmt: skip
    entries, added = tokens_of(file)
    way = PRE_TOKENIZERS[pre]
    before, behind = prefix_ids(file, default=way.begins), suffix_ids(file, default=False)
    model = {
        "type": "BPE", "vocab": entries, "merges": list(file.strings(MERGES)), "ignore_merges": way.whole_pieces,
    }  # fmt: skip
    texts = {token.id: token.text for token in added} | {i: text for text, i in entries.items()}
    found = {
        "version": "1.0", "model": model, "pre_tokenizer": way.stage, "decoder": BYTE_LEVEL,
        "added_tokens": [json_of_added(token) for token in added],
        "post_processor": json_of_ends(before, behind, texts),
    }  # fmt: skip
    tokenizer = tokenizer_from_json(found)
    assert not isinstance(tokenizer, Chars)
    tokenizer.eos_ids = end_ids(file, {token.text: token.id for token in added})
    return tokenizer


def tokens_of(file: GGUF) -> tuple[dict[str, int], list[AddedToken]]:
    """Ordinary tokens by text, and those that are matched as wholes. Raises StudioError."""
    count = file.length(TOKENS)
    types = file.numbers(TYPES) or (NORMAL,) * count
    if not 0 < count <= MOST_TOKENS or len(types) != count:
        raise file.broken(TYPES, f"a type for each of {count} tokens", f"{len(types)}")
    ordinary: dict[str, int] = {}
    added: list[AddedToken] = []
    for i, (text, type_) in enumerate(zip(file.strings(TOKENS), types, strict=True)):
        if type_ in (CONTROL, USER_DEFINED, UNKNOWN) and text:
            added.append(AddedToken(i, text, special=type_ != USER_DEFINED))
        elif type_ != UNUSED and ordinary.setdefault(text, i) != i:
            raise file.broken(TOKENS, "each token once", text)
    if len({token.text for token in added}) != len(added):
        raise file.broken(TOKENS, "each token once", "one twice")
    return ordinary, added


def pre_of(pattern: str, *, whole_pieces: bool) -> str | None:
    """The name of a splitting in a GGUF file, None where it has none; `whole_pieces` is ignore_merges."""
    for pre, way in PRE_TOKENIZERS.items():
        with suppress(StudioError):  # those that tiktoken is not given
            if way.whole_pieces == whole_pieces and splitting_of(way.stage).pattern == pattern:
                return pre
    return None
