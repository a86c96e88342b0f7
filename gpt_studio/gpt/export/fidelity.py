"""Whether an export still says everything that the model did: a loss is refused, or remembered where it was allowed."""

from __future__ import annotations

from gpt_studio.protocol.errors import StudioError


class Fidelity:
    """`lossless` until something is lost."""

    def __init__(self, *, force: bool) -> None:
        self._force = force
        self.lossless = True

    def lose(self, what: str, *, expected: str, found: str, instead: str = "") -> None:
        """Note a loss. Raises StudioError unless losses were allowed; `instead` says what would lose nothing."""
        if not self._force:
            raise StudioError(
                "lossy", f"{what} would lose information", expected=expected, found=found,
                remedy="Use --force to allow it" + (f", or {instead}" if instead else ""),
            )  # fmt: skip
        self.lossless = False
