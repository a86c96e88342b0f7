"""Whether a vocabulary of characters holds those of a text; what it lacks is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.errors import StudioError


def check_characters(texts: Iterable[str], tokenizer: Tokenizer) -> None:
    """Raise StudioError when a vocabulary of characters lacks some of the texts', naming them."""
    for _ in known_only(texts, tokenizer):
        pass


def known_only(parts: Iterable[str], tokenizer: Tokenizer) -> Iterator[str]:
    """The same parts, as long as a vocabulary of characters holds all of them.

    Raises StudioError at the end that names the characters which it lacks.
    """
    if tokenizer.kind != "char":
        yield from parts
        return
    known = {tokenizer.token_bytes(token).decode("utf-8") for token in range(tokenizer.size)}
    missing: set[str] = set()
    for part in parts:
        missing |= set(part) - known
        if not missing:
            yield part
    if missing:
        shown = " ".join(repr(character) for character in sorted(missing)[:10])
        raise StudioError(
            "bad_data",
            "the data has characters that the model's vocabulary does not hold",
            expected=f"only the {len(known)} characters of the vocabulary",
            found=f"{len(missing)} others: {shown}{' …' if len(missing) > 10 else ''}",
            remedy="Take them out of the data, or train from scratch",
        )
