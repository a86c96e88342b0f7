"""How a checkpoint would fit into free memory: in which precision, with how much context. No torch here."""

from __future__ import annotations

from pathlib import Path

from gpt_studio.protocol.models import MEMORY_SHARE, PRECISIONS, Fit

from .checkpoint import LONGEST_DEFAULT_CONTEXT
from .describe import describe

# A shorter context than this is of little use.
SHORTEST_CONTEXT = 256


def what_fits(path: str | Path, free_bytes: int) -> Fit | None:
    """The longest context, and with it the finest precision, that `free_bytes` have room for. Raises StudioError."""
    context = min(describe(path).context, LONGEST_DEFAULT_CONTEXT)
    while context >= SHORTEST_CONTEXT:
        for dtype in PRECISIONS[1:]:
            if describe(path, context, dtype).memory_estimate_bytes.peak <= MEMORY_SHARE * free_bytes:
                return Fit(dtype, context)
        context //= 2
    return None
