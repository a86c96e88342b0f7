"""A prompt: typed text tokenised where it stands, drawn ids as they were drawn."""

from __future__ import annotations

from dataclasses import dataclass

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.gpt.tokenizers.spans import Completion
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts, TokenRecord


@dataclass(frozen=True)
class Prompt:
    """Ids of a prompt; the first `added` were put there by the tokenizer's post-processor and are no text."""

    ids: list[int]
    added: int

    def check(self, context: int | None) -> None:
        """Raise StudioError when there is nothing to go on from, or more than `context` tokens (None: any number)."""
        if not self.ids:
            raise StudioError("empty_prompt", "the prompt is empty", expected="at least one token", found="none")
        if context is not None and len(self.ids) > context:
            raise StudioError(
                "too_long",
                "the prompt does not fit into the context",
                expected=f"at most {context} tokens",
                found=f"{len(self.ids)} tokens",
                remedy="Shorten it, raise the context, or let it slide when full",
            )

    def completion(self, tokenizer: Tokenizer) -> Completion:
        """A decoder that has read the prompt: what is drawn next completes its last character."""
        completion = Completion(tokenizer)
        for token in self.ids[self.added :]:
            completion.push(token)
        return completion

    def records(self, tokenizer: Tokenizer) -> tuple[TokenRecord, ...]:
        """A record for each token; their texts concatenate to the typed text."""
        completion, found = Completion(tokenizer), list[TokenRecord]()
        for position, token in enumerate(self.ids):
            text = "" if position < self.added else completion.push(token)
            found.append(TokenRecord(token, text, tokenizer.token_bytes(token), position))
        return tuple(found)


def read_parts(parts: Parts, tokenizer: Tokenizer, *, raw_special: bool = False) -> Prompt:
    """The prompt that `parts` mean, with what the tokenizer's own post-processor puts in front.

    Raises StudioError for an id that the tokenizer does not know.
    """
    added = tokenizer.prefix()
    ids = list(added)
    for part in parts:
        ids += tokenizer.encode(part, raw_special=raw_special) if isinstance(part, str) else _known(part, tokenizer)
    return Prompt(ids, len(added))


def _known(ids: tuple[int, ...], tokenizer: Tokenizer) -> list[int]:
    for token in ids:
        if not 0 <= token < tokenizer.size:
            raise StudioError(
                "bad_parameter",
                "a token id is not in the vocabulary",
                expected=f"0 to {tokenizer.size - 1}",
                found=str(token),
            )
    return list(ids)
