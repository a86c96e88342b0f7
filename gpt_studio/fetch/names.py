"""Which files of a repository may be fetched, under which names, and which are chosen to begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import HubFile, WantedFile

DATA, PICKLE, OTHER = "data", "pickle", "other"
DATA_SUFFIXES = (".safetensors", ".gguf", ".json", ".txt", ".model", ".jinja", ".md")
PICKLE_SUFFIXES = (".bin", ".pt", ".pth")
PAPERS = ("LICENSE", "LICENCE", "NOTICE", "COPYING")
MAX_DEPTH = 4

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+=-]{0,127}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_SPLIT_GGUF = re.compile(r"-\d{5}-of-\d{5}\.gguf$")
_TOKENIZER = {
    "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
    "added_tokens.json", "vocab.json", "merges.txt", "vocab.txt", "tokenizer.model", "spiece.model",
    "sentencepiece.bpe.model", "chat_template.jinja", "chat_template.json", "adapter_config.json",
}  # fmt: skip
_GGUF_ORDER = ("q4_k_m", "q4_k_s", "q4_1", "q4_0", "q5_k_m", "q8_0")


def kind_of(name: str) -> str:
    """`data`, `pickle`, or `other` for what is never fetched: programs, other pickles, names that are not plain."""
    if not is_plain(name):
        return OTHER
    last = PurePosixPath(name).name
    lower = last.lower()
    if lower.endswith(DATA_SUFFIXES) or (last.upper().partition(".")[0] in PAPERS and "." not in last):
        return DATA
    return PICKLE if lower.endswith(PICKLE_SUFFIXES) else OTHER


def is_plain(name: str) -> bool:
    """Whether a repository's file name stays in its folder, on every system."""
    parts = name.split("/")
    return len(parts) <= MAX_DEPTH and all(
        _PART.fullmatch(part) and not part.endswith(".") and not _RESERVED.fullmatch(part) for part in parts
    )


def check_wanted(files: Sequence[WantedFile], *, pickles: bool) -> None:
    """Raises StudioError unless every file may be fetched, can be verified, and none stands in another's place."""
    if not files:
        raise StudioError(
            "bad_parameter", "no file is chosen", expected="at least one", remedy="Choose the files to get"
        )
    allowed = (DATA, PICKLE) if pickles else (DATA,)
    for file in files:
        if kind_of(file.name) not in allowed:
            raise StudioError(
                "unsafe",
                "the repository names a file that is not fetched",
                expected="safetensors, gguf, json, txt, model or jinja in its own folder",
                found=ascii(file.name[:120]),
            )
        right = re.fullmatch(r"[0-9a-f]{64}", file.sha256) or re.fullmatch(r"[0-9a-f]{40}", file.git_sha1)
        if not right or file.bytes < 0:
            raise StudioError("unsafe", f"{file.name} cannot be verified", expected="a checksum and a size")
    seen = [file.name.casefold() for file in files]
    if len(set(seen)) != len(seen) or any(a.startswith(b + "/") for a in seen for b in seen):
        raise StudioError(
            "unsafe",
            "two files of the repository have the same place",
            expected="names that differ",
            remedy="Choose one of them",
        )


def choose(files: Sequence[WantedFile]) -> tuple[HubFile, ...]:
    """The files with their kinds; chosen are one set of weights with its configuration and tokenizer."""
    kinds = {file.name: kind_of(file.name) for file in files}
    chosen = _chosen([file for file in files if kinds[file.name] == DATA])
    return tuple(HubFile(file, kinds[file.name], file.name in chosen) for file in files)


def _chosen(data: Sequence[WantedFile]) -> set[str]:
    top = {file.name for file in data if "/" not in file.name}
    weights = {name for name in top if name.endswith(".safetensors")}
    papers = {name for name in top if name.upper().partition(".")[0] in PAPERS}
    beside = {name for name in top if name in _TOKENIZER}
    if weights and beside & {"config.json", "adapter_config.json"}:
        if "model.safetensors" in weights:
            weights = {"model.safetensors"}
        index = {name for name in top if name.endswith(".safetensors.index.json")}
        return weights | beside | papers | (index if len(weights) > 1 else set())
    packed = [file for file in data if file.name.endswith(".gguf") and not _SPLIT_GGUF.search(file.name)]
    if packed:
        return {min(packed, key=_gguf_rank).name} | papers
    return beside | papers


def _gguf_rank(file: WantedFile) -> tuple[int, int]:
    lower = file.name.lower().replace("-", "_")
    return next((i for i, kind in enumerate(_GGUF_ORDER) if kind in lower), len(_GGUF_ORDER)), file.bytes
