"""A prompt: typed text tokenised where it stands, drawn ids as they were drawn."""

from __future__ import annotations

from dataclasses import dataclass

from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.gpt.tokenizers.spans import Completion, token_spans, token_texts
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts, TokenRecord


@dataclass(frozen=True)
class Prompt:
    """Ids of a prompt; the first `added` were put there by the tokenizer's post-processor and are no text.

    `typed` are the stretches that were given as text: (index of the first id, how many, the text).
    """

    ids: list[int]
    added: int
    typed: tuple[tuple[int, int, str], ...] = ()

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
        """A record for each token; those of typed text concatenate to what was typed."""
        texts = self._completed(tokenizer)
        for first, count, text in self.typed:
            before = self.ids[first - 1] if first > self.added else None
            spans = token_spans(text, tokenizer, self.ids[first : first + count], before)
            texts[first : first + count] = token_texts(text, spans)
        return tuple(
            TokenRecord(token, text, tokenizer.token_bytes(token), position)
            for position, (token, text) in enumerate(zip(self.ids, texts, strict=True))
        )

    def _completed(self, tokenizer: Tokenizer) -> list[str]:
        """For each token the characters that it completes, as far as these were not typed."""
        completion = Completion(tokenizer)
        return ["" if i < self.added else completion.push(token) for i, token in enumerate(self.ids)]


def read_parts(parts: Parts, tokenizer: Tokenizer, *, raw_special: bool = False) -> Prompt:
    """The prompt that `parts` mean, with what the tokenizer's own post-processor puts in front.

    Parts that begin with just these ids, as a chat template writes them, begin with them once. What it would put
    behind a whole text (an end, [SEP]) is left out: a prompt goes on.
    Raises StudioError for an id that the tokenizer does not know.
    """
    added = [] if _begins_with(parts, tokenizer.prefix()) else tokenizer.prefix()
    ids = list(added)
    typed: list[tuple[int, int, str]] = []
    for part in parts:
        if isinstance(part, str):
            before = ids[-1] if len(ids) > len(added) else None
            found = tokenizer.encode(part, raw_special=raw_special, after=before)
            typed.append((len(ids), len(found), part))
            ids += found
        else:
            ids += _known(part, tokenizer)
    return Prompt(ids, len(added), tuple(typed))


def _begins_with(parts: Parts, prefix: list[int]) -> bool:
    first = parts[0] if parts else ()
    return not isinstance(first, str) and list(first[: len(prefix)]) == prefix


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
