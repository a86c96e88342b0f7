"""Which token of one side stands where a token of the other does. Positions of text are characters."""

from __future__ import annotations

from collections.abc import Sequence

from gpt_studio.store.document import Token
from gpt_studio.ui.write.positions import common_prefix
from gpt_studio.ui.write.token_geometry import token_holding


def first_difference(
    left: Sequence[Token], right: Sequence[Token], texts: tuple[str, str], *, same_tokens: bool
) -> tuple[int, int]:
    """(token of the left, token of the right) at which they part; (−1, −1) where one only goes on behind the other.

    Sides with other tokens part where their texts do.
    """
    if same_tokens:
        pairs = zip(left, right, strict=False)
        found = next((i for i, (one, other) in enumerate(pairs) if one.record.id != other.record.id), -1)
        return found, found
    same = common_prefix(*texts)
    if same in (len(texts[0]), len(texts[1])):
        return -1, -1
    return token_holding(left, same), token_holding(right, same)


def aligned(index: int, here: Sequence[Token], there: Sequence[Token], *, same_tokens: bool) -> int:
    """The token of the other side that stands where token `index` of this side does, or the last one; −1 for none."""
    if not 0 <= index < len(here) or not there:
        return -1
    found = index if same_tokens else token_holding(there, here[index].start)
    return min(found, len(there) - 1) if found >= 0 else len(there) - 1
