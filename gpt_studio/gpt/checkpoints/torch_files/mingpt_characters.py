"""minGPT keeps no vocabulary: its characters are those of input.txt, sorted (projects/chargpt). No torch here."""

from __future__ import annotations

from pathlib import Path

from gpt_studio.gpt.folder import has, read_inside
from gpt_studio.gpt.tokenizers import Chars
from gpt_studio.protocol.errors import StudioError

INPUT = "input.txt"
LARGEST_INPUT = 64 << 20


def has_input(folder: Path) -> bool:
    """Whether the text that the model was trained on stands beside it."""
    return has(folder, INPUT)


def characters_of_input(folder: Path, vocab: int) -> Chars:
    """The characters of input.txt, newlines as Python reads them. Raises StudioError where they are not `vocab`."""
    try:
        text = read_inside(folder, INPUT, LARGEST_INPUT).decode("utf-8")
    except UnicodeDecodeError as error:
        raise StudioError("damaged", f"{folder / INPUT} is no text", expected="UTF-8", found="other bytes") from error
    characters = sorted(set(text.replace("\r\n", "\n").replace("\r", "\n")))
    if len(characters) != vocab:
        raise StudioError(
            "damaged", f"{folder / INPUT} is not the text that the model was trained on",
            expected=f"{vocab} different characters", found=str(len(characters)),
        )  # fmt: skip
    return Chars({character: i for i, character in enumerate(characters)})
