"""How a byte-level BPE cuts text into pieces before it merges: the pre-tokenizer of tokenizer.json as one regex."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

# Words with the space before them, runs of digits, runs of other signs, whitespace but for its last character.
GPT2_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
# The same where digits were set apart first: a digit ends a text as its end would.
_DIGITS_THEN_GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++|\p{N}| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?![^\s\p{N}])|\s"
_LONGEST_PATTERN = 4096

_BYTE_LEVEL: dict[str, Any] = {
    "type": "ByteLevel",
    "add_prefix_space": False,
    "trim_offsets": True,
    "use_regex": True,
}


@dataclass(frozen=True)
class Splitting:
    """`pattern` for tiktoken and the `pre_tokenizer` that tokenizer.json says it with."""

    pattern: str = GPT2_PATTERN
    pre_tokenizer: dict[str, Any] = field(default_factory=lambda: dict(_BYTE_LEVEL))


def splitting_of(pre_tokenizer: object) -> Splitting:
    """The splitting that the `pre_tokenizer` of a tokenizer.json describes. Raises StudioError for one not known."""
    match [_kind(stage) for stage in _stages(pre_tokenizer)]:
        case ["gpt2"]:
            pattern = GPT2_PATTERN
        case ["digits", "gpt2"]:
            pattern = _DIGITS_THEN_GPT2
        case [("split", str(regex)), "bytes"]:
            # what the regex leaves over is a piece of its own
            pattern = rf"{regex}|(?:(?!(?:{regex}))[\s\S])+"
        case _:
            raise _unknown(pre_tokenizer)
    return Splitting(pattern, cast("dict[str, Any]", pre_tokenizer))


def _stages(pre_tokenizer: object) -> list[dict[str, Any]]:
    match pre_tokenizer:
        case {"type": "Sequence", "pretokenizers": [*stages]} if all(isinstance(s, dict) for s in stages):
            return cast("list[dict[str, Any]]", stages)
        case dict():
            return [cast("dict[str, Any]", pre_tokenizer)]
        case _:
            raise _unknown(pre_tokenizer)


def _kind(stage: dict[str, Any]) -> str | tuple[str, str]:
    match stage:
        case {"type": "ByteLevel"} if stage.get("add_prefix_space", True):
            raise StudioError("unsupported", "the tokenizer puts a space before the text", expected="text as it is")
        case {"type": "ByteLevel"}:
            return "gpt2" if stage.get("use_regex", True) else "bytes"
        case {"type": "Digits", "individual_digits": True}:
            return "digits"
        case {"type": "Split", "pattern": {"Regex": str(regex)}, "behavior": "Isolated"} if (
            not stage.get("invert") and len(regex) <= _LONGEST_PATTERN
        ):
            return ("split", regex)
        case _:
            raise _unknown(stage)


def _unknown(stage: object) -> StudioError:
    kind = cast("dict[str, object]", stage).get("type") if isinstance(stage, dict) else stage
    return StudioError(
        "unsupported",
        "the tokenizer cuts text in a way that this version does not know",
        expected="ByteLevel, Digits and ByteLevel, or Split and ByteLevel",
        found=shown(kind),
    )
