"""How a byte-level BPE cuts text into pieces before it merges: the pre-tokenizer of tokenizer.json as one regex.

tiktoken is given the ways of cutting that are listed here. For these it is known that they take linear time, that they
leave nothing over, and that a piece always ends between a letter and a space or a sign, where a long text is cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

Json = dict[str, Any]

# Words with the space before them, runs of digits, runs of other signs, whitespace but for its last character.
GPT2_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
# The same where digits were set apart first: a digit ends a text as its end would.
_DIGITS_THEN_GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++|\p{N}| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?![^\s\p{N}])|\s"

_SHORT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_WORD = r"[^\r\n\p{L}\p{N}]?\p{L}+"
_REST = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_CASED = rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+{{0}}|[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*{{0}}"
_CASED_REST = r" ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"

QWEN_2 = rf"{_SHORT}|{_WORD}|\p{{N}}|{_REST}"
LLAMA_3 = rf"{_SHORT}|{_WORD}|\p{{N}}{{1,3}}|{_REST}"
QWEN_3_5 = (
    rf"{_SHORT}|[^\r\n\p{{L}}\p{{N}}]?[\p{{L}}\p{{M}}]+|\p{{N}}"
    r"| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TEKKEN = "|".join([_CASED.replace("{0}", ""), r"\p{N}", _CASED_REST])
GPT_4O = "|".join([_CASED.replace("{0}", _SHORT + "?"), r"\p{N}{1,3}", _CASED_REST])
SEED_CODER = rf"{_SHORT}|{_WORD}|\p{{N}}{{1}}| ?[^\s\p{{L}}\p{{N}}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"
BAILING = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
GPT_4 = BAILING.replace(r"|\p{N}|", r"|\p{N}{1,3}|")
_KNOWN = frozenset([QWEN_2, LLAMA_3, QWEN_3_5, TEKKEN, GPT_4O, SEED_CODER, BAILING, GPT_4])

BYTE_LEVEL: Json = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
DIGITS: Json = {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, BYTE_LEVEL]}


@dataclass(frozen=True)
class Splitting:
    """`pattern` for tiktoken and the `pre_tokenizer` that tokenizer.json says it with."""

    pattern: str = GPT2_PATTERN
    pre_tokenizer: Json = field(default_factory=lambda: dict(BYTE_LEVEL))


def split(*regexes: str) -> Json:
    """The pre-tokenizer of tokenizer.json that cuts by one regex after another; the last has the bytes written."""
    stages = [
        {"type": "Split", "pattern": {"Regex": regex}, "behavior": "Isolated", "invert": False} for regex in regexes
    ]
    return {"type": "Sequence", "pretokenizers": [*stages, BYTE_LEVEL | {"use_regex": False}]}


def splitting_of(pre_tokenizer: object) -> Splitting:
    """The splitting that the `pre_tokenizer` of a tokenizer.json describes. Raises StudioError for one not known."""
    match [_kind(stage) for stage in _stages(pre_tokenizer)]:
        case ["gpt2"]:
            pattern = GPT2_PATTERN
        case ["digits", "gpt2"]:
            pattern = _DIGITS_THEN_GPT2
        case [("split", str(regex)), "bytes"] if regex in _KNOWN:
            pattern = regex
        case _:
            raise _unknown(pre_tokenizer)
    return Splitting(pattern, cast("Json", pre_tokenizer))


def _stages(pre_tokenizer: object) -> list[Json]:
    match pre_tokenizer:
        case {"type": "Sequence", "pretokenizers": [*stages]} if all(isinstance(s, dict) for s in stages):
            return cast("list[Json]", stages)
        case dict():
            return [cast("Json", pre_tokenizer)]
        case _:
            raise _unknown(pre_tokenizer)


def _kind(stage: Json) -> str | tuple[str, str]:
    match stage:
        case {"type": "ByteLevel"} if not stage.get("add_prefix_space", True):
            return "gpt2" if stage.get("use_regex", True) else "bytes"
        case {"type": "Digits", "individual_digits": True}:
            return "digits"
        case {"type": "Split", "pattern": {"Regex": str(regex)}, "behavior": "Isolated"} if not stage.get("invert"):
            return ("split", regex)
        case _:
            raise _unknown(stage)


def _unknown(stage: object) -> StudioError:
    kind = cast("dict[str, object]", stage).get("type") if isinstance(stage, dict) else stage
    return StudioError(
        "unsupported", "the tokenizer cuts text in a way that tiktoken is not given",
        expected="ByteLevel, Digits and ByteLevel, or a known Split and ByteLevel", found=shown(kind),
    )  # fmt: skip
