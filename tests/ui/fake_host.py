"""A host without torch and threads: it records what the window says and replays what a test scripts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from gpt_studio.protocol.commands import Command
from gpt_studio.protocol.events import Event, GenerationDone, ModelLoaded, PromptRead, TokensArrived, merge
from gpt_studio.protocol.models import MemoryEstimate, ModelInfo, ModelKey, TokenizerInfo
from gpt_studio.protocol.records import Alternative, GenerationStats, TokenRecord


class FakeHost:
    """Host whose engine is a dictionary: `answers[type(command)]` makes the events that a command brings.

    `say` puts events into the outbox by hand. Nothing happens until the bridge polls.
    """

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.cancelled: list[int] = []
        self.stopped = False
        self.answers: dict[type, Callable[..., Iterable[Event]]] = {}
        self._outbox: list[Event] = []

    # -- Host ------------------------------------------------------------------------------------------

    def send(self, command: Command) -> None:
        self.sent.append(command)
        if answer := self.answers.get(type(command)):
            self.say(*answer(command))

    def cancel(self, job: int) -> None:
        self.cancelled.append(job)

    def poll(self) -> list[Event]:
        events, self._outbox = self._outbox, []
        return events

    def stop(self, timeout_s: float) -> bool:
        self.stopped = True
        return True

    # -- for tests -------------------------------------------------------------------------------------

    def say(self, *events: Event) -> None:
        """Events as the outbox would hold them: merged with what waits there."""
        for event in events:
            both = merge(self._outbox[-1], event) if self._outbox else None
            if both is None:
                self._outbox.append(event)
            else:
                self._outbox[-1] = both

    def sent_of(self, kind: type) -> list[Command]:
        """The commands of one kind, in the order in which they were sent."""
        return [command for command in self.sent if isinstance(command, kind)]

    def last(self, kind: type) -> Command:
        """The newest command of a kind; fails the test when there was none."""
        found = self.sent_of(kind)
        assert found, f"no {kind.__name__} was sent, only {[type(c).__name__ for c in self.sent]}"
        return found[-1]


def model_info(**changes) -> ModelInfo:
    """The card of a small model."""
    values = {
        "path": "bundled", "format": "nanogpt", "family": "nanogpt", "parameters": 1_900_000, "layers": 4,
        "heads": 4, "kv_heads": 4, "width": 128, "head_dim": 32, "context": 1024, "vocab": 1024,
        "dtype": "float32", "quantisation": None, "tied_embeddings": True, "chat_template": False,
        "tokenizer": TokenizerInfo("bpe", 1024), "file_bytes": 7_600_000,
        "memory_estimate_bytes": MemoryEstimate(7_600_000, 4_194_304, 12_000_000),
    }  # fmt: skip
    return ModelInfo(**(values | changes))


def loaded(job: int = 0, **changes) -> ModelLoaded:
    """What a LoadModel brings."""
    info = model_info(**changes)
    return ModelLoaded(job=job, key=ModelKey(info.path), info=info, seconds=0.4, context=info.context)


def token(
    text: str,
    position: int,
    probability: float = 0.5,
    *,
    number: int | None = None,
    top: int = 4,
    drawn: bool = True,
) -> TokenRecord:
    """A token record with plausible numbers: `top` alternatives, the token itself first."""
    logprob = math.log(probability)
    number = sum(text.encode()) % 1000 if number is None else number
    rest = (1 - probability) / 2
    others = [Alternative(1000 + i, f" alt{i}", math.log(max(rest, 1e-9)) - i * math.log(2)) for i in range(1, top)]
    alternatives = sorted([Alternative(number, text, logprob), *others], key=lambda a: -a.logprob)
    return TokenRecord(
        id=number, text=text, bytes=text.encode(), position=position, logprob=logprob,
        rank=1 + [a.id for a in alternatives].index(number), entropy=1.2,
        probability=min(1.0, probability * 1.1) if drawn else None, margin=0.4 if drawn else None,
        top=tuple(alternatives),
    )  # fmt: skip


def bare(text: str, position: int) -> TokenRecord:
    """A token of a prompt before the model was asked about it."""
    return TokenRecord(sum(text.encode()) % 1000, text, text.encode(), position)


STATS = GenerationStats(
    ttft_s=0.041,
    prefill_tokens=3,
    cached_tokens=0,
    prefill_tok_s=900.0,
    decode_tok_s=212.4,
    peak_rss_bytes=2**28,
)


def script_of(job: int, prompt: Iterable[TokenRecord], drawn: Iterable[TokenRecord], reason: str = "max_tokens"):
    """The events of a whole generation."""
    drawn = tuple(drawn)
    return (
        PromptRead(job, tuple(prompt), 1024),
        *(TokensArrived(job, 0, (record,)) for record in drawn),
        GenerationDone(job, 0, "".join(r.shown for r in drawn), reason, "", STATS),
    )
