"""The byte-level BPE of a GGUF file: its tokens, merges and token types on the tokenizer that every such BPE has."""

from __future__ import annotations

from typing import Any

from gpt_studio.gpt.folder import shown
from gpt_studio.gpt.tokenizers.bytes_bpe import AddedToken, BytesBPE
from gpt_studio.gpt.tokenizers.splitting import splitting_of
from gpt_studio.gpt.tokenizers.tokenizer_json import MOST_TOKENS, merges_of, vocabulary_of
from gpt_studio.protocol.errors import StudioError

from .ends import end_ids, prefix_ids
from .metadata import GGUF

TOKENS, TYPES, MERGES, PRE = (f"tokenizer.ggml.{name}" for name in ("tokens", "token_type", "merges", "pre"))
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)

_BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
_CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_SIGNS_AND_SPACES = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"


def _split(regex: str) -> dict[str, Any]:
    stages = [
        {"type": "Split", "pattern": {"Regex": regex}, "behavior": "Isolated", "invert": False},
        _BYTE_LEVEL | {"use_regex": False},
    ]
    return {"type": "Sequence", "pretokenizers": stages}


_DIGITS = {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, _BYTE_LEVEL]}
_QWEN = _split(rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}|{_SIGNS_AND_SPACES}")
_LLAMA = _split(rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}|{_SIGNS_AND_SPACES}")
_TEKKEN = _split(
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+|[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*|\p{{N}}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# tokenizer.ggml.pre, as llama.cpp names them, to the pre-tokenizer that tokenizer.json says it with
_SPLITTINGS: dict[str, dict[str, Any]] = (
    dict.fromkeys(("gpt-2", "gpt2", "phi-2", "olmo", "mpt", "jais", "roberta-bpe", "gpt-neox"), _BYTE_LEVEL)
    | dict.fromkeys(("smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b"), _DIGITS)
    | dict.fromkeys(("qwen2", "stablelm2", "deepseek-r1-qwen", "megrez", "hunyuan"), _QWEN)
    | dict.fromkeys(("llama-bpe", "llama3", "llama-v3", "falcon3", "dbrx", "smaug-bpe", "pixtral"), _LLAMA)
    | {"tekken": _TEKKEN}
)
# Files of before April 2024 do not name it: what these architectures have always had.
_UNNAMED = {"gpt2": "gpt-2", "gptneox": "gpt-2", "starcoder2": "starcoder", "qwen2": "qwen2"}
_WHOLE_PIECES = frozenset(["llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral", "tekken"])
_BEGINS = _WHOLE_PIECES


def bytes_bpe_of(file: GGUF) -> BytesBPE:
    """The tokenizer of a file whose `tokenizer.ggml.model` is gpt2. Raises StudioError."""
    pre = file.text(PRE) or _UNNAMED.get(file.architecture, "")
    if pre not in _SPLITTINGS:
        raise StudioError(
            "unsupported", f"{file.path}: {PRE} is not known to this version", expected=", ".join(_SPLITTINGS),
            found=shown(pre) if pre else "nothing",
        )  # fmt: skip
    entries, added = tokens_of(file)
    vocabulary = vocabulary_of(entries, set())
    return BytesBPE(
        vocabulary,
        merges_of(list(file.strings(MERGES)), vocabulary),
        added=added,
        splitting=splitting_of(_SPLITTINGS[pre]),
        prefix=prefix_ids(file, default=pre in _BEGINS),
        eos_ids=end_ids(file, {token.text: token.id for token in added}),
        ignore_merges=pre in _WHOLE_PIECES,
    )


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
