"""A text of few words, lines and names, to learn from."""

from __future__ import annotations

import random

SPEECH = "the king my lord and thou art not so fair as night come hither speak of love what say you for ever"
WORDS = SPEECH.split()


def prose(seed: int, words: int) -> str:
    """Words, lines and names that a network can learn something from."""
    rng = random.Random(seed)
    lines = [" ".join(rng.choices(WORDS, k=rng.randint(3, 8))) for _ in range(words // 5)]
    return "".join(f"{line}\n" if rng.random() < 0.8 else f"ROMEO:\n{line}\n\n" for line in lines)
