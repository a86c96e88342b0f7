"""What is kept for each token: the heart of the program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alternative:
    """One candidate of the model's own distribution (temperature 1, before any sampler). `logprob` in nats."""

    id: int
    text: str
    logprob: float


@dataclass(frozen=True, slots=True)
class TokenForm:
    """A token by itself. Its `text` has U+FFFD for bytes that are no whole characters."""

    id: int
    text: str
    bytes: bytes


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """One token of a text.

    `text` holds the characters that the token completes (a token that is part of a character completes none, the
    last part completes it); of these the last `hidden` do not belong to the text (a stop string, the end-of-text
    token). `logprob` (nats), `rank` (1 + number of strictly greater logits), `entropy` (nats) and `top` are of the
    model's own distribution over all rows of the head; they are None and () where nothing precedes the token.
    `probability` is what the draw used (None for a token that was not drawn here), `margin` the draw's distance to
    the runner-up in units of log-probability (None where nothing competed). `mu` is mirostat's bound in bits with
    which the token was drawn (None where mirostat did not act), `logits` the engine's number for the row of logits
    that it was drawn from, which is held while there is room (None: it was never kept).
    """

    id: int
    text: str
    bytes: bytes
    position: int
    logprob: float | None = None
    rank: int | None = None
    entropy: float | None = None
    probability: float | None = None
    margin: float | None = None
    top: tuple[Alternative, ...] = ()
    hidden: int = 0
    mu: float | None = None
    logits: int | None = None

    @property
    def shown(self) -> str:
        """The part of `text` that belongs to the text on screen."""
        return self.text[: len(self.text) - self.hidden]


# A prompt is a sequence of parts: typed text, tokenised where it stands, and ids that were drawn and stay as drawn.
Part = str | tuple[int, ...]
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class GenerationStats:
    """Seconds, tokens and bytes of one generation. Rates are tokens per second; None where nothing was measured."""

    ttft_s: float | None
    prefill_tokens: int
    cached_tokens: int
    prefill_tok_s: float | None
    decode_tok_s: float | None
    peak_rss_bytes: int
