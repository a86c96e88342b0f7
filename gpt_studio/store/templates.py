"""Prompt templates: a JSON file each. {{name}} stands for a variable; it is replaced, and nothing else is done.

{"text": "…{{examples}}…{{question}}…", "values": {"question": "…"}, "example": "Q: {{input}}\\nA: {{output}}",
 "separator": "\\n\\n", "examples": [["…", "…"], …]}: each example is written by the pattern `example`, the separator
follows it, and all of them stand in the place of {{examples}}, or before the text where that is not in it. A file
that cannot be read is refused by name and never written over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from gpt_studio.files.bounded import read_json
from gpt_studio.files.durable import replace_text
from gpt_studio.files.places import resource
from gpt_studio.protocol.errors import StudioError

SUFFIX = ".json"
LIMIT_BYTES = 1 << 22
MOST_EXAMPLES = 1000
EXAMPLES, INPUT, OUTPUT = "examples", "input", "output"
_NAME = re.compile(r"[^/\\\0:*?\"<>|.][^/\\\0:*?\"<>|]{0,99}")
_VARIABLE = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}")


@dataclass(frozen=True)
class Template:
    """`values` are what stood in the variables when it was saved; `examples` are (input, output)."""

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    example: str = "{{input}}\n{{output}}"
    separator: str = "\n\n"
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables to be filled in, in the order in which they first stand in the text or the examples."""
        found = [*_VARIABLE.findall(self.text), *(_VARIABLE.findall(self.example) if self.examples else [])]
        return tuple(dict.fromkeys(name for name in found if name not in (EXAMPLES, INPUT, OUTPUT)))

    def filled(self, values: Mapping[str, str]) -> str:
        """The prompt. A variable without a value is empty; what a value holds is not looked at again."""
        shots = "".join(
            _replaced(self.example, {**values, INPUT: told, OUTPUT: said}) + self.separator
            for told, said in self.examples
        )
        head = "" if EXAMPLES in _VARIABLE.findall(self.text) else shots
        return head + _replaced(self.text, {**values, EXAMPLES: shots})


def _replaced(text: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values.get(found[1], ""), text)


def templates_folder(data: Path) -> Path:
    """Where templates are kept."""
    return data / "templates"


def drafts_folder(folder: Path) -> Path:
    """Where the templates of a folder stand as they were last seen, while that is not saved."""
    return folder / "drafts"


def names(folder: Path) -> tuple[str, ...]:
    """The templates there are: those of the folder in alphabetical order, then the ones that the program brings."""
    own = own_names(folder)
    return (*own, *(name for name in _stems(resource("templates")) if name not in own))


def own_names(folder: Path) -> tuple[str, ...]:
    """The templates of the folder."""
    return _stems(folder)


def load_template(folder: Path, name: str) -> Template:
    """The template `name` of the folder, or the one that the program brings. Raises StudioError."""
    if not _NAME.fullmatch(name):
        raise _bad_name(name)
    for place in (folder, resource("templates")):
        path = place / f"{name}{SUFFIX}"
        if path.is_file():
            return read_template(path)
    raise StudioError("absent", f"there is no template {name}", expected="one of " + ", ".join(names(folder)))


def save_template(folder: Path, name: str, template: Template) -> Path:
    """Write a template; returns its file. Raises StudioError for a name that no file can have, OSError."""
    if not _NAME.fullmatch(name):
        raise _bad_name(name)
    path = folder / f"{name}{SUFFIX}"
    write_template(path, template)
    return path


def delete_template(folder: Path, name: str) -> None:
    """Remove a template of the folder; those that the program brings stay. Raises OSError."""
    if _NAME.fullmatch(name):
        (folder / f"{name}{SUFFIX}").unlink(missing_ok=True)


def write_template(path: Path, template: Template) -> None:
    """Write a template to any file. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = {
        "text": template.text, "values": dict(template.values), "example": template.example,
        "separator": template.separator, "examples": [list(pair) for pair in template.examples],
    }  # fmt: skip
    replace_text(path, json.dumps(plain, indent=1, ensure_ascii=False) + "\n")


def read_template(path: Path) -> Template:
    """The template of a file. Raises StudioError naming the file and what is wrong in it."""
    try:
        found = read_json(path, LIMIT_BYTES)
    except (OSError, ValueError) as error:
        raise StudioError("damaged", f"{path} cannot be read", expected="a JSON object", found=str(error)) from error
    try:
        return _template(found)
    except StudioError as error:
        raise StudioError(error.code, f"{path}: {error.message}", expected=error.expected, found=error.found) from error


def _stems(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob(f"*{SUFFIX}"))) if folder.is_dir() else ()


def _template(found: object) -> Template:
    held = _object(found)
    readers: dict[str, Callable[[object], Any]] = {
        "text": _text, "values": _values, "example": _text, "separator": _text, "examples": _examples,
    }  # fmt: skip
    unknown = sorted(set(held) - set(readers))
    if unknown or "text" not in held:
        raise _wrong("the template", "text, and only " + ", ".join(readers), ", ".join(unknown) or "no text")
    return Template(**{name: readers[name](value) for name, value in held.items()})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _wrong("a text", "a string", value)
    return value


def _values(value: object) -> dict[str, str]:
    return {name: _text(told) for name, told in _object(value).items()}


def _examples(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or len(cast("list[object]", value)) > MOST_EXAMPLES:
        raise _wrong("examples", f"a list of at most {MOST_EXAMPLES} pairs", value)
    return tuple(_pair(entry) for entry in cast("list[object]", value))


def _pair(entry: object) -> tuple[str, str]:
    match entry:
        case [str(told), str(said)]:
            return told, said
        case _:
            raise _wrong("examples", "pairs of input and output", entry)


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong("the template", "a JSON object", value)
    return cast("dict[str, Any]", value)


def _wrong(what: str, expected: str, found: object) -> StudioError:
    return StudioError("bad_parameter", f"{what} is not understood", expected=expected, found=str(found)[:100])


def _bad_name(name: str) -> StudioError:
    return StudioError(
        "bad_parameter", "a template cannot have this name", found=name[:100],
        expected='at most 100 characters, none of / \\ : * ? " < > |',
    )  # fmt: skip
