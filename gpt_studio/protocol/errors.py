"""The one error of the house: what, what was expected, what was found, what to do."""

from __future__ import annotations


class StudioError(Exception):
    """A refusal that a person can act on.

    `code` is stable and short (`absent`, `damaged`, `unsupported`, `unsafe`, `too_large`, `bad_parameter`, …);
    `message` names the file or parameter; `expected`, `found` and `remedy` may be empty.
    """

    def __init__(self, code: str, message: str, *, expected: str = "", found: str = "", remedy: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.expected = expected
        self.found = found
        self.remedy = remedy

    def one_line(self) -> str:
        """`message: expected …, found …. remedy`, without line breaks."""
        parts: list[str] = []
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.found:
            parts.append(f"found {self.found}")
        text = self.message + (": " + ", ".join(parts) if parts else "")
        if self.remedy:
            text = f"{text}. {self.remedy}"
        return " ".join(text.split())[:4096]

    def __str__(self) -> str:
        return self.one_line()

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.code, self.message, self.expected, self.found, self.remedy))


def _rebuild(code: str, message: str, expected: str, found: str, remedy: str) -> StudioError:
    return StudioError(code, message, expected=expected, found=found, remedy=remedy)
