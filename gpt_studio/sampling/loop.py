"""The generation loop: read the prompt in pieces, then draw token after token, members of a batch side by side.

A generator of events: it can be cancelled, and other work done, between any two of its steps.
Symbols: B members still running, V vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace

import torch
from torch import Tensor

from gpt_studio.gpt.cache import KVCache
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.events import Event, GenerationDone, Progress, PromptRead, TokensArrived
from gpt_studio.protocol.records import TokenRecord

from .breakers import breaking_ids
from .chain import Moment, apply, mu_at
from .clock import Clock
from .cuts import next_mu
from .draw import Draw, draw
from .healing import Beginning
from .member import Member
from .observing import Observer, Unobserved
from .prefix import Prefix
from .prompt import Prompt, read_parts
from .reading import last_logits, piece_length
from .statistics import RowStatistics, row_statistics
from .stop_strings import StopStrings
from .tuning import Tuning


def generate(
    model: Decoder,
    tokenizer: Tokenizer,
    context: int,
    command: Generate,
    *,
    cancelled: Callable[[], bool],
    prefix: Prefix | None = None,
    tuning: Tuning | None = None,
    keep: Callable[[Tensor], int] | None = None,
    observer: Observer | None = None,
) -> Iterator[Event]:
    """PromptRead, Progress while the prompt is read, TokensArrived as drawn, GenerationDone once a member.

    `context` bounds prompt and text together. With `prefix` a run of one member reuses and leaves a KV cache. Another
    may change the samplers through `tuning` while it runs; `keep` takes each row of logits and gives it a number. What
    an `observer` says of the forwards comes between; where it watches nothing, nothing is watched.
    Raises StudioError for an empty or too long prompt and for parameters out of range.
    """
    command.check()
    prompt = read_parts(command.parts, tokenizer, raw_special=command.raw_special)
    prompt.check(None if command.on_full == "slide" else context)
    yield PromptRead(command.job, prompt.records(tokenizer), context)
    run = _Run(model, tokenizer, context, command, prompt, cancelled, prefix)
    run.tuning, run.keep_row, run.observer = tuning or run.tuning, keep, observer or run.observer
    yield from run.steps()


class _Run:
    """The state of one generation."""

    def __init__(
        self,
        model: Decoder,
        tokenizer: Tokenizer,
        context: int,
        command: Generate,
        prompt: Prompt,
        cancelled: Callable[[], bool],
        prefix: Prefix | None,
    ) -> None:
        self.model, self.tokenizer, self.context, self.command = model, tokenizer, context, command
        self.cancelled = cancelled
        self.prefix = prefix if len(command.members) == 1 else None
        self.prompt = prompt.ids
        self.members = [
            Member(
                number,
                list(prompt.ids),
                prompt.completion(tokenizer),
                StopStrings(command.stop),
                Beginning(command.begin, tokenizer, model.config.vocab_size),
                mu=command.mu,
            )
            for number in command.members
        ]
        self.first = self.members[0]
        self.clock = Clock()
        known = min(tokenizer.size, model.config.vocab_size)
        self.unknown = torch.arange(model.config.vocab_size, device=model.device) >= known
        self.cache: KVCache | None = None
        self.tuning = Tuning(command.sampling)
        self.keep_row: Callable[[Tensor], int] | None = None
        self.observer: Observer = Unobserved()
        self.start = 0  # of the text, where the cache begins

    def steps(self) -> Iterator[Event]:
        """All events of the run; the KV cache is left to `prefix` however it ends."""
        if len(self.prompt) >= self.context and self.command.on_full == "stop":
            for member in self.members:
                yield from self._finish(member, "context_full", f"{self.context} tokens")
            return
        try:
            yield from self._steps()
        finally:
            self._leave_cache()

    def _steps(self) -> Iterator[Event]:
        logits = yield from self._read_prompt()
        while self.members:
            if logits is None or self.cancelled():
                for member in self.members:
                    yield from self._finish(member, "cancelled", "")
                return
            yield from self._draw_all(logits)
            if self.members:
                logits = yield from self._next_logits()

    # -- reading the prompt ------------------------------------------------------------------------------------

    def _read_prompt(self) -> Generator[Event, None, Tensor | None]:
        """Logits (1, V) behind the prompt, or None when it was cancelled (returned by the generator)."""
        ids = self.prompt[-self.context :]
        self.start = len(self.prompt) - len(ids)
        self.cache, done = self.prefix.take(ids, self.observer.altered) if self.prefix else (None, 0)
        if self.cache is None or self.cache.limit < self.context:
            self.cache, done = self.model.new_cache(1, self.context), 0
        self.clock.cached = done
        logits = yield from self._read([ids], done)
        if logits is None:
            return None
        self.clock.prompt_read(len(ids) - self.clock.cached)
        if len(self.members) > 1:
            self.cache.expand(len(self.members))
        return logits

    def _read(self, rows: list[list[int]], done: int) -> Generator[Event, None, Tensor | None]:
        """Logits (B, V) behind ids (B, T), of which `done` are in the cache; None when it was cancelled."""
        logits, total = None, len(rows[0])
        while done < total:
            length = piece_length(self.model.config, done)
            logits = None if self.cancelled() else self._forward([row[done : done + length] for row in rows])
            if logits is None:
                return None
            yield from self._seen()
            done = min(done + length, total)
            if total > length:
                yield Progress(self.command.job, "prefill", done, total, "tokens")
        return logits

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw_all(self, logits: Tensor) -> Iterator[Event]:
        """Draw one token for every member from logits (1 or B, V); members that end leave the batch."""
        rows = logits.expand(len(self.members), -1)
        draws = [self._draw(member, row) for member, row in zip(self.members, rows, strict=True)]
        said = row_statistics(
            rows, torch.tensor([d.id for d in draws], device=rows.device), self.command.top, self.tokenizer
        )
        kept: list[int] = []
        for i, (member, drawn, told) in enumerate(zip(list(self.members), draws, said, strict=True)):
            number = None if self.keep_row is None else self.keep_row(rows[i])
            ended = yield from self._take(member, drawn, told, number)
            if not ended:
                kept.append(i)
        self._keep(kept)

    def _draw(self, member: Member, row: Tensor) -> Draw:
        row = row.float().masked_fill(self.unknown, float("-inf"))
        if member.begin.open:
            row = row.masked_fill(~member.begin.allowed().to(row.device), float("-inf"))
        sampling, position = self.tuning.sampling, len(member.ids)
        breakers = breaking_ids(sampling, self.tokenizer)
        now = Moment(member.ids, self.command.seed, member.number, position, member.mu, breakers)
        drawn = draw(
            apply(row, now, sampling),
            greedy=sampling.temperature == 0,
            seed=self.command.seed,
            member=member.number,
            position=position,
        )
        if sampling.acts("mirostat"):
            member.mu = mu_at(now, sampling)
        else:
            member.mu = None
        return drawn

    def _take(
        self, member: Member, drawn: Draw, told: RowStatistics, number: int | None
    ) -> Generator[Event, None, bool]:
        """Add the token to the member's text; returns whether the member has ended."""
        record = self._record(member, drawn, told, number)
        if member.mu is not None:
            member.mu = self._next_mu(member.mu, drawn)
        if member.begin.open:
            member.begin.take(drawn.id)
        member.ids.append(drawn.id)
        member.drawn += 1
        self.tuning.drawn = max(self.tuning.drawn, member.drawn)
        self.clock.token()
        if drawn.id in self.tokenizer.eos_ids and not self.command.ignore_eos:
            name = record.text
            ready, _ = member.text.push(replace(record, hidden=len(record.text)))
            yield from self._arrived(member, ready)
            yield from self._finish(member, "eos", name)
            return True
        ready, stopped = member.text.push(record)
        yield from self._arrived(member, ready)
        if stopped is not None:
            yield from self._finish(member, "stop_string", stopped.string)
            return True
        reason = self._spent(member)
        if reason is not None:
            yield from self._finish(member, *reason)
        return reason is not None

    def _record(self, member: Member, drawn: Draw, told: RowStatistics, number: int | None) -> TokenRecord:
        return TokenRecord(
            id=drawn.id,
            text=member.completion.push(drawn.id),
            bytes=self.tokenizer.token_bytes(drawn.id),
            position=len(member.ids),
            logprob=told.logprob,
            rank=told.rank,
            entropy=told.entropy,
            probability=drawn.probability,
            margin=drawn.margin,
            top=told.top,
            mu=member.mu,
            logits=number,
        )

    def _next_mu(self, mu: float, drawn: Draw) -> float:
        sampling = self.tuning.sampling
        return next_mu(mu, -drawn.log_probability / math.log(2.0), sampling.mirostat_tau, sampling.mirostat_eta)

    def _spent(self, member: Member) -> tuple[str, str] | None:
        if self.command.max_tokens is not None and member.drawn >= self.command.max_tokens:
            return "max_tokens", f"{member.drawn} tokens"
        if self.command.on_full == "stop" and len(member.ids) >= self.context:
            return "context_full", f"{self.context} tokens"
        return None

    def _arrived(self, member: Member, records: list[TokenRecord]) -> Iterator[Event]:
        if records:
            yield TokensArrived(self.command.job, member.number, tuple(records))

    def _finish(self, member: Member, reason: str, detail: str) -> Iterator[Event]:
        """What was held back for a stop string that did not come, then the end."""
        yield from self._arrived(member, member.text.flush())
        yield GenerationDone(self.command.job, member.number, member.text.text, reason, detail, self.clock.stats())

    # -- the network -------------------------------------------------------------------------------------------

    def _next_logits(self) -> Generator[Event, None, Tensor | None]:
        """Logits (B, V) behind the newest tokens; a full context drops its oldest token and is read anew."""
        assert self.cache is not None
        if self.cache.length < self.context:
            logits = self._forward([[member.ids[-1]] for member in self.members])
            if logits is not None:
                yield from self._seen()
            return logits
        self.cache = self.model.new_cache(len(self.members), self.context)
        self.start = len(self.members[0].ids) - self.context
        return (yield from self._read([member.ids[-self.context :] for member in self.members], 0))

    def _forward(self, rows: list[list[int]]) -> Tensor | None:
        assert self.cache is not None
        watch = self.observer.watch(self.cache, self.start)
        return last_logits(self.model, self.cache, rows, self.cancelled, watch)

    def _seen(self) -> Iterator[Event]:
        """What the observer says of a forward that is done."""
        assert self.cache is not None
        yield from self.observer.seen(self.cache, [member.number for member in self.members])

    def _keep(self, rows: list[int]) -> None:
        """Go on with these rows of the batch only."""
        if len(rows) == len(self.members):
            return
        self.members = [self.members[i] for i in rows]
        if self.cache is not None and rows:
            self.cache.keep(torch.tensor(rows, device=self.model.device))

    def _leave_cache(self) -> None:
        """Keep the cache for the next run, unless the context has slid: then its positions are another text's."""
        ids = self.first.ids
        if self.prefix is not None and self.cache is not None and len(ids) <= self.context:
            self.prefix.keep(ids, self.cache, self.observer.altered)
