"""Text arguments: given in the line, in a file, or on standard input; nothing stripped, newlines kept."""

from __future__ import annotations

import sys
from pathlib import Path

from gpt_studio.files.bounded import TooLarge, read_bytes
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts

LARGEST = 256 * 1024 * 1024


def one_text(text: str | None, file: str | None, name: str = "text") -> str:
    """The text of `--NAME` or `--NAME-file`. Raises StudioError when none or both are given."""
    if (text is None) == (file is None):
        raise StudioError(
            "bad_parameter",
            "the text is given in one way",
            expected=f"--{name} or --{name}-file",
            found="both" if text is not None else "neither",
        )
    return text if text is not None else read_text(str(file))


def prompt_parts(text: str | None, file: str | None, ids: str | None) -> Parts:
    """The prompt of `--prompt`, `--prompt-file` or `--prompt-ids`. Raises StudioError when not one is given."""
    if ids is None:
        return (one_text(text, file, "prompt"),)
    if (text, file) != (None, None):
        raise StudioError(
            "bad_parameter", "the text is given in one way", expected="a prompt or --prompt-ids", found="both"
        )
    words = (read_text(ids) if ids == "-" else ids).replace(",", " ").split()
    wrong = next((word for word in words if not (word.isascii() and word.isdigit() and len(word) < 10)), None)
    if wrong is not None:
        raise StudioError(
            "bad_parameter", "--prompt-ids is not understood", expected="token ids with commas", found=wrong[:100]
        )
    return (tuple(int(word) for word in words),)


def read_text(name: str) -> str:
    """The text of a UTF-8 file, `-` for standard input. Raises StudioError naming the file."""
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else read_bytes(Path(name).expanduser(), LARGEST)
        return data.decode("utf-8")
    except FileNotFoundError as error:
        raise StudioError("absent", f"{name} does not exist", expected="a text file") from error
    except UnicodeDecodeError as error:
        raise StudioError(
            "damaged", f"{name} is not a text", expected="UTF-8", found=f"another byte at {error.start}"
        ) from error
    except TooLarge as error:
        raise StudioError("too_large", str(error)) from error
    except OSError as error:
        raise StudioError("absent", f"{name} cannot be read", found=error.strerror or str(error)) from error


def unescape(text: str) -> str:
    """`\\n`, `\\t` and `\\\\` as the characters that they mean."""
    pieces, at = list[str](), 0
    while at < len(text):
        pair = text[at : at + 2]
        meant = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}.get(pair)
        pieces.append(meant if meant is not None else text[at])
        at += 2 if meant is not None else 1
    return "".join(pieces)
