"""The post-processor of a tokenizer.json: the ids that it puts before a text and behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

Json = dict[str, Any]
Ends = tuple[list[int], list[int]]


def ends_of(processor: object, ids: Mapping[str, int], size: int) -> Ends:
    """(before, behind): ids that are put around one text; `ids` are those of the added tokens by text.

    Raises StudioError for a post-processor that is broken or does something else.
    """
    before, behind = _ends(processor, ids)
    if any(not 0 <= i < size for i in before + behind):
        raise _broken(f"ids from 0 to {size - 1}")
    return before, behind


def _ends(processor: object, ids: Mapping[str, int]) -> Ends:
    match processor:
        case None | {"type": "ByteLevel"}:
            return [], []
        case {"type": "Sequence", "processors": [*stages]}:
            before, behind = list[int](), list[int]()
            for stage in stages:  # a later stage puts its tokens around those of the earlier ones
                first, last = _ends(stage, ids)
                before, behind = first + before, behind + last
            return before, behind
        case {"type": "TemplateProcessing", "single": [*parts]}:
            return _of_template(parts, cast("Json", processor), ids)
        case {"type": "BertProcessing" | "RobertaProcessing", "cls": [str(), int(first)], "sep": [str(), int(last)]}:
            return [first], [last]
        case {"type": str(kind)}:
            raise StudioError(
                "unsupported", "the tokenizer's post-processor is not known to this version",
                expected="TemplateProcessing, BertProcessing, RobertaProcessing or ByteLevel", found=shown(kind),
            )  # fmt: skip
        case _:
            raise _broken("an object with a type")


def _of_template(parts: Sequence[object], processor: Json, ids: Mapping[str, int]) -> Ends:
    given = processor.get("special_tokens")
    named = cast("Json", given) if isinstance(given, dict) else {}
    found: list[list[int]] = [[]]
    for part in parts:
        match part:
            case {"Sequence": {"id": "A"}}:
                found.append([])
            case {"SpecialToken": {"id": str(text)}}:
                found[-1] += _template_ids(named.get(text), text, ids)
            case _:
                raise _broken("special tokens around one text")
    if len(found) != 2:
        raise _broken("special tokens around one text")
    return found[0], found[1]


def _template_ids(entry: object, text: str, ids: Mapping[str, int]) -> list[int]:
    match entry:
        case {"ids": [*numbers]} if numbers and all(type(i) is int for i in numbers):
            return cast("list[int]", numbers)
        case _ if text in ids:
            return [ids[text]]
        case _:
            raise _broken("special tokens of the vocabulary")


def json_of_ends(before: Sequence[int], behind: Sequence[int], text_of: Mapping[int, str]) -> Json | None:
    """The post-processor that puts these ids around a text; None for none."""
    if not before and not behind:
        return None
    around = [[{"SpecialToken": {"id": text_of[i], "type_id": 0}} for i in ids] for ids in (before, behind)]
    first, second = ({"Sequence": {"id": name, "type_id": kind}} for name, kind in (("A", 0), ("B", 1)))
    return {
        "type": "TemplateProcessing",
        "single": [*around[0], first, *around[1]],
        "pair": [*around[0], first, second, *around[1]],
        "special_tokens": {
            text_of[i]: {"id": text_of[i], "ids": [i], "tokens": [text_of[i]]} for i in (*before, *behind)
        },
    }


def _broken(expected: str) -> StudioError:
    return StudioError("damaged", "the tokenizer's post_processor is broken", expected=expected, found="something else")
