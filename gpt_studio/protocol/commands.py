"""What the window says to the engine. Frozen dataclasses that survive pickle; `job` is the window's number for it.

Long commands run one after another; queries run between the steps of a long job, the newest of a kind winning.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .chat import ChatMessage
from .datasets import MakeSampleData, PreviewData
from .errors import StudioError
from .looking import Looking
from .models import ModelKey
from .records import Parts
from .sampling import DrawnWith, SamplingParams
from .switches import NOTHING_OFF, Switches


@dataclass(frozen=True)
class LoadModel:
    """Load a checkpoint into the pool. Answers: Progress…, ModelLoaded | JobFailed | JobCancelled.

    The model `beside` stays: where the pool has no room for both, the load is refused.
    """

    job: int
    key: ModelKey
    beside: ModelKey | None = None


@dataclass(frozen=True)
class UnloadModel:
    """Drop a model from the pool. Answers: ModelUnloaded."""

    job: int
    key: ModelKey


@dataclass(frozen=True)
class Merge:
    """Have exactly these adapters (numbers as in ModelLoaded.adapters) in the weights of a loaded model, () none.

    What is taken out leaves the weights as they were, to the bit. Answers: Progress…, ModelLoaded, whose key says what
    is merged, ModelUnloaded of `key`, which no model has from then on | JobFailed | JobCancelled: nothing has changed.
    """

    job: int
    key: ModelKey
    merged: tuple[int, ...] = ()


@dataclass(frozen=True)
class Generate:
    """Go on from `parts`. Answers: PromptRead, TokensArrived…, GenerationDone for each member | JobFailed.

    Tokens drawn have absolute positions from the prompt's length on; `members` are drawn as one batch.
    `top` is the number of alternatives kept per token. `max_tokens` None means until it stops by itself. `mu` is
    mirostat's bound in bits behind `parts` where a text is gone on with, None where it begins. `begin` is what the
    drawn text must begin with (token healing: the end of a prompt, taken back); it belongs to the drawn tokens.
    `switches` are off while it reads and writes; the rows of attention of the layers in `shown` are sent as they come.
    """

    job: int
    key: ModelKey
    parts: Parts
    sampling: SamplingParams = field(default_factory=SamplingParams)
    seed: int = 0
    members: tuple[int, ...] = (0,)
    max_tokens: int | None = 128
    stop: tuple[str, ...] = ()
    on_full: str = "stop"  # stop | slide
    ignore_eos: bool = False
    raw_special: bool = False
    top: int = 10
    mu: float | None = None
    begin: str = ""
    switches: Switches = NOTHING_OFF
    shown: tuple[int, ...] = ()

    def check(self) -> None:
        """Raise StudioError for a value that no generation can have."""
        self.sampling.check()
        for name, good, expected in (
            ("max_tokens", self.max_tokens is None or self.max_tokens >= 1, "at least 1"),
            ("members", bool(self.members) and min(self.members) >= 0, "at least one, counted from 0"),
            ("on_full", self.on_full in ("stop", "slide"), "stop or slide"),
            ("top", 0 <= self.top <= 1000, "0 to 1000"),
            ("stop", all(self.stop), "strings that are not empty"),
        ):
            if not good:
                raise StudioError(
                    "bad_parameter",
                    f"{name} is out of range",
                    expected=expected,
                    found=str(getattr(self, name)),
                )


@dataclass(frozen=True)
class Describe:
    """Query: the card of a checkpoint, from its header, as it would be loaded. Answers: ModelDescribed | JobFailed."""

    job: int
    path: str
    dtype: str = "auto"
    context: int | None = None
    adapters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """Query: every token of `parts` with its record, in one pass. Answers: TextScored | JobFailed."""

    job: int
    key: ModelKey
    parts: Parts
    top: int = 10
    raw_special: bool = False
    switches: Switches = NOTHING_OFF


@dataclass(frozen=True)
class Attend:
    """Query: attention of the given layers over `parts`, all heads. Answers: AttentionReady | JobFailed.

    With `value_weighted` each weight is multiplied by the norm of what it brings (see AttentionReady).
    """

    job: int
    key: ModelKey
    parts: Parts
    layers: tuple[int, ...]
    raw_special: bool = False
    switches: Switches = NOTHING_OFF
    value_weighted: bool = False


@dataclass(frozen=True)
class Facts:
    """Query: every tensor and all metadata of a checkpoint, from its headers. Answers: FactsRead | JobFailed."""

    job: int
    path: str


@dataclass(frozen=True)
class Export:
    """Write a model in a format of EXPORT_FORMATS. Answers: Progress…, Exported | JobFailed | JobCancelled.

    The model is read from its files, whatever is loaded. `dtype` is a precision of the format ('' for the one it has);
    `merge` writes adapters into the weights; `force` allows what loses information, and to write over `out`.
    """

    job: int
    key: ModelKey
    out: str
    to: str
    dtype: str = ""
    merge: bool = False
    force: bool = False


@dataclass(frozen=True)
class Explain:
    """Query: what the samplers did to the token behind `parts`. Answers: Explained | JobFailed.

    `logits` is the number of its row in its record; where that is not held any more, the text is read once more only
    with `forward`, with the parts off (`switches`) that were off when it got its numbers. A mean over this text is
    over that of `over` ((): of `parts`). `mu` is mirostat's bound in its record.
    """

    job: int
    key: ModelKey
    parts: Parts
    token: int
    sampling: SamplingParams = field(default_factory=SamplingParams)
    seed: int = 0
    member: int = 0
    mu: float | None = None
    logits: int | None = None
    forward: bool = False
    raw_special: bool = False
    top: int = 10
    switches: Switches = NOTHING_OFF
    over: Parts = ()


@dataclass(frozen=True, slots=True)
class DrawnToken:
    """A drawn token of a text: its id, its index among the text's ids, the number of its row of logits."""

    id: int
    position: int
    logits: int | None


@dataclass(frozen=True)
class Replay:
    """Query: the first of the `drawn` tokens of a text that would have fallen differently under `sampling`.

    `parts` are the whole text; `mu` and `begin` are those with which the drawing of it began. The network is run only
    with `forward`: once over the text, for the rows of logits that are not held, with the parts off (`switches`) that
    were off when it was drawn; a mean over this text is over that of `over`, behind which the drawing began ((): over
    `parts`). Answers: Replayed | JobFailed.
    """

    job: int
    key: ModelKey
    parts: Parts
    drawn: tuple[DrawnToken, ...]
    sampling: SamplingParams
    seed: int
    member: int = 0
    raw_special: bool = False
    mu: float | None = None
    begin: str = ""
    forward: bool = False
    switches: Switches = NOTHING_OFF
    over: Parts = ()


@dataclass(frozen=True)
class Retune:
    """Query: other samplers for the generation `target`, from its next token on. Answers: Retuned | JobFailed."""

    job: int
    target: int
    sampling: SamplingParams


@dataclass(frozen=True)
class Tokenise:
    """Query: the tokens of each of `texts` by itself, as in the middle of a text, and what the tokens `ids` stand for.

    Answers: Tokenised | JobFailed.
    """

    job: int
    key: ModelKey
    texts: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Compare:
    """Query: what two models say of every token of one text, and how far apart they are. Answers: Compared | JobFailed.

    `parts` are read with the tokenizer of `key_a`; models with other tokens are refused with the code other_tokens.
    With `draws` (of a and of b) it is told too how far apart what they draw from is; samplers with a state of their
    own (mirostat) have no such distance. `switches` are off in a and in b.
    """

    job: int
    key_a: ModelKey
    key_b: ModelKey
    parts: Parts
    draws: tuple[DrawnWith, DrawnWith] | None = None
    raw_special: bool = False
    switches: tuple[Switches, Switches] = (NOTHING_OFF, NOTHING_OFF)


@dataclass(frozen=True)
class RenderChat:
    """Query: the prompt that asks for the next turn, by the model's template. Answers: ChatRendered | JobFailed."""

    job: int
    key: ModelKey
    messages: tuple[ChatMessage, ...]


Query = (
    Describe
    | Facts
    | Score
    | Attend
    | Explain
    | Replay
    | Retune
    | Tokenise
    | Compare
    | RenderChat
    | PreviewData
    | MakeSampleData
    | Looking
)
LongCommand = LoadModel | UnloadModel | Merge | Generate | Export
Command = Query | LongCommand
