"""Writes repeats.txt: lines of a random word of different letters, said four times. What comes next is in the line."""

import random
import string
from pathlib import Path

LINES, SHORTEST, LONGEST, TIMES = 8000, 8, 16, 4


def repeats(seed: int = 0, lines: int = LINES) -> str:
    rng = random.Random(seed)
    words = ("".join(rng.sample(string.ascii_lowercase, rng.randint(SHORTEST, LONGEST))) for _ in range(lines))
    return "".join(f"{word * TIMES}\n" for word in words)


if __name__ == "__main__":
    Path("repeats.txt").write_text(repeats(), newline="\n")
